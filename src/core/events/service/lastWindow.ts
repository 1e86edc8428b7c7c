import { sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Cluster } from '../../cluster/cluster';

const pollMs = 25;

/**
 * Whether this window is the only one of the machine. A window that follows leaves at once, so the leader waits for others
 * that close at the same time, and a window without a leader until it leads.
 */
export async function isLastWindow(
  windows: Pick<Cluster, 'role' | 'followers'>,
  clock: Clock,
  withinMs: number,
): Promise<boolean> {
  const begun = clock.now();
  while (windows.role !== 'follower') {
    if (windows.role === 'leader' && windows.followers === 0) return true;
    if (clock.now() - begun >= withinMs) return false;
    await sleep(clock, pollMs);
  }
  return false;
}
