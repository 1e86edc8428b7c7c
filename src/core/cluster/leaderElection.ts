import { LeaderServer } from './leaderServer';
import { probePort, type Answer } from './probePort';
import { LeaderTerm, type LeaderTermOptions } from './leaderTerm';
import type { JsonLineSocket } from './jsonLineSocket';
import { heartbeats } from './messages';

export type ElectionResult =
  | { readonly kind: 'leads'; readonly lead: LeaderTerm }
  | { readonly kind: 'follows'; readonly lines: JsonLineSocket; readonly port: number };

export interface LeaderElectionOptions extends LeaderTermOptions {
  /** Waits, less long where the window leaves. */
  readonly pause: (ms: number) => Promise<void>;
  readonly hasLeft: () => boolean;
}

/** Between two looks at a port that accepts and says nothing. */
const againMs = 250;
/** Between two looks where every port belongs to somebody else. */
const crowdedMs = 30_000;

/**
 * Finds the leader, or becomes it. No two windows settle as leaders, whoever begins when: a port is had by one
 * alone, and who has one looks at the others before it settles.
 */
export class LeaderElection {
  /** Since when a port accepts and says nothing. */
  private readonly silent = new Map<number, number>();

  constructor(private readonly parts: LeaderElectionOptions) {}

  /** The leader behind this port has been silent for long already: it is waited for no longer. */
  passOver(port: number): void {
    this.silent.set(port, -Infinity);
  }

  /** `undefined` where the window left meanwhile. */
  async elect(): Promise<ElectionResult | undefined> {
    while (!this.parts.hasLeft()) {
      const answers = await this.look();
      const leader = bestOf(answers);
      if (leader) {
        this.silent.clear();
        return leader;
      }
      if (this.mustWait(answers)) await this.parts.pause(againMs);
      else {
        const lead = await this.tryToLead(answers);
        if (lead) return { kind: 'leads', lead };
      }
    }
    return undefined;
  }

  private async look(): Promise<ReadonlyMap<number, Answer>> {
    const { options, timing, ports, isFocused } = this.parts;
    const caller = { key: options.key, clock: options.clock, timing, focused: isFocused() };
    return new Map(
      await Promise.all(ports.map(async (port) => [port, await probePort(port, caller)] as const)),
    );
  }

  private mustWait(answers: ReadonlyMap<number, Answer>): boolean {
    const { options, timing } = this.parts;
    const now = options.clock.now();
    let mustWait = false;
    for (const [port, { kind }] of answers) {
      if (kind !== 'silent') this.silent.delete(port);
      else if (!this.silent.has(port)) this.silent.set(port, now);
      mustWait ||= kind === 'silent' && now - (this.silent.get(port) ?? now) < timing.patienceMs;
    }
    return mustWait;
  }

  private async tryToLead(answers: ReadonlyMap<number, Answer>): Promise<LeaderTerm | undefined> {
    const { options, timing, pause } = this.parts;
    for (const [port, { kind }] of answers) {
      if (kind !== 'free') continue;
      let lead: LeaderTerm | undefined = undefined;
      const server = await LeaderServer.at(port, {
        key: options.key,
        clock: options.clock,
        handshakeMs: timing.handshakeMs,
        onAuthenticated: (lines) => void lead?.admit(lines),
      });
      // Some systems keep ports for themselves; there the next one is as good for every window.
      if (server === 'EACCES') continue;
      if (typeof server === 'string') {
        await pause(this.random() * timing.raceMs);
        return undefined;
      }
      lead = new LeaderTerm(server, this.parts);
      if ((await lead.settle()) && !this.parts.hasLeft()) return lead;
      await lead.close();
      await pause(this.random() * timing.raceMs);
      return undefined;
    }
    options.log.warn('Windows: every port is in use by other programs.');
    await pause(crowdedMs);
    return undefined;
  }

  private random(): number {
    return (this.parts.options.random ?? Math.random)();
  }
}

/** Of several leaders the one that will go on; the lines to the others are closed. */
function bestOf(answers: ReadonlyMap<number, Answer>): ElectionResult | undefined {
  let best: (Answer & { readonly kind: 'ours' }) | undefined;
  let at = 0;
  for (const [port, answer] of answers) {
    if (answer.kind !== 'ours') continue;
    if (best && heartbeats(best.claim, answer.claim)) answer.lines.close();
    else {
      best?.lines.close();
      best = answer;
      at = port;
    }
  }
  return best && { kind: 'follows', lines: best.lines, port: at };
}
