import type { ArrivalKind, EventReference, EventContent } from './arrival';

/** A webhook that is registered at LiveChat. */
export interface Webhook {
  readonly id: string;
  /** An `ArrivalKind`, or the event of somebody else's webhook. */
  readonly event: string;
  readonly url: string;
  /** What each delivery must carry to prove its origin; where the API does not tell it, absent. Never logged. */
  readonly secret?: string;
}

export interface WebhookDraft {
  readonly event: ArrivalKind;
  /** Public address, `https:` or loopback. */
  readonly url: string;
}

/** A webhook just made, of which the secret is known. */
export type NewWebhook = Webhook & Required<Pick<Webhook, 'secret'>>;

/** What a delivery says. */
export interface Delivery {
  /** The same in each retry of the same event; absent where the API gave none. */
  readonly eventId?: string;
  readonly content: EventContent;
  /** The body tells ids alone. */
  readonly reference?: EventReference;
  /** Nothing in the body can prove its origin: only the secret path does, and what it tells is not believed. */
  readonly isUnverified?: true;
}

/** How one kind of account delivers. Neither function ever throws, whatever it is given. */
export interface DeliveryFormat {
  /** The text in the body that proves its origin; `undefined` where there is none. */
  readonly readSecret: (body: unknown) => string | undefined;
  /**
   * `undefined` for an event that is none of `arrivalKinds`, and for one whose chat or ticket has no id.
   * Odd fields are absent from what it gives.
   */
  readonly decode: (body: unknown) => Delivery | undefined;
  /** Events whose deliveries prove nothing, see `Delivery.isUnproven`; none where absent. */
  readonly unverified?: readonly ArrivalKind[];
}
