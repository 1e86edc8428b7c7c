import { Emitter } from '../../base/event';
import type { ArrivalKind } from '../../domain/arrival';
import type { EventTransportKind } from '../../domain/capabilities';
import type { Role } from '../../cluster/cluster';
import type {
  Check,
  ForeignWebhook,
  Listener,
  ListenerStateName,
  ListenerStatus,
  ListenerView,
  TransportListener,
  TestOutcome,
} from '../status/listenerTypes';

export interface SwitchingListenerOptions {
  readonly webhooks: TransportListener;
  readonly socket: TransportListener;
  /** How the events of the active account come; `undefined` where nobody is signed in. */
  readonly transport: () => EventTransportKind | undefined;
}

const resting: ReadonlySet<ListenerStateName> = new Set(['off', 'electing', 'follower', 'stopping']);

/** Two ways to listen as one: that of the active account works, the other one rests. */
export function switchingListener(parts: SwitchingListenerOptions): Listener {
  return new SwitchingListener(parts);
}

class SwitchingListener implements Listener {
  private readonly changed = new Emitter<ListenerView>();
  readonly onDidChange = this.changed.event;
  private role: Role = 'electing';
  private chosen: EventTransportKind;
  private changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: SwitchingListenerOptions) {
    this.chosen = parts.transport() ?? 'webhooks';
    for (const each of ['webhooks', 'socket'] as const) {
      parts[each].onDidChange((view) => {
        if (this.chosen === each) this.changed.fire(view);
      });
    }
  }

  get view(): ListenerView {
    return this.now.view;
  }

  status(): ListenerStatus {
    return this.now.status();
  }

  setRole(role: Role): void {
    this.role = role;
    if (this.isRight()) this.now.setRole(role);
    else void this.choose();
  }

  async start(options: { readonly interactive: boolean }): Promise<ListenerStatus> {
    await this.choose();
    return await this.now.start(options);
  }

  async stop(): Promise<ListenerStatus> {
    const status = await this.now.stop();
    // What could not be taken back when the way was changed.
    if (this.role === 'leader') await this.withdraw(this.other);
    return status;
  }

  refresh(what: 'events' | 'tunnel' | 'account'): void {
    if (what === 'account' && !this.isRight()) void this.choose();
    else this.now.refresh(what);
  }

  retry(options: { readonly interactive: boolean }): void {
    this.now.retry(options);
  }

  release(): Promise<void> {
    return this.now.release();
  }

  async dispose(last: boolean): Promise<void> {
    this.role = 'electing';
    await Promise.all([this.parts.webhooks.dispose(last), this.parts.socket.dispose(last)]);
    this.changed.dispose();
  }

  doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    return this.now.doctor(onCheck);
  }

  sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return this.now.sendTestEvent(kind, name);
  }

  foreignWebhooks(): Promise<readonly ForeignWebhook[]> {
    return this.now.foreignWebhooks();
  }

  removeForeign(ids: readonly string[]): Promise<void> {
    return this.now.removeForeign(ids);
  }

  private get now(): TransportListener {
    return this.parts[this.chosen];
  }

  private get other(): TransportListener {
    return this.parts[this.chosen === 'socket' ? 'webhooks' : 'socket'];
  }

  /** Never rejects: it is tried again with the next stop. */
  private async withdraw(way: TransportListener): Promise<void> {
    await way.withdraw().catch(() => undefined);
  }

  private isRight(): boolean {
    return (this.parts.transport() ?? this.chosen) === this.chosen;
  }

  /** Lets go of the one before the other begins: they share what is written down. */
  private async choose(): Promise<void> {
    this.changing = this.changing.then(
      () => this.change(),
      () => this.change(),
    );
    await this.changing;
  }

  private async change(): Promise<void> {
    if (this.isRight()) return;
    const before = this.now;
    const wasRunning = !resting.has(before.view.state);
    this.chosen = this.chosen === 'socket' ? 'webhooks' : 'socket';
    before.setRole('electing');
    if (wasRunning) this.now.missing();
    await before.release();
    if (this.role === 'leader') await this.withdraw(before);
    this.now.setRole(this.role);
    this.changed.fire(this.view);
    if (wasRunning && this.role === 'leader') await this.now.start({ interactive: false });
  }
}
