import { sleep } from '../base/async';
import { LeaderServer } from './leaderServer';
import { probePort, type PortProbeResult } from './probePort';
import { LeaderTerm, type LeaderTermOptions } from './leaderTerm';
import type { JsonLineSocket } from './jsonLineSocket';
import { outranks } from './messages';

export type ElectionResult =
  | { readonly kind: 'leader'; readonly term: LeaderTerm }
  | { readonly kind: 'follower'; readonly lines: JsonLineSocket; readonly port: number };

export interface LeaderElectionOptions extends LeaderTermOptions {
  /** Aborted once the window leaves. */
  readonly left: AbortSignal;
}

/** Delay between probes of a silent port. */
const silentPortRetryMs = 250;
/** Delay between attempts while other programs use all ports. */
const allPortsTakenRetryMs = 30_000;

/**
 * Finds the leader or becomes it. Two windows cannot both settle as leaders: only one can listen on a port, and it
 * probes the other ports before it settles.
 */
export class LeaderElection {
  /** Time of the first probe that found a port silent. */
  private readonly silentSince = new Map<number, number>();

  constructor(private readonly options: LeaderElectionOptions) {}

  /** Stops waiting for a leader that stopped sending heartbeats. */
  skipPort(port: number): void {
    this.silentSince.set(port, -Infinity);
  }

  /** `undefined` if the window left. */
  async elect(): Promise<ElectionResult | undefined> {
    while (!this.options.left.aborted) {
      const results = await this.probeAll();
      const leader = bestLeader(results);
      if (leader) {
        this.silentSince.clear();
        return leader;
      }
      if (this.mustWait(results)) await this.sleep(silentPortRetryMs);
      else {
        const term = await this.tryToLead(results);
        if (term) return { kind: 'leader', term };
      }
    }
    return undefined;
  }

  private async probeAll(): Promise<ReadonlyMap<number, PortProbeResult>> {
    const { cluster, timing, ports, isFocused } = this.options;
    const probe = { key: cluster.key, clock: cluster.clock, timing, focused: isFocused() };
    return new Map(
      await Promise.all(ports.map(async (port) => [port, await probePort(port, probe)] as const)),
    );
  }

  private mustWait(results: ReadonlyMap<number, PortProbeResult>): boolean {
    const { cluster, timing } = this.options;
    const now = cluster.clock.now();
    let mustWait = false;
    for (const [port, { kind }] of results) {
      if (kind !== 'silent') this.silentSince.delete(port);
      else if (!this.silentSince.has(port)) this.silentSince.set(port, now);
      mustWait ||=
        kind === 'silent' && now - (this.silentSince.get(port) ?? now) < timing.silentPortTimeoutMs;
    }
    return mustWait;
  }

  private async tryToLead(results: ReadonlyMap<number, PortProbeResult>): Promise<LeaderTerm | undefined> {
    const { cluster, timing } = this.options;
    for (const [port, { kind }] of results) {
      if (kind !== 'free') continue;
      let term: LeaderTerm | undefined = undefined;
      const server = await LeaderServer.listen(port, {
        key: cluster.key,
        clock: cluster.clock,
        handshakeTimeoutMs: timing.handshakeTimeoutMs,
        onAuthenticated: (lines) => void term?.accept(lines),
      });
      // A port reserved by the system: every window uses the next one.
      if (server === 'EACCES') continue;
      if (typeof server === 'string') {
        await this.sleep(this.random() * timing.maxElectionDelayMs);
        return undefined;
      }
      term = new LeaderTerm(server, this.options);
      if ((await term.settle()) && !this.options.left.aborted) return term;
      await term.close();
      await this.sleep(this.random() * timing.maxElectionDelayMs);
      return undefined;
    }
    cluster.log.warn('Cluster: other programs use all ports.');
    await this.sleep(allPortsTakenRetryMs);
    return undefined;
  }

  private sleep(ms: number): Promise<void> {
    return sleep(this.options.cluster.clock, ms, this.options.left);
  }

  private random(): number {
    return (this.options.cluster.random ?? Math.random)();
  }
}

/** Of several leaders the one that stays. Closes the connections to the others. */
function bestLeader(results: ReadonlyMap<number, PortProbeResult>): ElectionResult | undefined {
  let best: (PortProbeResult & { readonly kind: 'leader' }) | undefined;
  let bestPort = 0;
  for (const [port, result] of results) {
    if (result.kind !== 'leader') continue;
    if (best && outranks(best.claim, result.claim)) result.lines.close();
    else {
      best?.lines.close();
      best = result;
      bestPort = port;
    }
  }
  return best && { kind: 'follower', lines: best.lines, port: bestPort };
}
