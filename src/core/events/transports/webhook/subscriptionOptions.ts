import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { ArrivalKind } from '../../../domain/arrival';
import type { WithAccount, SecretPort, WebhookPort } from '../../status/listenerTypes';
import type { CheckpointStore } from '../../listener/checkpoint';

/** A registration of ours of which all is known. */
export interface Held {
  readonly id: string;
  readonly event: ArrivalKind;
  readonly path: string;
  readonly token: string;
  /** Known once this process made it or saw it listed. */
  readonly url?: string;
}

export interface SubscriptionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly installId: string;
  readonly webhooks: WebhookPort;
  readonly withAccount?: WithAccount;
  readonly record: CheckpointStore;
  readonly secrets: SecretPort;
  readonly hide: (secret: string) => void;
}

export interface Wanted {
  readonly account: string;
  readonly url: string;
  readonly path: string;
  readonly events: readonly ArrivalKind[];
  /** Whether it is still wanted; asked after each call. What was made in vain is removed again. */
  readonly isCurrent: () => boolean;
}

export function isFor(one: Held, { path, url }: Wanted, event: ArrivalKind): boolean {
  return one.event === event && one.path === path && (one.url === undefined || one.url === url);
}
