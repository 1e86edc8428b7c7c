import type { ArrivalKind } from '../../domain/arrival';
import { failureOf } from '../../domain/failure';
import type { Webhook } from '../../domain/webhook';
import { hostOf, installOf } from '../transports/webhook/webhookAddresses';

/** An account has as many webhooks for an event as it may have, and none of them may be touched. */
export class SubscriptionLimitError extends Error {
  override readonly name = 'FullHouseError';
  /** Where they lead, each host once; paths are secrets of somebody. */
  readonly hosts: readonly string[];
  /** Whether some of them are of this extension on other machines, so that cleaning up can help. */
  readonly isOurs: boolean;

  constructor(
    readonly event: ArrivalKind,
    rows: readonly Webhook[],
  ) {
    super('full');
    const these = rows.filter((row) => row.event === event);
    this.hosts = [...new Set(these.map(({ url }) => hostOf(url)))].filter((host) => host !== '');
    this.isOurs = these.some(({ url }) => installOf(url) !== undefined);
  }
}

export function isSubscriptionLimit(thrown: unknown): boolean {
  const failure = failureOf(thrown);
  return failure?.code === 'conflict' && failure.isLimit === true;
}
