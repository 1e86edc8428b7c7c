import type { ArrivalKind } from '../../../domain/arrival';
import type { Role } from '../../../cluster/cluster';
import { hostOf, installOf } from './webhookAddresses';
import { checkUp, sendTest } from './diagnostics';
import type {
  Check,
  ForeignWebhook,
  ListenerOptions,
  ListenerStatus,
  ListenerView,
  TransportListener,
  TestOutcome,
} from '../../status/listenerTypes';
import { WebhookMachine } from './webhookMachine';
import { resourcesOf } from './webhookState';
import { statusOf } from '../../status/statusOf';
import { untilSettled } from '../../listener/untilSettled';

/** Who was live so short a time ago and leads again has only been reloaded. */
const reloadMs = 6 * 60_000;
const farewellMs = 3_000;

export function webhookListener(options: ListenerOptions): TransportListener {
  return new WebhookListener(options);
}

/** The relay of one window: a machine that runs only while this window leads. */
class WebhookListener implements TransportListener {
  private role: Role = 'electing';
  private hasFollowed = false;
  private takingOver: Promise<void> | undefined;
  private readonly machine: WebhookMachine;

  constructor(private readonly options: ListenerOptions) {
    this.machine = new WebhookMachine(options, () => this.role === 'leader');
  }

  get onDidChange(): TransportListener['onDidChange'] {
    return this.machine.changed.event;
  }

  get view(): ListenerView {
    return this.machine.view;
  }

  status(): ListenerStatus {
    return statusOf(this.view);
  }

  setRole(role: Role): void {
    if (role === this.role) return;
    this.role = role;
    if (role === 'follower') this.hasFollowed = true;
    if (role === 'leader') this.takingOver = this.takeOver();
    else void this.machine.release(role);
  }

  async start({ interactive }: { readonly interactive: boolean }): Promise<ListenerStatus> {
    if (this.machine.state.name === 'electing') await this.takingOver;
    if (this.machine.state.name === 'stopping') await this.machine.state.done;
    const { name } = this.machine.state;
    if (this.role !== 'leader') return this.status();
    if (name === 'off' || name === 'electing') void this.machine.listen(interactive);
    else this.machine.retry(interactive);
    await untilSettled(this.view.state, this.onDidChange, () => this.role === 'leader');
    return this.status();
  }

  async stop(): Promise<ListenerStatus> {
    if (this.machine.state.name === 'electing') await this.takingOver;
    if (this.role === 'leader') await this.machine.stop();
    return this.status();
  }

  refresh(what: 'events' | 'tunnel' | 'account'): void {
    const { state } = this.machine;
    const isRunning = state.name !== 'off' && state.name !== 'stopping' && state.name !== 'electing';
    if (this.role !== 'leader' || !isRunning) return;
    const { open, receiver } = resourcesOf(state);
    if (what === 'events') {
      if (state.name === 'live') void this.machine.register(state.open);
      else if (open) void this.machine.reach(open);
      return;
    }
    const { port } = this.options.settings();
    void this.machine.restart(what === 'tunnel' && (port === 0 || port === receiver?.port));
  }

  retry({ interactive }: { readonly interactive: boolean }): void {
    if (this.role === 'leader') this.machine.retry(interactive);
  }

  release(): Promise<void> {
    return this.machine.release(this.role === 'follower' ? 'follower' : 'electing');
  }

  async dispose(last: boolean): Promise<void> {
    const { open } = resourcesOf(this.machine.state);
    const isPassing = this.role === 'leader' && last && open?.provider.anonymousService === true;
    this.role = 'electing';
    const released = this.machine.release('electing');
    // Such a name may be somebody else's tomorrow.
    if (isPassing) await this.machine.parts.subscriptions.unregister(farewellMs).catch(() => false);
    await released;
    this.machine.dispose();
  }

  doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    return checkUp(this.machine, onCheck);
  }

  sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return sendTest(this.machine, kind, name);
  }

  async foreignWebhooks(): Promise<readonly ForeignWebhook[]> {
    const rows = await this.options.webhooks.list();
    return rows.flatMap(({ id, event, url }) => {
      const install = installOf(url);
      return install === undefined || install === this.options.installId
        ? []
        : [{ id, event, host: hostOf(url) }];
    });
  }

  async removeForeign(ids: readonly string[]): Promise<void> {
    for (const { id } of await this.foreignWebhooks()) {
      if (ids.includes(id)) await this.options.webhooks.remove(id);
    }
  }

  missing(): void {
    this.machine.parts.gaps.markGap(0);
  }

  async withdraw(): Promise<void> {
    await this.machine.parts.subscriptions.withdraw(this.options.account());
  }

  /** Goes on with what another window, or an earlier run, was doing. */
  private async takeOver(): Promise<void> {
    const before = this.machine.state;
    if (before.name === 'stopping') await before.done;
    const { record } = this.machine.parts;
    const now = this.options.clock.now();
    const { wanted, liveAt = 0 } = await record.load().catch(() => record.now);
    if (this.role !== 'leader') return;
    const isReload = now - liveAt < reloadMs;
    if (wanted && (this.hasFollowed || isReload || this.options.settings().autoStart)) {
      void this.machine.listen(false);
    } else this.machine.rest();
  }
}
