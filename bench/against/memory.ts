import { compare, row, type Side } from '../support/comparison';
import { connections, fullStore, withHost } from '../support/hosts';
import { sideBySide } from '../support/statistics';

/** What follows the last delivery, such as the toast that sums them up, comes within this time. */
const settleMs = 6_000;

interface Memory {
  /** Of the process that listens and has no events. */
  readonly empty: number;
  /** Over that: after it received a full store. */
  readonly filled: number;
  /** Over that: of a process that was started over a full store. */
  readonly restarted: number;
}

void compare(async ({ builds, quick }) => {
  const runs = quick ? 1 : 3;
  const measure = (side: Side): Promise<Memory> =>
    withHost(builds[side], {}, async (host) => {
      await settle();
      const empty = await host.extension.memoryMb();
      await host.deliverTickets(quick ? fullStore / 10 : fullStore, connections);
      await settle();
      const filled = (await host.extension.memoryMb()) - empty;
      await host.restart();
      await settle();
      return { empty, filled, restarted: (await host.extension.memoryMb()) - empty };
    });
  const found = await sideBySide<Side, Memory>(runs, {
    other: () => measure('other'),
    here: () => measure('here'),
  });
  const each = (key: keyof Memory) => ({
    other: found.other.map((one) => one[key]),
    here: found.here.map((one) => one[key]),
  });
  return {
    title: 'Resident memory of the window that receives events',
    runs,
    rows: [
      row('no events', 'MB', each('empty')),
      row('full store, after a restart: over no events', 'MB', each('restarted'), { ratioAtMost: 0.3 }),
      row('full store, just received: over no events', 'MB', each('filled'), { ratioAtMost: 0.3 }),
    ],
  };
});

async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, settleMs));
}
