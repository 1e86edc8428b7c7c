import { stopChildren } from '../scripts/workbench/childProcesses.mjs';
import { measureReceiving } from './support/chatReceiving';
import { measureChatWindow, type ChatWindowTimes } from './support/chatWindow';
import { atMost, report, type Figure, type Verdict } from './support/report';
import { median, percentile } from './support/statistics';

void report(async ({ quick }) => {
  const rounds = quick ? 3 : 15;
  const receiving = await measureReceiving(quick ? 5_000 : 30_000, rounds);
  try {
    const times = await measureChatWindow(
      quick
        ? { messages: 60, ownMessages: 10, openings: 3, seconds: 6 }
        : { messages: 400, ownMessages: 60, openings: 9, seconds: 30 },
    );
    return {
      title: 'Running chats',
      runs: rounds,
      figures: [
        ...windowFigures(times),
        { what: 'push received, decoded and checked', value: receiving.ours, unit: 'µs of CPU' },
        { what: 'the same with LiveChat’s SDK, parsed only', value: receiving.theirs, unit: 'µs of CPU' },
        { what: 'push kept in the state of the window', value: receiving.keeping, unit: 'µs of CPU' },
      ],
      verdicts: [
        ...windowVerdicts(times),
        atMost('CPU of receiving at most 1.3 × of the SDK', receiving.ratio, 1.3, 'times'),
      ],
    };
  } finally {
    await stopChildren();
  }
});

function windowFigures(times: ChatWindowTimes): readonly Figure[] {
  const { posted, own, opening, blank, idlePercent, beginningPercent } = times;
  return [
    { what: 'message to an empty panel to frame, p50', value: median(posted), unit: 'ms' },
    { what: 'message to an empty panel to frame, p99', value: percentile(posted, 99), unit: 'ms' },
    { what: 'Enter to frame, p99', value: percentile(own, 99), unit: 'ms' },
    { what: 'opening a chat of 2,000 messages, p50', value: median(opening), unit: 'ms' },
    { what: 'opening an empty panel, p50', value: median(blank), unit: 'ms' },
    { what: 'extension host without messages', value: idlePercent, unit: '% of one core' },
    { what: '100 messages a second, at first', value: beginningPercent, unit: '% of one core' },
  ];
}

function windowVerdicts({ push, own, opening, blank, loadPercent }: ChatWindowTimes): readonly Verdict[] {
  const over = opening.map((ms, index) => ms - (blank[index] ?? NaN));
  return [
    atMost('message to frame, p50 at most 15 ms', median(push), 15, 'ms'),
    atMost('message to frame, p99 at most 50 ms', percentile(push, 99), 50, 'ms'),
    atMost('Enter to frame, p50 at most 16 ms', median(own), 16, 'ms'),
    atMost('100 messages a second in 50 chats: at most 5 %', loadPercent, 5, '% of one core'),
    atMost('2,000 messages: at most 100 ms over an empty panel', median(over), 100, 'ms'),
  ];
}
