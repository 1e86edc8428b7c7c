import { Emitter } from '../../../../src/core/base/event';
import type { Arrival, ArrivalKind } from '../../../../src/core/domain/arrival';
import type { JournalReader } from '../../../../src/core/journal/journal';
import type { Desk } from '../../../../src/core/relay/desk';
import type { RelayStatus, RelayView } from '../../../../src/core/relay/relay';

export const allEvents: readonly ArrivalKind[] = ['chat_started', 'chat_ended', 'ticket_created'];

/** A desk that writes down what it is asked, in place of a real one. */
export class FakeDesk implements Desk {
  readonly asked: string[] = [];
  readonly viewed = new Emitter<RelayView>();
  readonly onDidChangeView = this.viewed.event;
  readonly arrived = new Emitter<Arrival>();
  readonly onDidArrive = this.arrived.event;
  readonly onDidChangeJournal = new Emitter<undefined>().event;
  role: Desk['role'] = 'leader';
  view: RelayView = { state: 'off', events: allEvents };
  /** What the next request fails with. */
  fault: Error | undefined;
  readonly journal: JournalReader = {
    page: () => Promise.resolve({ entries: [] }),
    get: () => Promise.resolve(undefined),
    unreadCount: () => Promise.resolve(3),
    unshown: () => Promise.resolve([]),
  };

  become(view: Partial<RelayView>): void {
    this.view = { ...this.view, ...view };
    this.viewed.fire(this.view);
  }

  status(): RelayStatus {
    const { state, events } = this.view;
    return { state, events };
  }

  start({ interactive }: { readonly interactive: boolean }): Promise<RelayStatus> {
    return this.answer(`start ${interactive ? 'with' : 'without'} a person`, this.status());
  }

  stop(): Promise<RelayStatus> {
    return this.answer('stop', this.status());
  }

  retry(): Promise<void> {
    return this.answer('retry', undefined);
  }

  reread(): Promise<void> {
    return this.answer('reread', undefined);
  }

  markRead(): Promise<void> {
    return this.answer('read', undefined);
  }

  refresh(what: string): void {
    this.asked.push(`refresh ${what}`);
  }

  doctor(): Promise<readonly []> {
    return this.answer('doctor', []);
  }

  sendTestEvent() {
    return this.answer('test', { kind: 'delivered', ms: 1 } as const);
  }

  foreignWebhooks(): Promise<readonly []> {
    return this.answer('foreign', []);
  }

  removeForeign(ids: readonly string[]): Promise<void> {
    return this.answer(`remove ${ids.join(' ')}`, undefined);
  }

  setFocused(focused: boolean): void {
    this.asked.push(focused ? 'focused' : 'not focused');
  }

  dispose(): Promise<void> {
    return this.answer('dispose', undefined);
  }

  private answer<T>(what: string, value: T): Promise<T> {
    this.asked.push(what);
    const { fault } = this;
    this.fault = undefined;
    return fault ? Promise.reject(fault) : Promise.resolve(value);
  }
}
