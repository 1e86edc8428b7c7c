import { retryUntilDone, withTimeout } from '../../../base/async';
import type { Disposable } from '../../../base/disposable';
import type { ArrivalKind } from '../../../domain/arrival';
import type { Tunnel, TunnelProvider } from '../../../tunnel/tunnel';
import type { Receiver } from '../../receiver/receiver';
import type { ForeignWebhooks, TestOutcome } from '../../status/checks';
import type { TicketChannel } from '../../status/listenerStatus';
import { ListenerError } from '../../status/problem';
import type { CheckStep } from '../checkSteps';
import type { EventTransport, ListenerChange, TransportHost, TransportRun } from '../eventTransport';
import { sendTest, webhookChecks } from './diagnostics';
import { foreignWebhooks } from './foreignWebhooks';
import { HealthCheck } from './healthCheck';
import { checkReachability, diagnose, Prober } from './reachability';
import type { ActiveTunnel, ProbeResult, Reachability } from './reachability';
import { selectTunnel, startOnKnownPort } from './selectTunnel';
import { WebhookIntake } from './webhookIntake';
import type { WebhookTransportOptions } from './webhookPorts';
import { WebhookSubscriptions } from './webhookSubscriptions';

/** LiveChat may take so long until it uses a changed webhook. */
const settleMs = 2 * 60_000;
const closeTunnelMs = 5_000;
const cleanUpMs = 20_000;
const cleanUpWaits = { firstMs: 60_000, longestMs: 10 * 60_000 };

/** Webhooks: a receiver on loopback, a tunnel to it, and registrations at LiveChat for the tunnel's public address. */
export class WebhookTransport implements EventTransport {
  readonly kind = 'webhooks';
  /** Deliveries are repeated to the address to which they failed: not to another one, or one that was registered anew. */
  redelivers = false;
  readonly foreign: ForeignWebhooks;
  private readonly prober: Prober;
  private readonly subscriptions: WebhookSubscriptions;
  private readonly intake: WebhookIntake;
  /** What is open, also while the listener waits to retry: each failure closes only what failed. */
  private receiver: Receiver | undefined;
  private tunnel: ActiveTunnel | undefined;
  /** Whose tunnel is being opened. */
  private opening: TunnelProvider | undefined;
  private lastProbeAt: number | undefined;
  /** Paths to retire once the webhooks registered under them have been replaced. */
  private readonly outdatedPaths = new Set<string>();

  constructor(
    private readonly options: WebhookTransportOptions,
    private readonly host: TransportHost,
  ) {
    const { clock, hide = (): void => undefined } = options;
    this.foreign = foreignWebhooks(options);
    this.prober = new Prober(clock);
    const missed = (ms: number): void => host.missed(ms);
    this.subscriptions = new WebhookSubscriptions({ ...options, hide, record: host.checkpoint, missed });
    this.intake = new WebhookIntake({
      subscriptions: this.subscriptions,
      prober: this.prober,
      host,
      publicUrl: () => this.tunnel?.tunnel.publicUrl,
    });
  }

  get mustWithdrawAtExit(): boolean {
    return this.tunnel?.provider.anonymousService === true;
  }

  get pollsTickets(): boolean {
    return this.newTickets === 'polling';
  }

  describe(since: number | undefined): ReturnType<EventTransport['describe']> {
    const { tunnel, newTickets, lastProbeAt } = this;
    const provider = tunnel?.provider ?? this.opening;
    return {
      events: this.events,
      ...(provider && { tunnel: provider.id }),
      ...(tunnel && { publicUrl: tunnel.tunnel.publicUrl }),
      ...(tunnel?.tunnel.note !== undefined && { note: tunnel.tunnel.note }),
      ...(newTickets && { newTickets }),
      ...(lastProbeAt !== undefined && { lastProbeAt: new Date(lastProbeAt).toISOString() }),
      ...(since !== undefined && { settledAt: new Date(since + settleMs).toISOString() }),
    };
  }

  async open(run: TransportRun): Promise<void> {
    const { tunnel } = this;
    if (tunnel) await (run.wasLive ? this.register(run, tunnel) : this.reach(run, tunnel));
    else await this.openTunnel(run, this.receiver ?? (await this.startReceiver(run)));
  }

  whenChanged(what: ListenerChange): 'nothing' | 'reopen' | 'restart' {
    if (what === 'presence') return 'nothing';
    if (what === 'events') return this.tunnel ? 'reopen' : 'nothing';
    const { port } = this.options.settings();
    const staysOpen = what === 'tunnel' && this.receiver && (port === 0 || port === this.receiver.port);
    if (!staysOpen) return 'restart';
    if (this.tunnel) this.drop(this.tunnel);
    return 'reopen';
  }

  recheck(): void {
    this.subscriptions.recheck();
  }

  async release(): Promise<void> {
    const { receiver, tunnel } = this;
    this.receiver = this.tunnel = this.opening = undefined;
    tunnel?.closing.dispose();
    if (tunnel) {
      const closed = withTimeout(this.options.clock, closeTunnelMs, tunnel.tunnel.dispose());
      await closed.catch(() => undefined);
    }
    await receiver?.dispose().catch(() => undefined);
  }

  async withdraw(withinMs: number): Promise<boolean> {
    return await this.subscriptions.unregister(withinMs).catch(() => false);
  }

  async abandon(): Promise<void> {
    await this.subscriptions.withdraw(this.options.account()).catch(() => undefined);
  }

  cleanUp(): Disposable | undefined {
    const { account, registrations, unsure } = this.host.checkpoint.now;
    const isLeft = (unsure || registrations.length > 0) && account === this.options.account();
    if (!isLeft) return undefined;
    return retryUntilDone(this.options.clock, cleanUpWaits, () => this.withdraw(cleanUpMs));
  }

  checks(): readonly CheckStep[] {
    return webhookChecks(this.diagnosed());
  }

  sendTest(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return sendTest(this.diagnosed(), kind, name);
  }

  /** The events that are wanted and can be received. */
  private get events(): readonly ArrivalKind[] {
    const { events } = this.options.settings();
    return this.newTickets === 'refused' ? events.filter((kind) => kind !== 'ticket_created') : events;
  }

  /** `undefined` where new tickets come as all other events do, are not wanted, or it is not known yet. */
  private get newTickets(): TicketChannel | undefined {
    const { intake, subscriptions } = this;
    const { events, pollsTickets } = this.options.settings();
    const isPlain = intake.format?.unverified?.includes('ticket_created') !== true;
    if (isPlain || !events.includes('ticket_created')) return undefined;
    if (subscriptions.known.some(({ event }) => event === 'ticket_created')) return 'webhook';
    if (!subscriptions.refused.includes('ticket_created')) return undefined;
    return pollsTickets === true ? 'polling' : 'refused';
  }

  private async startReceiver(run: TransportRun): Promise<Receiver> {
    const { checkpoint } = this.host;
    run.enter('listening');
    await run.begin();
    run.signal.throwIfAborted();
    this.intake.format = await this.options.webhooks.deliveries();
    run.signal.throwIfAborted();
    await this.subscriptions.load(run.account);
    run.signal.throwIfAborted();
    const options = this.intake.receiverOptions();
    const receiver = await startOnKnownPort(this.options, checkpoint.now.port, options);
    if (run.signal.aborted) void receiver.dispose();
    run.signal.throwIfAborted();
    this.receiver = receiver;
    await checkpoint.change({ port: receiver.port });
    return receiver;
  }

  private async openTunnel(run: TransportRun, receiver: Receiver): Promise<void> {
    run.enter('opening');
    const { provider, tunnel } = await this.select(run, receiver);
    if (run.signal.aborted) void tunnel.dispose();
    run.signal.throwIfAborted();
    const path = this.pathFor(receiver, tunnel.publicUrl);
    const closing = tunnel.onDidClose(({ reason }) => this.tunnelClosed(tunnel, reason));
    this.tunnel = { receiver, provider, tunnel, path, url: tunnel.publicUrl + path, closing };
    await this.reach(run, this.tunnel);
  }

  private async select(run: TransportRun, { port }: Receiver): ReturnType<typeof selectTunnel> {
    const { interactive, signal } = run;
    const onChoice = (provider: TunnelProvider): void => {
      this.opening = provider;
      this.host.changed();
    };
    try {
      return await selectTunnel(this.options, { port, interactive, signal, onChoice });
    } finally {
      if (!signal.aborted) this.opening = undefined;
    }
  }

  /** The path to register: the current one, or a new one where the address changed, as its host name may be reused. */
  private pathFor(receiver: Receiver, publicUrl: string): string {
    const path = receiver.path();
    const wasUsed = this.host.checkpoint.now.urlHash !== undefined;
    if (!wasUsed || this.subscriptions.isOf(publicUrl + path)) return path;
    this.outdatedPaths.add(path);
    return receiver.rotate();
  }

  private async reach(run: TransportRun, tunnel: ActiveTunnel): Promise<void> {
    run.enter('probing');
    const isCurrent = (): boolean => !run.signal.aborted;
    const reached = await checkReachability(tunnel, this.prober, this.options.clock, isCurrent);
    run.signal.throwIfAborted();
    if (reached.kind === 'reached') await this.register(run, tunnel);
    else this.lose(run, tunnel, reached);
  }

  private async register(run: TransportRun, tunnel: ActiveTunnel): Promise<void> {
    run.enter('registering');
    const isSameAddress = this.subscriptions.isOf(tunnel.url);
    await this.subscriptions.register({
      account: run.account,
      url: tunnel.url,
      path: tunnel.path,
      events: this.options.settings().events,
      isCurrent: () => !run.signal.aborted,
    });
    run.signal.throwIfAborted();
    this.redelivers = isSameAddress;
    for (const path of this.outdatedPaths) tunnel.receiver.retire(path);
    this.outdatedPaths.clear();
    this.goLive(run, tunnel);
  }

  private goLive(run: TransportRun, tunnel: ActiveTunnel): void {
    const { clock } = this.options;
    const watch = new HealthCheck({
      clock,
      metered: tunnel.provider.metered === true,
      probe: () => this.prober.probe(tunnel.url),
      onReached: () => {
        this.lastProbeAt = clock.now();
        run.proven();
        this.host.changed();
        void this.subscriptions.verify().then((isWhole) => {
          if (!isWhole) run.restart();
        });
      },
      onLost: (last) => void this.lost(run, tunnel, last),
    });
    this.lastProbeAt = clock.now();
    run.live(watch);
  }

  private async lost(run: TransportRun, tunnel: ActiveTunnel, last: ProbeResult): Promise<void> {
    run.disconnected();
    const diagnosis = await diagnose(tunnel, last, this.prober);
    if (!run.signal.aborted) this.lose(run, tunnel, diagnosis);
  }

  private lose(run: TransportRun, tunnel: ActiveTunnel, reached: Reachability): void {
    if (reached.kind === 'reached') return;
    const { classified, receiverFailed } = reached;
    // Otherwise the user may fix it while the tunnel is open, such as the visibility of a port.
    if (classified.retryable) this.drop(tunnel);
    if (classified.retryable && receiverFailed) {
      this.receiver = undefined;
      void tunnel.receiver.dispose();
    }
    run.fail(new ListenerError(classified));
  }

  private tunnelClosed(tunnel: Tunnel, reason: string): void {
    if (this.tunnel?.tunnel !== tunnel) return;
    const { id } = this.tunnel.provider;
    this.options.log.info(`Listener: the tunnel closed (${reason}).`);
    this.drop(this.tunnel);
    const problem = { kind: 'tunnel', code: 'failed', provider: id } as const;
    this.host.failed(new ListenerError({ problem, retryable: true }));
  }

  private drop(tunnel: ActiveTunnel): void {
    if (this.tunnel === tunnel) this.tunnel = undefined;
    tunnel.closing.dispose();
    void tunnel.tunnel.dispose();
  }

  private diagnosed(): Parameters<typeof webhookChecks>[0] {
    const { prober, subscriptions, host, options } = this;
    return {
      clock: options.clock,
      webhooks: options.webhooks,
      prober,
      subscriptions,
      host,
      receiver: () => this.receiver,
      tunnel: () => this.tunnel,
      events: () => this.events,
    };
  }
}
