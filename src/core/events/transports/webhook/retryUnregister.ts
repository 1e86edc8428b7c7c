import type { Clock } from '../../../base/clock';
import { toDisposable, type Disposable } from '../../../base/disposable';
import type { WebhookSubscriptions } from './webhookSubscriptions';

const withinMs = 20_000;
const firstWaitMs = 60_000;
const longestWaitMs = 10 * 60_000;

/** Removes what is left at LiveChat, again and again until it has gone or this is disposed. */
export function tidy(subscriptions: WebhookSubscriptions, clock: Clock): Disposable {
  let timer: Disposable | undefined;
  let ended = false;
  const attempt = async (waitMs: number): Promise<void> => {
    const isDone = await subscriptions.unregister(withinMs).catch(() => false);
    if (isDone || ended) return;
    timer = clock.after(waitMs, () => void attempt(Math.min(longestWaitMs, waitMs * 2)));
  };
  void attempt(firstWaitMs);
  return toDisposable(() => {
    ended = true;
    timer?.dispose();
  });
}
