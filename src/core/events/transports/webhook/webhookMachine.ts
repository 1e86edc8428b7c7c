import type { Disposable } from '../../../base/disposable';
import { Emitter } from '../../../base/event';
import { FailureError } from '../../../domain/failure';
import type { Receiver } from '../../receiver/receiver';
import type { Tunnel } from '../../../tunnel/tunnel';
import type { Role } from '../../../cluster/cluster';
import { HealthCheck } from './healthCheck';
import { selectTunnel } from './selectTunnel';
import { classifyProblem, logTextOf, type ClassifiedProblem } from '../../status/problem';
import type { ProbeResult } from './prober';
import { diagnose, checkReachability, type Reachability } from './reachability';
import type { ListenerOptions, ListenerView } from '../../status/listenerTypes';
import { leave, resourcesOf, viewOf } from './webhookState';
import type { ActiveTunnel, Resources, WebhookState } from './webhookState';
import { webhookParts, type WebhookParts } from './webhookParts';
import { detectSleep } from '../../listener/sleepDetector';
import { PathRotation } from './pathRotation';
import { startOnKnownPort } from './startOnKnownPort';
import { tidy } from './retryUnregister';
import { releaseResources } from './releaseResources';

/**
 * The states of listening and the ways between them (section 7 of the tunnel notes). Each step holds on to the state
 * that it belongs to; what comes back when that has gone is given back or dropped.
 */
export class WebhookMachine implements Disposable {
  readonly changed = new Emitter<ListenerView>();
  readonly parts: WebhookParts;
  private current: WebhookState = { name: 'electing' };
  private readonly sleeping: Disposable;
  private releasing: Promise<void> = Promise.resolve();
  private readonly paths: PathRotation;

  /** @param leads whether this window leads; asked at each event */
  constructor(
    readonly options: ListenerOptions,
    leads: () => boolean,
  ) {
    this.parts = webhookParts(options, {
      leads,
      publicUrl: () => resourcesOf(this.current).open?.tunnel.publicUrl,
      onAccept: () => this.changed.fire(this.view),
    });
    this.paths = new PathRotation(this.parts);
    this.sleeping = detectSleep(options.clock, (ms) => this.wake(ms));
  }

  get state(): WebhookState {
    return this.current;
  }

  get view(): ListenerView {
    const times = { lastEventAt: this.parts.intake.lastEventAt, lastProbeAt: this.parts.gaps.lastProbeAt };
    return viewOf(this.current, this.parts.newTickets, times);
  }

  /** From the beginning. */
  async listen(interactive: boolean): Promise<void> {
    const mine = this.enter({ name: 'listening' });
    let receiver: Receiver | undefined;
    try {
      const account = this.account();
      await this.parts.record.load();
      if (this.current !== mine) return;
      await this.parts.record.change({ wanted: true });
      this.parts.intake.format = await this.options.webhooks.deliveries();
      if (this.current !== mine) return;
      await this.parts.subscriptions.load(account);
      if (this.current !== mine) return;
      receiver = await startOnKnownPort(this.options, this.parts.record.now.port, this.parts.intake.parts());
      await this.parts.record.change({ port: receiver.port });
    } catch (thrown) {
      if (this.current === mine)
        this.handleFailure(classifyProblem(thrown), receiver ? { receiver } : {}, thrown);
      else void receiver?.dispose();
      return;
    }
    if (this.current === mine) await this.openTunnel(receiver, interactive);
    else void receiver.dispose();
  }

  async openTunnel(receiver: Receiver, interactive: boolean): Promise<void> {
    const stop = new AbortController();
    let mine = this.enter({ name: 'opening', receiver, stop });
    const opened = await selectTunnel(this.options, {
      port: receiver.port,
      interactive,
      signal: stop.signal,
      onChoice: (provider) => (mine = this.swap({ name: 'opening', receiver, stop, provider })),
    });
    if (this.current !== mine) {
      if (opened.kind === 'open') void opened.tunnel.dispose();
    } else if (opened.kind === 'trouble') {
      this.handleFailure(opened.classified, { receiver }, opened.thrown);
    } else {
      const { provider, tunnel } = opened;
      const path = this.paths.pathFor(receiver, tunnel.publicUrl);
      const closing = tunnel.onDidClose(({ reason }) => this.tunnelClosed(tunnel, reason));
      await this.reach({ receiver, provider, tunnel, path, closing });
    }
  }

  /** Probes an open tunnel's address, and registers it. */
  async reach(open: ActiveTunnel): Promise<void> {
    const mine = this.enter({ name: 'probing', open });
    const isCurrent = (): boolean => this.current === mine;
    const reached = await checkReachability(open, this.parts.prober, this.options.clock, isCurrent);
    if (!isCurrent()) return;
    if (reached.kind === 'reached') await this.register(open);
    else this.lose(open, reached);
  }

  async register(open: ActiveTunnel): Promise<void> {
    const mine = this.enter({ name: 'registering', open });
    const isCurrent = (): boolean => this.current === mine;
    const url = open.tunnel.publicUrl + open.path;
    const { events } = this.options.settings();
    try {
      await this.parts.subscriptions.register({
        account: this.account(),
        url,
        path: open.path,
        events,
        isCurrent,
      });
      if (isCurrent()) this.goLive(open);
    } catch (thrown) {
      if (isCurrent()) this.handleFailure(classifyProblem(thrown), { open }, thrown);
    }
  }

  /** Nothing of it is left: not at LiveChat, no tunnel, no port. Then it rests. */
  async stop(): Promise<void> {
    if (this.current.name === 'stopping') {
      await this.current.done;
      return;
    }
    const resources = resourcesOf(this.current);
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const mine: WebhookState = this.enter({ name: 'stopping', done });
    await this.parts.record.change({ wanted: false }).catch(() => undefined);
    await releaseResources(resources, this.parts.subscriptions, this.options.clock);
    this.parts.backoff.reset();
    if (this.state === mine) this.rest();
    finish();
  }

  /** Nothing is wanted. What an earlier run left at LiveChat is removed, as soon as that works. */
  rest(): void {
    const { account, registrations, unsure } = this.parts.record.now;
    const mustUnregister = (unsure || registrations.length > 0) && account === this.options.account();
    this.enter({
      name: 'off',
      ...(mustUnregister && { unregistering: tidy(this.parts.subscriptions, this.options.clock) }),
    });
  }

  /** Lets go of everything but the registrations, for another window to take. */
  async release(role: Role): Promise<void> {
    const before = this.current;
    const earlier = before.name === 'stopping' ? before.done : this.releasing;
    this.enter({ name: role === 'follower' ? 'follower' : 'electing' });
    const unwound = releaseResources(resourcesOf(before), undefined, this.options.clock);
    this.releasing = Promise.all([earlier, unwound]).then(() => this.parts.record.settled());
    await this.releasing;
  }

  /** Goes on at once from where it waits. */
  retry(interactive: boolean): void {
    const state = this.current;
    if (state.name !== 'backoff' && state.name !== 'needs-user') return;
    if (state.open) void this.reach(state.open);
    else if (state.receiver) void this.openTunnel(state.receiver, interactive);
    else void this.listen(interactive);
  }

  /** Gives back what it has and begins anew; the receiver stays where it may. */
  async restart(keepReceiver: boolean): Promise<void> {
    const resources = resourcesOf(this.current);
    const { receiver, open } = resources;
    if (receiver && keepReceiver) {
      if (open) this.drop(open);
      await this.openTunnel(receiver, false);
      return;
    }
    const mine = this.enter({ name: 'listening' });
    await releaseResources(resources, undefined, this.options.clock);
    if (this.current === mine) await this.listen(false);
  }

  dispose(): void {
    this.sleeping.dispose();
    leave(this.current);
    this.changed.dispose();
  }

  private account(): string {
    const account = this.options.account();
    if (account === undefined) throw new FailureError({ code: 'not-signed-in' });
    return account;
  }

  private goLive(open: ActiveTunnel): void {
    const { clock, log } = this.options;
    this.paths.retireOutdated(open.receiver);
    const { gaps, prober, newTickets } = this.parts;
    const watch = new HealthCheck({
      clock,
      metered: open.provider.metered === true,
      probe: () => prober.probe(open.tunnel.publicUrl + open.path),
      beside: newTickets.watch(),
      onReached: () => {
        gaps.reached();
        this.changed.fire(this.view);
      },
      onLost: (last) => void this.lost(open, last),
    });
    const since = clock.now();
    this.enter({ name: 'live', open, since, watch });
    log.info('Relay: live.');
    this.parts.gaps.live();
  }

  private async lost(open: ActiveTunnel, last: ProbeResult): Promise<void> {
    const mine = this.current;
    this.parts.gaps.markDisconnected(this.parts.gaps.lastProbeAt);
    const diagnosis = await diagnose(open, last, this.parts.prober);
    if (this.current === mine) this.lose(open, diagnosis);
  }

  private lose(open: ActiveTunnel, reached: Reachability): void {
    if (reached.kind === 'reached') return;
    const { classified, receiverFailed } = reached;
    // What only a person can mend may be mended with the tunnel open, such as a port that is private.
    if (!classified.retryable) {
      this.handleFailure(classified, { open });
      return;
    }
    this.drop(open);
    if (receiverFailed) void open.receiver.dispose();
    this.handleFailure(classified, receiverFailed ? {} : { receiver: open.receiver });
  }

  private tunnelClosed(tunnel: Tunnel, reason: string): void {
    const { open } = resourcesOf(this.current);
    if (open?.tunnel !== tunnel) return;
    this.options.log.info(`Relay: the tunnel closed (${reason}).`);
    this.drop(open);
    const problem = { kind: 'tunnel', code: 'failed', provider: open.provider.id } as const;
    this.handleFailure({ problem, retryable: true }, { receiver: open.receiver });
  }

  private drop(open: ActiveTunnel): void {
    open.closing.dispose();
    void open.tunnel.dispose();
  }

  private handleFailure(
    { problem, retryable }: ClassifiedProblem,
    resources: Resources,
    thrown?: unknown,
  ): void {
    const { clock, log } = this.options;
    log.warn(`Relay: ${logTextOf(problem, thrown)}`);
    if (!retryable) {
      this.enter({ name: 'needs-user', ...resources, problem });
      return;
    }
    if (this.current.name === 'live') this.parts.backoff.wasLive(clock.now() - this.current.since);
    const ms = this.parts.backoff.next();
    const timer = clock.after(ms, () => this.retry(false));
    this.enter({ name: 'backoff', ...resources, problem, timer, nextTryAt: clock.now() + ms });
  }

  private wake(sleptMs: number): void {
    const state = this.current;
    if (state.name === 'live') {
      this.parts.gaps.markGap(sleptMs);
      state.watch.wake();
    } else if (state.name === 'backoff') this.retry(false);
  }

  private enter<S extends WebhookState>(state: S): S {
    const before = this.current;
    leave(before);
    // One that was opened outlives the attempt.
    if (before.name === 'opening' && !resourcesOf(state).open) before.stop.abort();
    if (before.name === 'live') this.parts.gaps.markDisconnected();
    return this.swap(state);
  }

  /** A new state that goes on with what the one before it had begun. */
  private swap<S extends WebhookState>(state: S): S {
    this.current = state;
    this.changed.fire(this.view);
    return state;
  }
}
