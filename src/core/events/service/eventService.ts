import type { Event } from '../../base/event';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { EventTransportKind } from '../../domain/capabilities';
import type { JournalReader, MarkRead } from '../journal/journal';
import type { Database } from '../../storage/database';
import type { Role, Timing } from '../../cluster/cluster';
import type { EventNotification, Surface } from '../status/notification';
import type { Listings } from '../ingest/listings';
import type { Lookups } from '../ingest/eventEnricher';
import type { LivePort, SocketTransportOptions } from '../transports/socket/socketTransport';
import type { WebhookTransportOptions } from '../transports/webhook/webhookPorts';
import type { Check, ForeignWebhook, TestOutcome } from '../status/checks';
import type { ListenerStatus, ListenerView } from '../status/listenerStatus';

/** What a window must give to take part in listening. */
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
  /** Folder that all windows of this machine share, of this extension alone: journal, state and key lie in it. */
  readonly dir: string;
  /** Listening through a socket, for accounts whose events come so; where absent, all come as webhooks. */
  readonly live?: LivePort;
  readonly transport?: () => EventTransportKind | undefined;
  /** What the socket is told of who listens. */
  readonly application?: SocketTransportOptions['application'];
  /** The two listings that catching up needs. */
  readonly listings: Listings;
  /** Asked for what events tell of by ids alone. */
  readonly lookups: Lookups;
  readonly surfaceOf: (kind: ArrivalKind) => Surface;
  /** Whether a person wants no toasts now. */
  readonly isDoNotDisturb: () => boolean;
  /** Resolves once the window itself has answered, see `WindowsOptions`. */
  readonly answers: () => PromiseLike<unknown>;
  /** Shows in this window. Each announcement reaches one window of the machine. */
  readonly show: (notification: EventNotification) => void;
  readonly timing?: Partial<Timing>;
  /** Reads anew what `settings` has from elsewhere than the editor's settings: any window may have written it. */
  readonly reread?: () => Promise<unknown>;
}

/**
 * Listening as one window has it: the same view, events and journal in each window of the machine, whichever of
 * them does the work. What a person asks for is done by the one that leads.
 */
export interface EventService {
  readonly role: Role;
  /** That of the leader. A window that follows says `follower` where its leader is live or on its way there. */
  readonly view: ListenerView;
  readonly onDidChangeView: Event<ListenerView>;
  /** Just what the contract names. */
  status(): ListenerStatus;
  /** Each event once in every window, after it was kept. */
  readonly onDidArrive: Event<Arrival>;
  readonly journal: JournalReader;
  /** Entries, marks or both are other than before. */
  readonly onDidChangeJournal: Event<undefined>;
  /** @throws DeskError */
  markRead(which: MarkRead): Promise<void>;
  /**
   * Listens, now and after restarts. A sign-in or a consent can only be shown in the window that leads, so a
   * window that follows lets the person do that first.
   * @throws DeskError
   */
  start(options: { readonly interactive: boolean }): Promise<ListenerStatus>;
  /** @throws DeskError */
  stop(): Promise<ListenerStatus>;
  /** Goes on at once, such as after a person did what was needed. @throws DeskError */
  retry(): Promise<void>;
  /** Each window calls it for its own settings and account; the one that leads acts. */
  refresh(what: 'events' | 'tunnel' | 'account'): void;
  /** Something that the windows share was written: the one that leads reads it anew. @throws DeskError */
  reread(): Promise<void>;
  /** @param onCheck called for each step; all at once in a window that follows. @throws DeskError */
  doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]>;
  /** @throws DeskError */
  sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome>;
  /** Webhooks of other installations. @throws FailureError */
  foreignWebhooks(): Promise<readonly ForeignWebhook[]>;
  /** @throws FailureError */
  removeForeign(ids: readonly string[]): Promise<void>;
  setFocused(focused: boolean): void;
  /** The window closes. Listening goes on in another, or with the next start. */
  dispose(): Promise<void>;
}

/** `no-answer`: the window that leads did not answer. `refused`: it could not do it; its log says why. */
export class EventServiceError extends Error {
  override readonly name = 'DeskError';

  constructor(readonly code: 'no-answer' | 'refused') {
    super(code);
  }
}
