import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { FailureError } from '../domain/failure';
import type { Receiver } from '../receiver/receiver';
import type { Tunnel } from '../tunnel/tunnel';
import type { Role } from '../windows/windows';
import { LiveWatch } from './liveWatch';
import { openThrough } from './openThrough';
import { troubleOf, wordsFor, type Trouble } from './problem';
import type { ProbeResult } from './prober';
import { blame, reachOf, type Reached } from './reach';
import type { RelayOptions, RelayView } from './relay';
import { belongingsOf, leave, viewOf, type Belongings, type Open, type RelayState } from './relayState';
import { relayParts, type RelayParts } from './relayParts';
import { watchSleep } from './sleepWatch';
import { startOnKnownPort } from './startOnKnownPort';
import { tidy } from './tidy';
import { unwind } from './unwind';

/**
 * The states of listening and the ways between them (section 7 of the tunnel notes). Each step holds on to the state
 * that it belongs to; what comes back when that has gone is given back or dropped.
 */
export class RelayMachine implements Disposable {
  readonly changed = new Emitter<RelayView>();
  readonly parts: RelayParts;
  private current: RelayState = { name: 'electing' };
  private readonly sleeping: Disposable;
  private releasing: Promise<void> = Promise.resolve();
  /** Paths that go once what was registered under them has gone. */
  private readonly outdated = new Set<string>();

  /** @param leads whether this window leads; asked at each event */
  constructor(
    readonly options: RelayOptions,
    leads: () => boolean,
  ) {
    this.parts = relayParts(options, {
      leads,
      publicUrl: () => belongingsOf(this.current).open?.tunnel.publicUrl,
      onAccept: () => this.changed.fire(this.view),
    });
    this.sleeping = watchSleep(options.clock, (ms) => this.wake(ms));
  }

  get state(): RelayState {
    return this.current;
  }

  get view(): RelayView {
    const times = { lastEventAt: this.parts.intake.lastEventAt, lastProbeAt: this.parts.upkeep.lastProbeAt };
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
      await this.parts.registrar.load(account);
      if (this.current !== mine) return;
      receiver = await startOnKnownPort(this.options, this.parts.record.now.port, this.parts.intake.parts());
      await this.parts.record.change({ port: receiver.port });
    } catch (thrown) {
      if (this.current === mine) this.stumble(troubleOf(thrown), receiver ? { receiver } : {}, thrown);
      else void receiver?.dispose();
      return;
    }
    if (this.current === mine) await this.openTunnel(receiver, interactive);
    else void receiver.dispose();
  }

  async openTunnel(receiver: Receiver, interactive: boolean): Promise<void> {
    const stop = new AbortController();
    let mine = this.enter({ name: 'opening', receiver, stop });
    const opened = await openThrough(this.options, {
      port: receiver.port,
      interactive,
      signal: stop.signal,
      onChoice: (provider) => (mine = this.swap({ name: 'opening', receiver, stop, provider })),
    });
    if (this.current !== mine) {
      if (opened.kind === 'open') void opened.tunnel.dispose();
    } else if (opened.kind === 'trouble') {
      this.stumble(opened.trouble, { receiver }, opened.thrown);
    } else {
      const { provider, tunnel } = opened;
      const path = this.pathFor(receiver, tunnel.publicUrl);
      const closing = tunnel.onDidClose(({ reason }) => this.tunnelClosed(tunnel, reason));
      await this.reach({ receiver, provider, tunnel, path, closing });
    }
  }

  /** Probes an open tunnel's address, and registers it. */
  async reach(open: Open): Promise<void> {
    const mine = this.enter({ name: 'probing', open });
    const isCurrent = (): boolean => this.current === mine;
    const reached = await reachOf(open, this.parts.prober, this.options.clock, isCurrent);
    if (!isCurrent()) return;
    if (reached.kind === 'reached') await this.register(open);
    else this.lose(open, reached);
  }

  async register(open: Open): Promise<void> {
    const mine = this.enter({ name: 'registering', open });
    const isCurrent = (): boolean => this.current === mine;
    const url = open.tunnel.publicUrl + open.path;
    const { events } = this.options.settings();
    try {
      await this.parts.registrar.register({
        account: this.account(),
        url,
        path: open.path,
        events,
        isCurrent,
      });
      if (isCurrent()) this.goLive(open);
    } catch (thrown) {
      if (isCurrent()) this.stumble(troubleOf(thrown), { open }, thrown);
    }
  }

  /** Nothing of it is left: not at LiveChat, no tunnel, no port. Then it rests. */
  async stop(): Promise<void> {
    if (this.current.name === 'stopping') {
      await this.current.done;
      return;
    }
    const belongings = belongingsOf(this.current);
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const mine: RelayState = this.enter({ name: 'stopping', done });
    await this.parts.record.change({ wanted: false }).catch(() => undefined);
    await unwind(belongings, this.parts.registrar, this.options.clock);
    this.parts.backoff.reset();
    if (this.state === mine) this.rest();
    finish();
  }

  /** Nothing is wanted. What an earlier run left at LiveChat is removed, as soon as that works. */
  rest(): void {
    const { account, registrations, unsure } = this.parts.record.now;
    const mustTidy = (unsure || registrations.length > 0) && account === this.options.account();
    this.enter({ name: 'off', ...(mustTidy && { tidying: tidy(this.parts.registrar, this.options.clock) }) });
  }

  /** Lets go of everything but the registrations, for another window to take. */
  async release(role: Role): Promise<void> {
    const before = this.current;
    const earlier = before.name === 'stopping' ? before.done : this.releasing;
    this.enter({ name: role === 'follower' ? 'follower' : 'electing' });
    const unwound = unwind(belongingsOf(before), undefined, this.options.clock);
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
    const belongings = belongingsOf(this.current);
    const { receiver, open } = belongings;
    if (receiver && keepReceiver) {
      if (open) this.drop(open);
      await this.openTunnel(receiver, false);
      return;
    }
    const mine = this.enter({ name: 'listening' });
    await unwind(belongings, undefined, this.options.clock);
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

  /** Path and secrets change with the address: a name that somebody else gets tomorrow leads to nothing of ours. */
  private pathFor(receiver: Receiver, publicUrl: string): string {
    const path = receiver.path();
    const wasUsed = this.parts.record.now.urlHash !== undefined;
    if (!wasUsed || this.parts.registrar.isOf(publicUrl + path)) return path;
    this.outdated.add(path);
    return receiver.rotate();
  }

  private goLive(open: Open): void {
    const { clock, log } = this.options;
    for (const path of this.outdated) open.receiver.retire(path);
    this.outdated.clear();
    const { upkeep, prober, newTickets } = this.parts;
    const watch = new LiveWatch({
      clock,
      metered: open.provider.metered === true,
      probe: () => prober.probe(open.tunnel.publicUrl + open.path),
      beside: newTickets.watch(),
      onReached: () => {
        upkeep.reached();
        this.changed.fire(this.view);
      },
      onLost: (last) => void this.lost(open, last),
    });
    const since = clock.now();
    this.enter({ name: 'live', open, since, watch });
    log.info('Relay: live.');
    this.parts.upkeep.live();
  }

  private async lost(open: Open, last: ProbeResult): Promise<void> {
    const mine = this.current;
    this.parts.upkeep.deaf(this.parts.upkeep.lastProbeAt);
    const blamed = await blame(open, last, this.parts.prober);
    if (this.current === mine) this.lose(open, blamed);
  }

  private lose(open: Open, reached: Reached): void {
    if (reached.kind === 'reached') return;
    const { trouble, receiverFailed } = reached;
    // What only a person can mend may be mended with the tunnel open, such as a port that is private.
    if (!trouble.retryable) {
      this.stumble(trouble, { open });
      return;
    }
    this.drop(open);
    if (receiverFailed) void open.receiver.dispose();
    this.stumble(trouble, receiverFailed ? {} : { receiver: open.receiver });
  }

  private tunnelClosed(tunnel: Tunnel, reason: string): void {
    const { open } = belongingsOf(this.current);
    if (open?.tunnel !== tunnel) return;
    this.options.log.info(`Relay: the tunnel closed (${reason}).`);
    this.drop(open);
    const problem = { kind: 'tunnel', code: 'failed', provider: open.provider.id } as const;
    this.stumble({ problem, retryable: true }, { receiver: open.receiver });
  }

  private drop(open: Open): void {
    open.closing.dispose();
    void open.tunnel.dispose();
  }

  private stumble({ problem, retryable }: Trouble, belongings: Belongings, thrown?: unknown): void {
    const { clock, log } = this.options;
    log.warn(`Relay: ${wordsFor(problem, thrown)}`);
    if (!retryable) {
      this.enter({ name: 'needs-user', ...belongings, problem });
      return;
    }
    if (this.current.name === 'live') this.parts.backoff.wasLive(clock.now() - this.current.since);
    const ms = this.parts.backoff.next();
    const timer = clock.after(ms, () => this.retry(false));
    this.enter({ name: 'backoff', ...belongings, problem, timer, nextTryAt: clock.now() + ms });
  }

  private wake(sleptMs: number): void {
    const state = this.current;
    if (state.name === 'live') {
      this.parts.upkeep.slept(sleptMs);
      state.watch.wake();
    } else if (state.name === 'backoff') this.retry(false);
  }

  private enter<S extends RelayState>(state: S): S {
    const before = this.current;
    leave(before);
    // One that was opened outlives the attempt.
    if (before.name === 'opening' && !belongingsOf(state).open) before.stop.abort();
    if (before.name === 'live') this.parts.upkeep.deaf();
    return this.swap(state);
  }

  /** A new state that goes on with what the one before it had begun. */
  private swap<S extends RelayState>(state: S): S {
    this.current = state;
    this.changed.fire(this.view);
    return state;
  }
}
