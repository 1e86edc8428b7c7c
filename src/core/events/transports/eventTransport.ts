import type { Disposable } from '../../base/disposable';
import type { EventTransportKind } from '../../domain/capabilities';
import type { Arrival, ArrivalKind, EventContent } from '../../domain/arrival';
import type { ChatPush, TypingIndicator } from '../../domain/liveChat';
import type { Recipients, SendOutcome } from '../../presence/presenceSender';
import type { ForeignWebhooks, TestOutcome } from '../status/checks';
import type { CheckpointStore } from '../status/checkpoint';
import type { ListenerView } from '../status/listenerStatus';
import type { ListenerProblem } from '../status/problem';
import type { CheckStep } from './checkSteps';

/** Settings or account; `tunnel` includes the port, `presence` is who else reads or types. */
export type ListenerChange = 'events' | 'tunnel' | 'account' | 'presence';

/** States of the listener while a transport opens. */
export type OpeningPhase = 'listening' | 'opening' | 'probing' | 'registering';

/** What runs while a transport is live. */
export interface LiveWatch extends Disposable {
  /** The machine has slept. Where absent, the listener opens the transport again. */
  wake?(): void;
}

/** One run of a transport, from its opening to its end. Once the listener has left it, calls change nothing. */
export interface TransportRun {
  /** Id of the account that it listens for; empty while signed out. */
  readonly account: string;
  /** Whether the user has just asked for it, so that a sign-in or consent may be shown. */
  readonly interactive: boolean;
  /** Whether it replaces a live run, whose connection was working just now. */
  readonly wasLive: boolean;
  /** Aborts when the listener leaves this run. */
  readonly signal: AbortSignal;
  /** Reads the checkpoint again and records that listening is wanted. @throws what the storage throws */
  begin(): Promise<void>;
  /** Shows another phase. @throws the signal's reason once the listener has left this run */
  enter(phase: OpeningPhase): void;
  /** Events are delivered from now on. */
  live(watch: LiveWatch): void;
  /** The connection was seen to work just now. */
  proven(): void;
  /** Events may have been lost since the connection was last seen to work. */
  disconnected(): void;
  /** Ends the run with a problem, see `classifyProblem`. */
  fail(thrown: unknown): void;
  /** Ends the run and begins another. */
  restart(): void;
}

/** Events that are shown together. */
export interface MissedEvents {
  /** Stores an event. @throws where it was not stored, or this window does not lead */
  accept(arrival: Arrival): Promise<unknown>;
  /** Shows those that were new, in one notification for each account. */
  show(): void;
}

/** What a transport uses of the listener. */
export interface TransportHost {
  readonly checkpoint: CheckpointStore;
  /** Stores an event. @throws where it was not stored, or this window does not lead */
  accept(arrival: Arrival): Promise<unknown>;
  /** For events that came while this machine was away. */
  missedEvents(): MissedEvents;
  /** Stores an event that has no id from LiveChat. Resolves to whether it was stored. */
  keep(content: EventContent, account: string): Promise<boolean>;
  /** Events of the last `ms` may be missing: they are fetched once the connection is seen to work. */
  missed(ms: number): void;
  /** A part of `describe` has changed. */
  changed(): void;
  /** What was kept open has failed, whether the listener is in a run or waits for the next. See `classifyProblem`. */
  failed(thrown: unknown): void;
  /** A push about the running chats of an account. */
  pushed(account: string, push: ChatPush): void;
  /** Why the listener is in `backoff` or `needs-user`. */
  problem(): ListenerProblem | undefined;
}

/** How LiveChat's events reach this machine. One is active at a time. */
export interface EventTransport {
  readonly kind: EventTransportKind;
  /** Absent where nothing is registered. */
  readonly foreign?: ForeignWebhooks;
  /** Whether LiveChat repeats the delivery of an event that was not accepted, and so bridges short gaps. */
  readonly redelivers: boolean;
  /** Whether the public address may belong to someone else once this machine stops using it. */
  readonly mustWithdrawAtExit: boolean;
  /** Set where it needs no account, and makes no calls to LiveChat. */
  readonly isIndependent?: true;
  /** Whether new tickets have to be polled while it is live. */
  readonly pollsTickets: boolean;
  /** Its part of the view, besides the state; with a problem while it is live, the user has to do something. `since` is when it went live, in milliseconds since the epoch. */
  describe(since: number | undefined): Pick<ListenerView, 'events'> & Partial<ListenerView>;
  /**
   * Opens the transport with what is still open of an earlier run, and reports to `run`. Resolves when it is live or has
   * failed; what opens after the run was left is closed again.
   * @throws any error of the opening, see `classifyProblem`
   */
  open(run: TransportRun): Promise<void>;
  /**
   * What a change of settings or account needs while it is running. `reopen`: another run, with what is still open.
   * `restart`: another run after `release`.
   */
  whenChanged(what: ListenerChange): 'nothing' | 'reopen' | 'restart';
  /** Makes the next run compare what it registered with what LiveChat has, whatever is known. */
  recheck(): void;
  /** Closes ports and connections; registrations at LiveChat stay. Never rejects. */
  release(): Promise<void>;
  /** Removes its registrations at LiveChat. Resolves to whether none is left, as far as is known. Never rejects. */
  withdraw(withinMs: number): Promise<boolean>;
  /** Another transport takes its place: removes its registrations, also those of an earlier account. Never rejects. */
  abandon(): Promise<void>;
  /** Removes what an earlier run left at LiveChat, until it is removed or this is disposed of; `undefined` where nothing is. */
  cleanUp(): Disposable | undefined;
  /** Steps of the doctor, in order. */
  checks(): readonly CheckStep[];
  /** Shows that the person is typing in a chat, where a connection for it is open. */
  sendTyping?(typing: TypingIndicator): void;
  /** Sends to other agents what is not stored, where a connection for it is open. Never rejects. */
  multicast?(to: Recipients, content: object): Promise<SendOutcome>;
  /** Sends an event through the transport. @param name of the visitor or requester in it */
  sendTest(kind: ArrivalKind, name: string): Promise<TestOutcome>;
}
