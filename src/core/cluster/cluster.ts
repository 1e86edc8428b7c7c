import type { Clock } from '../base/clock';
import type { Event } from '../base/event';
import type { Log } from '../base/log';

/**
 * `leader`: the one window of this machine that receives, keeps and announces. `follower`: is told by it.
 * `electing`: it is not known yet, or not any more, who leads.
 */
export type Role = 'electing' | 'leader' | 'follower';

/** The windows of one installation on one machine, as one of them sees them. */
export interface Cluster {
  readonly role: Role;
  readonly onDidChangeRole: Event<Role>;
  /** How many followers are joined to this window; 0 in a window that does not lead. */
  readonly followers: number;
  /** Tells every other window; lost where there is none, or while electing. */
  broadcast(event: unknown): void;
  /** What another window broadcast. It is JSON and nothing more is known of it. */
  readonly onDidReceive: Event<unknown>;
  /**
   * Lets the leader, which may be this window, serve a request: see `WindowsOptions.serve`. Waits for an
   * election that is under way.
   * @throws WindowsError
   */
  request(what: unknown): Promise<unknown>;
  /** Whether the person looks at this window now. */
  setFocused(focused: boolean): void;
  /**
   * For the leader: shows in exactly one window, of those that answer: the focused one, else this one, else any.
   * @param beforehand done once a window was found and before it shows
   * @returns whether a window was found
   */
  show(what: unknown, beforehand?: () => Promise<unknown>): Promise<boolean>;
  /** Leaves. Where this window leads, `release` is called first, and then others race for the lead. */
  dispose(): Promise<void>;
}

export interface ClusterOptions {
  /** The same in all windows that belong together; decides the ports. */
  readonly installId: string;
  /** At least 16 bytes, the same in all windows: see `sharedKey`. Never travels. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Resolves once the window itself has answered, not only this process, which may live on without a window.
   * Taken as no answer where it takes longer than `Timing.answerMs` or rejects.
   */
  readonly answers: () => PromiseLike<unknown>;
  /** Shows in this window. Called in the one window that was picked. */
  readonly show: (what: unknown) => void;
  /** Serves a request of any window, in the window that leads. What it gives back must be JSON. */
  readonly serve: (what: unknown) => Promise<unknown>;
  /** Lets go of all that only the leader may hold, in at most some seconds. Called before the lead is given up. */
  readonly release: () => Promise<unknown>;
  /** From 0 up to 1; `Math.random` where absent. */
  readonly random?: () => number;
  readonly timing?: Partial<Timing>;
}

/** All in milliseconds. */
export interface Timing {
  /** The longest wait before joining a race after the leader was lost; each waits at random. */
  readonly raceMs: number;
  /** The longest that the other end of a port may take to prove that it is one of us. */
  readonly handshakeMs: number;
  /** How long a port that accepts and says nothing is waited for, before it is passed over. */
  readonly patienceMs: number;
  /** How often each end of a link says that it is there. */
  readonly heartbeatMs: number;
  /** A link that was silent for so long is given up. */
  readonly silentMs: number;
  /** How often a leader looks for another leader and asks its own window. */
  readonly lookMs: number;
  /** The longest that a window may take to answer. */
  readonly answerMs: number;
  /** How long a window that does not answer stays out of the race. */
  readonly reluctantMs: number;
  /** The longest that a request may take: it may open a tunnel. */
  readonly requestMs: number;
}

export const usualTiming: Timing = {
  raceMs: 50,
  handshakeMs: 1_000,
  patienceMs: 5_000,
  heartbeatMs: 3_000,
  silentMs: 10_000,
  lookMs: 15_000,
  answerMs: 1_000,
  reluctantMs: 3_000,
  requestMs: 90_000,
};

/** `no-answer`: nobody leads, or the leader said nothing in time. `refused`: serving it failed. */
export type ClusterErrorCode = 'no-answer' | 'refused';

export class ClusterError extends Error {
  override readonly name = 'WindowsError';

  constructor(
    readonly code: ClusterErrorCode,
    message: string,
  ) {
    super(message);
  }
}
