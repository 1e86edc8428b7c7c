import { compare, ofBoth, row, type Side } from '../support/comparison';
import { connections, fullStore, withHostPair } from '../support/hosts';
import { percentile, sideBySide } from '../support/statistics';
import { pauseMs, toastTimes } from '../support/toasts';

void compare(async ({ builds, quick }) => {
  const runs = quick ? 3 : 15;
  const perRun = quick ? 30 : 100;
  const found = await withHostPair(builds, { shortenedTimerMs: pauseMs }, async (hosts) => {
    await ofBoth(async (side) => {
      await hosts[side].deliverTickets(quick ? fullStore / 10 : fullStore, connections);
      await toastTimes(hosts[side], perRun);
    });
    return await sideBySide<Side, readonly number[]>(runs, {
      other: async () => (await toastTimes(hosts.other, perRun)).shown,
      here: async () => (await toastTimes(hosts.here, perRun)).shown,
    });
  });
  const p50 = (times: readonly number[]): number => percentile(times, 50);
  const p99 = (rounds: readonly (readonly number[])[]): number[] => [percentile(rounds.flat(), 99)];
  return {
    title: 'From POST to the call of showInformationMessage, store full',
    runs,
    rows: [
      row(
        'p50',
        'ms',
        { other: found.other.map(p50), here: found.here.map(p50) },
        { ratioAtMost: 0.4, atMost: 1 },
      ),
      row('p99 of all rounds', 'ms', { other: p99(found.other), here: p99(found.here) }),
    ],
  };
});
