import type { Memento } from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { Event } from '../../core/base/event';
import type { Arrival, ArrivalKind } from '../../core/domain/arrival';
import type { ListenerProblem, ListenerView, TestOutcome } from '../../core/events/status/listenerTypes';
import type { ActivityEntry, ActivityStore } from '../../core/stores/activityStore';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { CommandRegistry } from '../shell/commandRegistry';
import type { ContextKeys } from '../shell/contextKeys';

export interface ActivityDeps {
  readonly store: ActivityStore;
  readonly directory: DirectoryStore;
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly commands: CommandRegistry;
  readonly keys: ContextKeys;
  readonly eventService: ListeningService;
  readonly labels: ListeningLabels;
  /** Of this machine; remembers the address of the person's own app. */
  readonly memory: Memento;
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival) => unknown;
  /** Raises an event again in this window, for the person and for other extensions. */
  readonly replayHere: (arrival: Arrival) => unknown;
}

export type ListeningPhase = 'off' | 'starting' | 'live' | 'waiting' | 'needs-user' | 'stopping';

/** Listening, as far as this view has to do with it. */
export interface ListeningService {
  readonly view: ListenerView;
  readonly onDidChange: Event<unknown>;
  readonly onDidArrive: Event<Arrival>;
  /** `undefined` where it was never kept, or is too old. */
  get(eventId: string): Promise<ActivityEntry | undefined>;
  sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome>;
}

export interface ListeningLabels {
  phaseOf(view: ListenerView): ListeningPhase;
  /** Why nothing is heard, as sentences. */
  problemText(problem: ListenerProblem): string;
}
