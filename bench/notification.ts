import { runToEnd } from '../scripts/workbench/childProcesses.mjs';
import { connections, fullStore, withHost } from './support/hosts';
import { atMost, report } from './support/report';
import { percentile } from './support/statistics';
import { pauseMs, toastTimes } from './support/toasts';

void report(async ({ quick }) => {
  const count = quick ? 60 : 600;
  await runToEnd(process.execPath, ['esbuild.mjs', '--production']);
  const { answered, shown } = await withHost('.', { shortenedTimerMs: pauseMs }, async (host) => {
    await host.deliverTickets(quick ? fullStore / 10 : fullStore, connections);
    await toastTimes(host, 30);
    return await toastTimes(host, count);
  });
  return {
    title: 'From POST to the call of showInformationMessage, one event at a time, store full',
    runs: count,
    figures: [
      { what: 'POST to 200, p50', value: percentile(answered, 50), unit: 'ms' },
      { what: 'POST to 200, p99', value: percentile(answered, 99), unit: 'ms' },
      { what: 'POST to toast, p50', value: percentile(shown, 50), unit: 'ms' },
      { what: 'POST to toast, p99', value: percentile(shown, 99), unit: 'ms' },
    ],
    verdicts: [
      atMost('p50 at most 5 ms', percentile(shown, 50), 5, 'ms'),
      atMost('p99 at most 25 ms', percentile(shown, 99), 25, 'ms'),
    ],
  };
});
