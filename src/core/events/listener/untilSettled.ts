import type { Event } from '../../base/event';
import type { ListenerStateName, ListenerView } from '../status/listenerTypes';

/** Where a start has come to its end, good or bad. */
const settled: ReadonlySet<ListenerStateName> = new Set(['live', 'backoff', 'needs-user', 'off', 'follower']);

/** Resolves when a start has come to its end, or this window leads no more. */
export function untilSettled(
  state: ListenerStateName,
  onDidChange: Event<ListenerView>,
  leads: () => boolean,
): Promise<void> {
  if (settled.has(state)) return Promise.resolve();
  return new Promise((resolve) => {
    const watching = onDidChange((view) => {
      if (!settled.has(view.state) && leads()) return;
      watching.dispose();
      resolve();
    });
  });
}
