import { withTimeout } from '../base/async';
import type { Disposable } from '../base/disposable';
import type { LeaderServer } from './leaderServer';
import { probePort } from './probePort';
import { PeerConnection } from './peerConnection';
import { chooseNotifyingWindow, type NotifyingWindow } from './chooseNotifyingWindow';
import type { JsonLineSocket } from './jsonLineSocket';
import { outranks, decodeClusterMessage, type LeaderClaim, type ClusterMessage } from './messages';
import type { ClusterTiming, ClusterOptions } from './cluster';

/** The leader steps down after this many missed pings of its own window, if another window responds. */
const maxMissedPings = 2;
/** Ports of other programs are not probed again for this time. */
const foreignPortRecheckMs = 10 * 60_000;

export interface LeaderTermOptions {
  readonly cluster: ClusterOptions;
  readonly timing: ClusterTiming;
  readonly ports: readonly number[];
  readonly isFocused: () => boolean;
  readonly onReceive: (event: unknown) => void;
}

interface Follower extends NotifyingWindow {
  readonly connection: PeerConnection;
}

/** The leader's own window is the one without a connection. */
type ClusterWindow = Follower | (NotifyingWindow & { readonly connection?: undefined });

/** Why a term ended: another leader stays, the own window does not respond, or this window leaves. */
export type TermEnd = 'superseded' | 'unresponsive' | 'left';

/** One term of one leader, from listening on a port until it steps down. */
export class LeaderTerm {
  private readonly followerSet = new Set<Follower>();
  private claim: LeaderClaim;
  private readonly own: ClusterWindow = { focusedAt: undefined, isUnresponsive: false };
  private missedPings = 0;
  private checkTimer: Disposable | undefined;
  private readonly foreignPorts = new Map<number, number>();
  private stepDown!: (reason: TermEnd) => void;
  /** Resolves when this leader steps down. The owner must then call `close`. */
  readonly ended = new Promise<TermEnd>((resolve) => {
    this.stepDown = resolve;
  });

  constructor(
    private readonly server: LeaderServer,
    private readonly options: LeaderTermOptions,
  ) {
    this.claim = { settled: false, term: 0, portIndex: options.ports.indexOf(server.port) };
  }

  get followers(): number {
    return this.followerSet.size;
  }

  /** Probes for other leaders. @returns whether this leader stays */
  async settle(): Promise<boolean> {
    if (await this.checkRivals()) return false;
    this.claim = { ...this.claim, settled: true, term: this.options.cluster.clock.now() };
    this.scheduleCheck();
    return true;
  }

  /** Handles an authenticated connection: of a follower, or of another leader that compares claims. */
  async accept(lines: JsonLineSocket): Promise<void> {
    const { clock } = this.options.cluster;
    const first = await withTimeout(clock, this.options.timing.handshakeTimeoutMs, lines.next()).catch(
      () => undefined,
    );
    const join = decodeClusterMessage(first);
    if (join?.t !== 'join') {
      lines.close();
      return;
    }
    lines.send({ t: 'welcome', claim: this.claim });
    if (join.claim) {
      if (outranks(join.claim, this.claim)) this.stepDown('superseded');
      return;
    }
    const connection: PeerConnection = this.connectionTo(lines, () => follower);
    const focusedAt = join.focused ? clock.now() : undefined;
    const follower: Follower = { connection, focusedAt, isUnresponsive: false };
    this.followerSet.add(follower);
    // Last: it handles at once what the follower sent together with `join`.
    connection.start();
  }

  broadcast(event: unknown, except?: Follower): void {
    for (const follower of this.followerSet) {
      if (follower !== except) follower.connection.send({ t: 'event', event });
    }
  }

  setFocused(focused: boolean): void {
    this.own.focusedAt = focused ? this.options.cluster.clock.now() : undefined;
  }

  /** See `Cluster.find`. */
  async find(body: unknown): Promise<(() => void) | undefined> {
    const chosen = await chooseNotifyingWindow<ClusterWindow>(
      this.own,
      this.followerSet,
      async (window) => (await this.request(window, body)) === true,
    );
    if (!chosen) return undefined;
    const { connection } = chosen;
    return () => (connection ? connection.send({ t: 'show', body }) : this.options.cluster.show(body));
  }

  end(): void {
    this.stepDown('left');
  }

  async close(): Promise<void> {
    this.checkTimer?.dispose();
    this.checkTimer = undefined;
    for (const { connection: link } of this.followerSet) link.dispose();
    await this.server.close();
  }

  private connectionTo(lines: JsonLineSocket, own: () => Follower): PeerConnection {
    const { clock } = this.options.cluster;
    return new PeerConnection(lines, {
      clock,
      timing: this.options.timing,
      serve: (method, body) =>
        method === 'serve'
          ? this.options.cluster.serve(body, own())
          : Promise.reject(new Error('Only followers are pinged.')),
      onMessage: (message) => this.handleMessage(message, own()),
      onEnd: () => {
        this.followerSet.delete(own());
        this.options.cluster.windowLeft?.(own());
      },
    });
  }

  private handleMessage(message: ClusterMessage, from: Follower): void {
    if (message.t === 'event') {
      this.broadcast(message.event, from);
      this.options.onReceive(message.event);
    } else if (message.t === 'focus') {
      from.focusedAt = message.focused ? this.options.cluster.clock.now() : undefined;
    }
  }

  /** @returns whether the window may show the body, if there is one; `undefined` if it does not respond */
  private async request(window: ClusterWindow, body: unknown): Promise<boolean | undefined> {
    const { pingWindow: answers, canShow, clock } = this.options.cluster;
    const { pingTimeoutMs: answerMs } = this.options.timing;
    const response = window.connection
      ? window.connection.request('ping', body, answerMs * 1.5)
      : Promise.resolve(answers()).then(() => body === undefined || canShow?.(body) !== false);
    const answer = await withTimeout(clock, answerMs * 1.5, response).catch(() => undefined);
    const mayShow = typeof answer === 'boolean' ? answer : undefined;
    window.isUnresponsive = mayShow === undefined;
    return mayShow;
  }

  private scheduleCheck(): void {
    const { clock } = this.options.cluster;
    this.checkTimer = clock.after(this.options.timing.leaderCheckIntervalMs, () => {
      this.scheduleCheck();
      void this.check();
    });
  }

  private async check(): Promise<void> {
    if (await this.checkRivals()) return;
    this.missedPings = (await this.request(this.own, undefined)) !== undefined ? 0 : this.missedPings + 1;
    if (this.missedPings < maxMissedPings) return;
    for (const follower of this.followerSet) {
      if ((await this.request(follower, undefined)) !== undefined) {
        this.stepDown('unresponsive');
        return;
      }
    }
  }

  /** Probes for other leaders. @returns whether one of them has the better claim */
  private async checkRivals(): Promise<boolean> {
    const { key, clock } = this.options.cluster;
    const { claim } = this;
    const now = clock.now();
    const others = this.options.ports.filter(
      (port) =>
        port !== this.server.port && now - (this.foreignPorts.get(port) ?? -Infinity) > foreignPortRecheckMs,
    );
    const probe = { key, clock, timing: this.options.timing, focused: this.options.isFocused(), claim };
    const results = await Promise.all(
      others.map(async (port) => {
        const result = await probePort(port, probe);
        if (result.kind === 'foreign') this.foreignPorts.set(port, now);
        if (result.kind !== 'leader') return false;
        result.lines.close();
        return outranks(result.claim, claim);
      }),
    );
    if (!results.includes(true)) return false;
    this.stepDown('superseded');
    return true;
  }
}
