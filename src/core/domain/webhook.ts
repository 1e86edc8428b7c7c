import type { ArrivalKind, EventReference, EventContent } from './arrival';

/** A webhook registered at LiveChat. */
export interface Webhook {
  readonly id: string;
  /** An `ArrivalKind`, or the event of a webhook that is not ours. */
  readonly event: string;
  readonly url: string;
  /** The proof of origin in each delivery; absent if the API does not send it. Never logged. */
  readonly secret?: string;
  /** Number of the license that it belongs to, if the API sends it. */
  readonly license?: string;
}

export interface WebhookDraft {
  readonly event: ArrivalKind;
  /** Public URL, `https:` or loopback. */
  readonly url: string;
}

/** A new webhook, whose secret is known. */
export type NewWebhook = Webhook & Required<Pick<Webhook, 'secret'>>;

/** A decoded delivery. */
export interface Delivery {
  /** The same in each retry; absent if the API sent none. */
  readonly eventId?: string;
  readonly content: EventContent;
  /** Present if the body has only ids. */
  readonly reference?: EventReference;
  /** The body has no proof of origin: only the secret path does, so its content must be verified. */
  readonly isUnverified?: true;
}

/** Decodes the deliveries of one kind of account. No function throws. */
export interface DeliveryFormat {
  /** The proof of origin in the body, `undefined` if there is none. */
  readonly readSecret: (body: unknown) => string | undefined;
  /** Number of the license in the body; absent where deliveries have none. */
  readonly readLicense?: (body: unknown) => string | undefined;
  /**
   * `undefined` for an event that is not an `ArrivalKind`, or whose chat or ticket has no id. Unreadable fields
   * are absent.
   */
  readonly decode: (body: unknown) => Delivery | undefined;
  /** Events whose deliveries have no proof of origin, see `Delivery.isUnverified`. */
  readonly unverified?: readonly ArrivalKind[];
}
