import type { Listings } from '../ingest/catchUp';
import type { ArgsOf, LeaderMethod, ResultOf } from './leaderApi';
import type { Event } from '../../base/event';
import { errorCode } from '../../base/json';
import { errorMessage } from '../../base/log';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { AccountPush } from '../../domain/liveChat';
import type { EventTransportKind } from '../../domain/capabilities';
import type { Database } from '../../storage/database';
import type { StartOptions } from '../listener/listener';
import type { JournalReader } from '../journal/journal';
import type { Role, ClusterTiming } from '../../cluster/cluster';
import type { EventNotification, NotifiedKind, Surface } from '../status/notification';
import type { Lookups } from '../ingest/eventEnricher';
import type { ReceiverOptions } from '../receiver/receiver';
import type { ListenerChange } from '../transports/eventTransport';
import type { LivePort, SocketTransportOptions } from '../transports/socket/socketPorts';
import type { TeamPort } from '../transports/team/teamTransport';
import type { WebhookTransportOptions } from '../transports/webhook/webhookPorts';
import type { Check, ForeignWebhooks } from '../status/checks';
import type { ListenerProblem } from '../status/problem';
import type { ListenerStatus, ListenerView } from '../status/listenerStatus';

/** What a window provides to take part in listening. */
export interface EventServiceOptions extends Pick<
  WebhookTransportOptions,
  | 'clock'
  | 'log'
  | 'installId'
  | 'settings'
  | 'account'
  | 'webhooks'
  | 'withAccount'
  | 'choose'
  | 'secrets'
  | 'hide'
> {
  /** From 0 up to 1; `Math.random` where absent. */
  readonly random?: () => number;
  readonly database: Database;
  /** Days for which events are kept; 30 where absent. */
  readonly days?: () => number;
  /** Folder that all windows of this machine share, for this extension only: state and key. */
  readonly dir: string;
  /** For accounts that receive events through a socket; where absent, all use webhooks. */
  readonly live?: LivePort;
  /** For members of a team. */
  readonly team?: TeamPort & {
    readonly events: () => readonly ArrivalKind[];
    /** What the user has to do before this machine may be the receiver, such as agreeing to a tunnel. */
    readonly hindrance?: () => Promise<ListenerProblem | undefined>;
  };
  /** The transport of the active account, for a machine that is the team's receiver. */
  readonly ownTransport?: () => EventTransportKind | undefined;
  readonly transport?: () => EventTransportKind | undefined;
  /** Sent at the socket's login. */
  readonly application?: SocketTransportOptions['application'];
  /** For a receiver without an editor, see `ListenerOptions`. */
  readonly missedMs?: () => number | undefined;
  /** How deliveries reach this process; on loopback and without a health endpoint where absent. */
  readonly receiver?: Pick<ReceiverOptions, 'host' | 'health'>;
  /** For catching up and polling. */
  readonly listings: Listings;
  /** For reference-only events. */
  readonly lookups: Lookups;
  /** Whether this window has an account (`Account.id`), and so may show and raise its events; all where absent. */
  readonly hasAccount?: (account: string) => boolean;
  /** Reads again which account is active, after another window has named one. Never rejects. */
  readonly rereadAccounts?: () => Promise<void>;
  readonly surfaceOf: (kind: NotifiedKind) => Surface;
  /** Login of the active account; where absent, no running chat is the person's. */
  readonly login?: () => string | undefined;
  /** After how many minutes of waiting a running chat is shown; where absent, never. */
  readonly waitingMinutes?: () => number;
  /** Whether toasts are muted. */
  readonly isDoNotDisturb: () => boolean;
  /** Resolves once the window itself has answered, see `ClusterOptions`. */
  readonly answers: () => PromiseLike<unknown>;
  /** Shows in this window. Each notification reaches one window of the machine. */
  readonly show: (notification: EventNotification) => void;
  readonly timing?: Partial<ClusterTiming>;
  /** Reads again the part of `settings` that any window may write, outside the editor's settings. */
  readonly reread?: () => Promise<unknown>;
}

/**
 * Listening as one window sees it: the same view, events and journal in every window of the machine, whichever of them does
 * the work. What the user asks for is done by the leader.
 */
export interface EventService {
  readonly role: Role;
  /** The leader's. A follower shows `follower` while its leader is live or opening. */
  readonly view: ListenerView;
  readonly onDidChangeView: Event<ListenerView>;
  /** Whether this window receives LiveChat's events, and what was missed before has been fetched. */
  readonly isCaughtUp: boolean;
  /** The fields of the view that the contract names. */
  status(): ListenerStatus;
  /** Fires once per event in every window, after the event was stored. */
  readonly onDidArrive: Event<Arrival>;
  /**
   * Fires for each push about running chats in every window that has the account, in order and not stored. A `gap`
   * means that some may be missing, also after this window joined the others.
   */
  readonly onDidPushChat: Event<AccountPush>;
  readonly journal: JournalReader;
  /** Fires after entries or marks changed. */
  readonly onDidChangeJournal: Event<undefined>;
  /** Makes the leader do something, see `leaderApi.ts`. @throws EventServiceError */
  ask<M extends LeaderMethod>(method: M, args: ArgsOf<M>): Promise<ResultOf<M>>;
  /**
   * Listens, now and after restarts. A sign-in or consent can only be shown in the leading window, so a follower lets the
   * user do that first.
   * @throws EventServiceError
   */
  start(options: StartOptions): Promise<ListenerStatus>;
  /** @throws EventServiceError */
  stop(): Promise<ListenerStatus>;
  /** Each window calls it for its own settings and account; the leader acts. */
  refresh(what: ListenerChange): void;
  /** @param onCheck called for each step; for all at once in a follower. @throws EventServiceError */
  doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]>;
  /** Webhooks of other installations; absent where the account's transport registers none. */
  readonly foreign: ForeignWebhooks | undefined;
  setFocused(focused: boolean): void;
  /**
   * Whether no other window of the machine is open. Waits for windows that close at the same time.
   * @param withinMs after which it resolves to what is known then
   */
  isLastWindow(withinMs: number): Promise<boolean>;
  /** The window closes. Listening continues in another, or with the next start. */
  dispose(): Promise<void>;
}

/**
 * `no-answer`: the leader did not answer. `other-account`: its active account is not the one that the request names.
 * `refused`: it could not do it; its log says why.
 */
export type EventServiceErrorCode = 'no-answer' | 'other-account' | 'refused';

export class EventServiceError extends Error {
  override readonly name = 'EventServiceError';

  constructor(readonly code: EventServiceErrorCode) {
    super(code);
  }
}

/** The code of an EventServiceError. Each bundle has its own copy of the class, so its shape is checked. */
export function eventServiceErrorCode(thrown: unknown): EventServiceErrorCode | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'EventServiceError') return undefined;
  const code = errorCode(thrown);
  return code === 'no-answer' || code === 'other-account' ? code : 'refused';
}

/** @param thrown by this window as leader, or by the connection to the leader */
export function toEventServiceError(thrown: unknown): EventServiceError {
  const own = eventServiceErrorCode(thrown);
  const code = errorCode(thrown);
  if (own !== undefined || code === 'no-answer') return new EventServiceError(own ?? 'no-answer');
  const isOtherAccount = code === 'refused' && errorMessage(thrown) === 'other-account';
  return new EventServiceError(isOtherAccount ? 'other-account' : 'refused');
}

/**
 * Another window, which asks for an account, may have switched to it a moment ago.
 * @throws EventServiceError where it is not the active one here
 */
export async function requireAccount(options: EventServiceOptions, account: unknown): Promise<void> {
  const isOther = (): boolean => account !== options.account();
  if (isOther()) await options.rereadAccounts?.();
  if (!isOther()) return;
  options.log.warn('Listener: another window asked for an account that is not active here.');
  throw new EventServiceError('other-account');
}
