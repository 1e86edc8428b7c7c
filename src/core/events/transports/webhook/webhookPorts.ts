import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { CallOptions } from '../../../domain/connection';
import type { DeliveryFormat, NewWebhook, Webhook, WebhookDraft } from '../../../domain/webhook';
import type { TunnelErrorCode, TunnelProvider } from '../../../tunnel/tunnel';
import type { Receiver, ReceiverOptions } from '../../receiver/receiver';
import type { ListenerSettings } from '../../status/listenerStatus';

/** Selected before each opening. */
export type Choice =
  | { readonly kind: 'provider'; readonly provider: TunnelProvider }
  /** The user has to do something first. */
  | { readonly kind: 'needs-user'; readonly code: TunnelErrorCode; readonly provider?: string };

/** The webhook calls of the active account, e.g. bound by `SessionStore.run`. */
export interface WebhookPort {
  list(options?: CallOptions): Promise<readonly Webhook[]>;
  create(draft: WebhookDraft, options?: CallOptions): Promise<NewWebhook>;
  remove(id: string, options?: CallOptions): Promise<void>;
  /** As `WebhookApi.enable`. */
  enable(options?: CallOptions): Promise<boolean>;
  /** Makes no call. */
  deliveries(): Promise<DeliveryFormat>;
}

export type WithAccount = (
  account: string,
  work: (webhooks: WebhookPort) => Promise<boolean>,
) => Promise<boolean>;

/** The editor's SecretStorage satisfies it. A window may not see what another wrote. */
export interface SecretPort {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

export interface WebhookTransportOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Names this installation in its addresses and elections: 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly installId: string;
  readonly settings: () => ListenerSettings;
  /** Id of the active account; `undefined` while signed out. */
  readonly account: () => string | undefined;
  readonly webhooks: WebhookPort;
  /**
   * Does some work with the webhooks of another account of this machine, such as to remove what was registered there.
   * Resolves to `false` if that account was removed.
   */
  readonly withAccount?: WithAccount;
  /** @param interactive whether the user has just asked, so that a sign-in or a consent may be shown */
  readonly choose: (interactive: boolean) => Promise<Choice>;
  /** @throws ReceiverError */
  readonly startReceiver: (options: ReceiverOptions) => Promise<Receiver>;
  readonly secrets: SecretPort;
  /** Never logged from then on: tokens and paths. */
  readonly hide?: (secret: string) => void;
}
