import type { Memento } from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { Event } from '../../core/base/event';
import type { Arrival, ArrivalKind } from '../../core/domain/arrival';
import type { PostResult } from '../../core/relay/postJson';
import type { RelayProblem, TestOutcome } from '../../core/relay/relay';
import type { ActivityEntry, ActivityStore } from '../../core/stores/activityStore';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { CommandDoor } from '../shell/commandDoor';
import type { ContextKeys } from '../shell/contextKeys';

export interface ActivityDeps {
  readonly store: ActivityStore;
  readonly directory: DirectoryStore;
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly commands: CommandDoor;
  readonly keys: ContextKeys;
  readonly listening: ListeningPort;
  /** Of this machine; remembers the address of the person's own app. */
  readonly memory: Memento;
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival) => unknown;
  /** Raises an event again in this window, for the person and for other extensions. */
  readonly replayHere: (arrival: Arrival) => unknown;
  /** Posts an event to an app on this machine. */
  readonly replayLocally: (url: URL, arrival: Arrival) => Promise<PostResult>;
}

export type ListeningPhase = 'off' | 'starting' | 'live' | 'waiting' | 'needs-user' | 'stopping';

/** Listening, as far as this view has to do with it. */
export interface ListeningPort {
  readonly phase: () => ListeningPhase;
  readonly onDidChange: Event<unknown>;
  readonly onDidArrive: Event<Arrival>;
  /** `undefined` where it was never kept, or is too old. */
  readonly find: (eventId: string) => Promise<ActivityEntry | undefined>;
  readonly sendTestEvent: (kind: ArrivalKind, name: string) => Promise<TestOutcome>;
  /** Why nothing is heard, as sentences. */
  readonly problemText: (problem: RelayProblem) => string;
}
