import { withTimeout } from '../base/async';
import type { Disposable } from '../base/disposable';
import type { LeaderServer } from './leaderServer';
import { probePort } from './probePort';
import { PeerConnection } from './peerConnection';
import type { JsonLineSocket } from './jsonLineSocket';
import { heartbeats, decodeMessage, type Claim, type Message } from './messages';
import type { Timing, ClusterOptions } from './cluster';

/** So many times in a row the own window did not answer, before one that does takes the lead. */
const mostMissed = 2;
/** A stranger's port is left alone for so long: its owner may be watching it. */
const leaveAloneMs = 10 * 60_000;

export interface LeaderTermOptions {
  readonly options: ClusterOptions;
  readonly timing: Timing;
  readonly ports: readonly number[];
  readonly isFocused: () => boolean;
  readonly onReceive: (event: unknown) => void;
}

interface Follower {
  readonly link: PeerConnection;
  /** When the person last turned to it; absent while they look elsewhere. */
  focusedAt?: number;
  /** Whether its window did not answer when it was last asked. */
  mute: boolean;
}

/** A window that may show; without a follower it is the own one. */
interface Candidate {
  readonly follower?: Follower;
  readonly rank: number;
  readonly since: number;
}

/** Why a lead ends: another leads already, the own window does not answer, or this window leaves. */
export type Reason = 'superseded' | 'mute' | 'left';

/** One lead of one window, from winning a port to giving it up. */
export class LeaderTerm {
  private readonly followersJoined = new Set<Follower>();
  private claim: Claim;
  private focusedAt: number | undefined;
  private isMute = false;
  private missed = 0;
  private looking: Disposable | undefined;
  private readonly unauthenticated = new Map<number, number>();
  private giveUp!: (reason: Reason) => void;
  /** Resolves when this lead should end. Who holds it then calls `close`. */
  readonly over = new Promise<Reason>((resolve) => {
    this.giveUp = resolve;
  });

  constructor(
    private readonly server: LeaderServer,
    private readonly parts: LeaderTermOptions,
  ) {
    this.claim = { settled: false, term: 0, place: parts.ports.indexOf(server.port) };
  }

  get followers(): number {
    return this.followersJoined.size;
  }

  /** Whether a better claim has been heard of already. */
  async settle(): Promise<boolean> {
    if (await this.meetRivals()) return false;
    this.claim = { ...this.claim, settled: true, term: this.parts.options.clock.now() };
    this.lookLater();
    return true;
  }

  /** A caller that proved itself: a window that follows, or another leader. */
  async admit(lines: JsonLineSocket): Promise<void> {
    const { clock } = this.parts.options;
    const joining = await withTimeout(clock, this.parts.timing.handshakeMs, lines.next()).catch(
      () => undefined,
    );
    const join = decodeMessage(joining);
    if (join?.t !== 'join') {
      lines.close();
      return;
    }
    lines.send({ t: 'welcome', claim: this.claim });
    if (join.claim) {
      if (heartbeats(join.claim, this.claim)) this.giveUp('superseded');
      return;
    }
    const follower: Follower = { link: this.linkTo(lines, () => follower), mute: false };
    if (join.focused) follower.focusedAt = clock.now();
    this.followersJoined.add(follower);
  }

  broadcast(event: unknown, except?: Follower): void {
    for (const follower of this.followersJoined) {
      if (follower !== except) follower.link.send({ t: 'event', event });
    }
  }

  setFocused(focused: boolean): void {
    this.focusedAt = focused ? this.parts.options.clock.now() : undefined;
  }

  async show(what: unknown, beforehand?: () => Promise<unknown>): Promise<boolean> {
    for (const { follower } of this.inOrder()) {
      if (!(await this.isReady(follower))) continue;
      await beforehand?.();
      if (follower) follower.link.send({ t: 'show', what });
      else this.parts.options.show(what);
      return true;
    }
    return false;
  }

  end(): void {
    this.giveUp('left');
  }

  async close(): Promise<void> {
    this.looking?.dispose();
    this.looking = undefined;
    for (const { link } of this.followersJoined) link.dispose();
    await this.server.close();
  }

  private linkTo(lines: JsonLineSocket, own: () => Follower): PeerConnection {
    const { clock } = this.parts.options;
    return new PeerConnection(lines, {
      clock,
      timing: this.parts.timing,
      serve: (what, body) =>
        what === 'serve'
          ? this.parts.options.serve(body)
          : Promise.reject(new Error('not asked of a leader')),
      onMessage: (message) => this.hear(message, own()),
      onEnd: () => this.followersJoined.delete(own()),
    });
  }

  private hear(message: Message, from: Follower): void {
    if (message.t === 'event') {
      this.broadcast(message.event, from);
      this.parts.onReceive(message.event);
    } else if (message.t === 'focus') {
      if (message.focused) from.focusedAt = this.parts.options.clock.now();
      else delete from.focusedAt;
    }
  }

  /** The best first. */
  private inOrder(): readonly Candidate[] {
    const own: Candidate = { rank: rankOf(this.focusedAt, this.isMute, 1), since: this.focusedAt ?? 0 };
    const others = [...this.followersJoined].map<Candidate>((follower) => ({
      follower,
      rank: rankOf(follower.focusedAt, follower.mute, 2),
      since: follower.focusedAt ?? 0,
    }));
    return [own, ...others].sort((one, other) => one.rank - other.rank || other.since - one.since);
  }

  private async isReady(follower: Follower | undefined): Promise<boolean> {
    const { answers, clock } = this.parts.options;
    const { answerMs } = this.parts.timing;
    const answer = follower
      ? follower.link.ask('ready', undefined, answerMs * 1.5)
      : Promise.resolve(answers()).then(() => true);
    const isReady = (await withTimeout(clock, answerMs * 1.5, answer).catch(() => false)) === true;
    if (follower) follower.mute = !isReady;
    else this.isMute = !isReady;
    return isReady;
  }

  private lookLater(): void {
    const { clock } = this.parts.options;
    this.looking = clock.after(this.parts.timing.lookMs, () => {
      this.lookLater();
      void this.look();
    });
  }

  private async look(): Promise<void> {
    if (await this.meetRivals()) return;
    this.missed = (await this.isReady(undefined)) ? 0 : this.missed + 1;
    if (this.missed < mostMissed) return;
    for (const follower of this.followersJoined) {
      if (await this.isReady(follower)) {
        this.giveUp('mute');
        return;
      }
    }
  }

  /** Looks for others that lead. Returns whether one of them has the better claim. */
  private async meetRivals(): Promise<boolean> {
    const { key, clock } = this.parts.options;
    const { claim } = this;
    const now = clock.now();
    const others = this.parts.ports.filter(
      (port) =>
        port !== this.server.port && now - (this.unauthenticated.get(port) ?? -Infinity) > leaveAloneMs,
    );
    const caller = { key, clock, timing: this.parts.timing, focused: this.parts.isFocused(), claim };
    const isBeaten = await Promise.all(
      others.map(async (port) => {
        const answer = await probePort(port, caller);
        if (answer.kind === 'foreign') this.unauthenticated.set(port, now);
        if (answer.kind !== 'ours') return false;
        answer.lines.close();
        return heartbeats(answer.claim, claim);
      }),
    );
    if (!isBeaten.includes(true)) return false;
    this.giveUp('superseded');
    return true;
  }
}

/** The less the better: focused, then the leader, then the others; one that did not answer after all that do. */
function rankOf(focusedAt: number | undefined, isMute: boolean, place: number): number {
  return (isMute ? 3 : 0) + (focusedAt === undefined ? place : 0);
}
