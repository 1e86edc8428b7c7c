import { Emitter } from '../../../../src/core/base/event';
import type { Arrival, ArrivalKind } from '../../../../src/core/domain/arrival';
import type { JournalReader } from '../../../../src/core/events/journal/journal';
import type { AccountPush } from '../../../../src/core/domain/liveChat';
import type { EventService } from '../../../../src/core/events/service/eventService';
import {
  decodeResult,
  type LeaderMethod,
  type ResultOf,
} from '../../../../src/core/events/service/leaderApi';
import type { ListenerStatus, ListenerView } from '../../../../src/core/events/status/listenerStatus';

export const allEvents: readonly ArrivalKind[] = ['chat_started', 'chat_ended', 'ticket_created'];

/** Records its calls. */
export class FakeEventService implements EventService {
  readonly calls: string[] = [];
  readonly viewed = new Emitter<ListenerView>();
  readonly onDidChangeView = this.viewed.event;
  readonly arrived = new Emitter<Arrival>();
  readonly onDidArrive = this.arrived.event;
  readonly pushed = new Emitter<AccountPush>();
  readonly onDidPushChat = this.pushed.event;
  readonly onDidChangeJournal = new Emitter<undefined>().event;
  readonly foreign = undefined;
  readonly isCaughtUp = true;
  role: EventService['role'] = 'leader';
  view: ListenerView = { state: 'off', events: allEvents };
  /** The error of the next call. */
  fault: Error | undefined;
  readonly journal: JournalReader = {
    page: () => Promise.resolve({ entries: [] }),
    get: () => Promise.resolve(undefined),
    unreadCount: () => Promise.resolve(3),
    unshown: () => Promise.resolve([]),
  };

  setView(view: Partial<ListenerView>): void {
    this.view = { ...this.view, ...view };
    this.viewed.fire(this.view);
  }

  status(): ListenerStatus {
    const { state, events } = this.view;
    return { state, events };
  }

  start({ interactive }: { readonly interactive: boolean }): Promise<ListenerStatus> {
    return this.answer(`start ${interactive ? 'interactive' : 'non-interactive'}`, this.status());
  }

  stop(): Promise<ListenerStatus> {
    return this.answer('stop', this.status());
  }

  ask<M extends LeaderMethod>(method: M): Promise<ResultOf<M>> {
    return this.answer(method, decodeResult(method, undefined));
  }

  isLastWindow(): Promise<boolean> {
    return Promise.resolve(true);
  }

  refresh(what: string): void {
    this.calls.push(`refresh ${what}`);
  }

  doctor(): Promise<readonly []> {
    return this.answer('doctor', []);
  }

  setFocused(focused: boolean): void {
    this.calls.push(focused ? 'focused' : 'not focused');
  }

  dispose(): Promise<void> {
    return this.answer('dispose', undefined);
  }

  private answer<T>(what: string, value: T): Promise<T> {
    this.calls.push(what);
    const { fault } = this;
    this.fault = undefined;
    return fault ? Promise.reject(fault) : Promise.resolve(value);
  }
}
