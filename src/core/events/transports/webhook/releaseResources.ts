import type { Clock } from '../../../base/clock';
import type { WebhookSubscriptions } from './webhookSubscriptions';
import type { Resources } from './webhookState';

const unregisterMs = 3_000;
const tunnelMs = 5_000;

/** Gives back in this order: the registrations, if they shall go; the tunnel; the port. Never rejects. */
export async function releaseResources(
  { receiver, open }: Resources,
  subscriptions: WebhookSubscriptions | undefined,
  clock: Clock,
): Promise<void> {
  await subscriptions?.unregister(unregisterMs).catch(() => undefined);
  open?.closing.dispose();
  if (open) await waitAtMost(open.tunnel.dispose(), tunnelMs, clock);
  // Its own limit is 2 s.
  await receiver?.dispose().catch(() => undefined);
}

/** Waits for work that goes on if it takes too long. */
async function waitAtMost(work: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = clock.after(ms, resolve);
    const done = (): void => {
      timer.dispose();
      resolve();
    };
    work.then(done, done);
  });
}
