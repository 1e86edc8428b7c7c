import { measureReceiving } from './support/chatReceiving';
import { atMost, report } from './support/report';

void report(async ({ quick }) => {
  const rounds = quick ? 3 : 15;
  const receiving = await measureReceiving(quick ? 5_000 : 30_000, rounds);
  return {
    title: 'Running chats',
    runs: rounds,
    figures: [
      { what: 'push received, decoded and checked', value: receiving.ours, unit: 'µs of CPU' },
      { what: 'the same with LiveChat’s SDK, parsed only', value: receiving.theirs, unit: 'µs of CPU' },
      { what: 'push kept in the state of the window', value: receiving.keeping, unit: 'µs of CPU' },
    ],
    verdicts: [atMost('CPU of receiving at most 1.3 × of the SDK', receiving.ratio, 1.3, 'times')],
  };
});
