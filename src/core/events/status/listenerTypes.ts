import type { Clock } from '../../base/clock';
import type { Event } from '../../base/event';
import type { Log } from '../../base/log';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { CallOptions } from '../../domain/connection';
import type { Failure } from '../../domain/failure';
import type { IsoTime } from '../../domain/ticket';
import type { DeliveryFormat, NewWebhook, Webhook, WebhookDraft } from '../../domain/webhook';
import type { Receiver, ReceiverOptions } from '../receiver/receiver';
import type { ReceiverErrorCode } from '../receiver/receiverError';
import type { TunnelErrorCode, TunnelNote, TunnelProvider } from '../../tunnel/tunnel';
import type { Role } from '../../cluster/cluster';
import type { Listings } from '../ingest/catchUp';

export const listenerStates = [
  'off',
  'electing',
  'follower',
  'listening',
  'opening',
  'probing',
  'registering',
  'live',
  'backoff',
  'needs-user',
  'stopping',
] as const;
export type ListenerStateName = (typeof listenerStates)[number];

/** What `livechat.webhooks.status` gives. */
export interface ListenerStatus {
  readonly state: ListenerStateName;
  /** Id of the tunnel's provider. */
  readonly tunnel?: string;
  /** Without the secret path. */
  readonly publicUrl?: string;
  /** What is listened to: those that are wanted and can come. */
  readonly events: readonly ArrivalKind[];
  /** Since when it is live without a break. */
  readonly since?: IsoTime;
  readonly lastEventAt?: IsoTime;
}

/** Why it is not live: what `backoff` waits out and `needs-user` waits for. */
export type ListenerProblem =
  | { readonly kind: 'tunnel'; readonly code: TunnelErrorCode; readonly provider?: string }
  | { readonly kind: 'livechat'; readonly failure: Failure }
  | { readonly kind: 'receiver'; readonly code: ReceiverErrorCode; readonly port: number }
  /** The public address does not lead here. `status` is what came back, where anything did. */
  | { readonly kind: 'unreachable'; readonly status?: number }
  /** There are as many webhooks for an event as may be: these hosts get them. `isOurs`: cleaning up can help. */
  | {
      readonly kind: 'full';
      readonly event: ArrivalKind;
      readonly hosts: readonly string[];
      readonly isOurs: boolean;
    }
  /** The socket does not hold. `word` is the API's own for it, where it gave one. */
  | { readonly kind: 'socket'; readonly code: SocketFault; readonly word?: string }
  /** The disk takes nothing: nothing is begun that could not be taken back later. */
  | { readonly kind: 'storage'; readonly fault: 'full' | 'read-only' }
  /** A fault of our own; the log has it. */
  | { readonly kind: 'fault' };

export type SocketFault =
  /** No connection; it is tried again. */
  | 'lost'
  /** Calls take the token and the socket does not. */
  | 'token-refused'
  /** It was taken back, or its time is over. */
  | 'token-ended'
  /** The sign-in in the browser gives no further token. */
  | 'grant-ended'
  /** As `grant-ended`: an answer with new tokens was lost on its way. */
  | 'grant-lost'
  /** The editor's vault takes no new token; it is tried again. */
  | 'grant-not-kept'
  /** A scope is missing, or the agent may not sign in. */
  | 'not-allowed'
  /** The server wants no connection, such as after a log-out from afar. */
  | 'sent-away'
  /** There are more connections of this person than may be. */
  | 'too-many'
  /** Logging in had put the person on duty: it was taken back. */
  | 'went-online';

/**
 * Of an account whose new tickets come by no event of their own: `told` by a webhook, `asked` for by calls, or `refused`,
 * where there can be no webhook and nobody said yes to the calls.
 */
export const ticketSources = ['told', 'asked', 'refused'] as const;
export type TicketSource = (typeof ticketSources)[number];

/** The status and what a person may want to know beside it. */
export interface ListenerView extends ListenerStatus {
  readonly problem?: ListenerProblem;
  /** When it tries again, in `backoff`. */
  readonly nextTryAt?: IsoTime;
  readonly note?: TunnelNote;
  /** When the public address last led here. */
  readonly lastProbeAt?: IsoTime;
  /** How new tickets are heard of, where that is not plain; see `TicketWay`. */
  readonly newTickets?: TicketSource;
  /** In `live`: from then on it is certain that LiveChat knows this address; it may take 2 minutes. */
  readonly settledAt?: IsoTime;
}

/** Asked before each opening. */
export type Choice =
  | { readonly kind: 'provider'; readonly provider: TunnelProvider }
  /** Only a person can go on. */
  | { readonly kind: 'needs-user'; readonly code: TunnelErrorCode; readonly provider?: string };

/** The webhook calls of the active account, e.g. bound by `SessionStore.run`. */
export interface WebhookPort {
  list(options?: CallOptions): Promise<readonly Webhook[]>;
  create(draft: WebhookDraft, options?: CallOptions): Promise<NewWebhook>;
  remove(id: string, options?: CallOptions): Promise<void>;
  /** Makes no call. */
  deliveries(): Promise<DeliveryFormat>;
}

export type WithAccount = (
  account: string,
  work: (webhooks: WebhookPort) => Promise<boolean>,
) => Promise<boolean>;

/** One value that all windows share, read anew each time; it holds no secret. See `stateFile`. */
export interface ListenerStorage {
  /** What was written last, or `undefined`. */
  read(): Promise<unknown>;
  /** Replaces the value whole or not at all. */
  write(value: unknown): Promise<void>;
}

/** The editor's SecretStorage satisfies it. A window may not see what another wrote. */
export interface SecretPort {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

export interface ListenerSettings {
  /** Those of `livechat.webhooks.events` that can come, only known ones, each once. */
  readonly events: readonly ArrivalKind[];
  /** `livechat.webhooks.port`. */
  readonly port: number;
  /** `livechat.webhooks.autoStart`, and the consent was given. */
  readonly autoStart: boolean;
  /** Whether a person said yes to looking for new tickets where no event tells of them, and to what it costs. */
  readonly pollsTickets?: boolean;
}

export interface ListenerOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 up to 1; `Math.random` where absent. */
  readonly random?: () => number;
  /** Names this installation in its addresses and elections: 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly installId: string;
  readonly settings: () => ListenerSettings;
  /** Id of the active account; `undefined` where nobody is signed in. */
  readonly account: () => string | undefined;
  readonly webhooks: WebhookPort;
  /**
   * Does some work with the webhooks of another account of this machine, such as to remove what was registered
   * there. Resolves to `false` where that account is gone.
   */
  readonly withAccount?: WithAccount;
  /** Looks for new tickets where no webhook can be had for them. */
  readonly newTickets?: Listings['newTickets'];
  /** @param interactive whether a person has just asked, so that a sign-in or a consent may be shown */
  readonly choose: (interactive: boolean) => Promise<Choice>;
  /** @throws ReceiverError */
  readonly startReceiver: (options: ReceiverOptions) => Promise<Receiver>;
  /** Keeps an arrival: the journal's `accept`. */
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  /** Called when it listens again after a time without: brings what was missed. Its failure is logged. */
  readonly catchUp: (since: number) => Promise<unknown>;
  readonly storage: ListenerStorage;
  readonly secrets: SecretPort;
  /** Never logged from then on: tokens and paths. */
  readonly hide?: (secret: string) => void;
}

/** Through a tunnel: all but the last two. Through a socket: `key`, those two, and `round-trip`. */
export type CheckName =
  'key' | 'receiver' | 'tunnel' | 'address' | 'registration' | 'round-trip' | 'socket' | 'login';
export type FixId =
  'sign-in' | 'sign-in-browser' | 'start' | 'settings' | 'choose-tunnel' | 'register-again' | 'show-log';

/** One step of the doctor, in the order of `CheckName`. Those after a failed one are `skipped`. */
export interface Check {
  readonly name: CheckName;
  readonly result: 'ok' | 'failed' | 'skipped';
  /** How long it took. */
  readonly ms: number;
  readonly problem?: ListenerProblem;
  readonly fix?: FixId;
}

/** A webhook on the account that leads to this extension and is not of this installation. Its age is not told. */
export interface ForeignWebhook {
  readonly id: string;
  readonly event: string;
  /** Host of its address; the path is a secret of somebody. */
  readonly host: string;
}

/** `delivered`: it came back through the public address and was taken for genuine. */
export type TestOutcome =
  | { readonly kind: 'delivered'; readonly ms: number }
  | { readonly kind: 'failed'; readonly problem: ListenerProblem };

/** Gets LiveChat's events to this machine. In each window; only that of the leader does anything. */
export interface Listener {
  readonly view: ListenerView;
  /** Just what the contract names of `view`. */
  status(): ListenerStatus;
  readonly onDidChange: Event<ListenerView>;
  /** What the election said. The leader goes on with what an earlier one was doing. */
  setRole(role: Role): void;
  /**
   * Listens from now on, over restarts too. Resolves when it is live, or stands at `backoff` or `needs-user`, or
   * was stopped meanwhile.
   */
  start(options: { readonly interactive: boolean }): Promise<ListenerStatus>;
  /** Nothing of it is left: not at LiveChat, no tunnel, no port. Takes up to 10 s. */
  stop(): Promise<ListenerStatus>;
  /** Something changed: where it listens, it goes on with what holds now. `tunnel` is for the port too. */
  refresh(what: 'events' | 'tunnel' | 'account'): void;
  /** Puts an end to `backoff` and `needs-user`, such as after signing in or on a person's wish. */
  retry(options: { readonly interactive: boolean }): void;
  /** Lets go of port and tunnel for another window to take; registrations stay. */
  release(): Promise<void>;
  /** @param last whether no other window takes over: an address that somebody else may get is then unregistered */
  dispose(last: boolean): Promise<void>;
  doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]>;
  /** @param name of the visitor or requester in it */
  sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome>;
  /** @throws FailureError */
  foreignWebhooks(): Promise<readonly ForeignWebhook[]>;
  /** @throws FailureError */
  removeForeign(ids: readonly string[]): Promise<void>;
}

/** One of two ways to listen, of which the other takes the place. */
export interface TransportListener extends Listener {
  /** From now on until it is live, nothing is heard: what happens meanwhile is brought then. */
  missing(): void;
  /** Nothing of it shall stay at LiveChat, at whichever account it was. Resolves when that was tried. */
  withdraw(): Promise<void>;
}
