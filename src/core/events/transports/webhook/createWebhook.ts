import type { ArrivalKind } from '../../../domain/arrival';
import { failureOf } from '../../../domain/failure';
import type { NewWebhook, Webhook, WebhookDraft } from '../../../domain/webhook';
import { ListenerError } from '../../status/problem';
import { hostOf, installOf } from './webhookAddresses';
import type { WebhookPort } from './webhookPorts';

/** Listening that the user started is kept up and ended regardless of the budget. */
export const background = { priority: 'background', outsideBudget: true } as const;

export interface MakeRoom {
  /** Whether this installation has an older webhook for the event. */
  readonly isReplacing: boolean;
  /** Removes it. */
  readonly makeRoom: () => Promise<void>;
}

/** At the limit, an older webhook of this installation is removed first. @throws FailureError, ListenerError */
export async function createWebhook(
  webhooks: WebhookPort,
  draft: WebhookDraft,
  { isReplacing, makeRoom }: MakeRoom,
): Promise<NewWebhook> {
  try {
    return await webhooks.create(draft, background);
  } catch (thrown) {
    if (!isSubscriptionLimit(thrown)) throw thrown;
    if (!isReplacing) throw limitError(draft.event, await webhooks.list(background));
    await makeRoom();
    return await webhooks.create(draft, background);
  }
}

function isSubscriptionLimit(thrown: unknown): boolean {
  const failure = failureOf(thrown);
  return failure?.code === 'conflict' && failure.isLimit === true;
}

function limitError(event: ArrivalKind, rows: readonly Webhook[]): ListenerError {
  const present = rows.filter((row) => row.event === event);
  // Paths are secrets of other programs.
  const hosts = [...new Set(present.map(({ url }) => hostOf(url)))].filter((host) => host !== '');
  const isOurs = present.some(({ url }) => installOf(url) !== undefined);
  return new ListenerError({ problem: { kind: 'full', event, hosts, isOurs }, retryable: false });
}
