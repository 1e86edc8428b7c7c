import type { Clock } from '../base/clock';
import type { Event } from '../base/event';
import type { Log } from '../base/log';

/**
 * `leader`: the one window of this machine that receives and stores events, and decides which window shows them.
 * `follower`: connected to the leader. `electing`: the leader is not known.
 */
export type Role = 'electing' | 'leader' | 'follower';

/** The windows of one installation on one machine, seen from one of them. */
export interface Cluster {
  readonly role: Role;
  readonly onDidChangeRole: Event<Role>;
  /** Number of connected followers; 0 unless this window leads. */
  readonly followers: number;
  /** Sends an event to all other windows. It is lost while electing. */
  broadcast(event: unknown): void;
  /** Fires with events of other windows: JSON values that are not validated. */
  readonly onDidReceive: Event<unknown>;
  /**
   * Sends a request to the leader, which may be this window, see `ClusterOptions.serve`. Waits for a running election.
   * @throws ClusterError
   */
  request(body: unknown): Promise<unknown>;
  /** Sets whether this window has the focus. */
  setFocused(focused: boolean): void;
  /**
   * Leader only: finds one window that responds and may show something: the focused one, else this one, else any.
   * @returns shows it there; `undefined` where no window responded
   */
  find(body: unknown): Promise<(() => void) | undefined>;
  /** Leaves the cluster. A leader calls `release` first; then the others elect a new one. */
  dispose(): Promise<void>;
}

/** Identifies a window to the leader as long as it is connected. */
export type WindowRef = object;

export interface ClusterOptions {
  /** The same in all windows of an installation; determines the ports. */
  readonly installId: string;
  /** At least 16 bytes, the same in all windows, see `clusterKey`. Never sent. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Resolves once the window itself has responded, because an extension host can outlive its window. Must resolve
   * within `ClusterTiming.pingTimeoutMs`.
   */
  readonly pingWindow: () => PromiseLike<unknown>;
  /** Shows something in this window. Called in the selected window. */
  readonly show: (body: unknown) => void;
  /** Whether this window may show it; all where absent. */
  readonly canShow?: (body: unknown) => boolean;
  /** Handles a request of any window. Called in the leader. The result must be JSON. */
  readonly serve: (body: unknown, from: WindowRef) => Promise<unknown>;
  /** Called in the leader when a window is no longer connected, within milliseconds of the end of its process. */
  readonly windowLeft?: (window: WindowRef) => void;
  /** Releases what only a leader may hold. Called before another window can lead; must take a few seconds at most. */
  readonly release: () => Promise<unknown>;
  /** In [0, 1); `Math.random` by default. */
  readonly random?: () => number;
  readonly timing?: Partial<ClusterTiming>;
}

/** Times in milliseconds. */
export interface ClusterTiming {
  /** Upper bound of the random delay before an election, so that not all windows start at once. */
  readonly maxElectionDelayMs: number;
  /** Limit for the handshake. */
  readonly handshakeTimeoutMs: number;
  /** How long to wait for a port that accepts connections but sends nothing. */
  readonly silentPortTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** A connection without messages for this time is closed. */
  readonly heartbeatTimeoutMs: number;
  /** How often a leader probes for other leaders and pings its own window. */
  readonly leaderCheckIntervalMs: number;
  /** Limit for a window to respond to a ping. */
  readonly pingTimeoutMs: number;
  /** Delay before an election in a window that does not respond. */
  readonly unresponsiveDelayMs: number;
  /** Limit for a request, which may open a tunnel. */
  readonly requestTimeoutMs: number;
}

export const defaultTiming: ClusterTiming = {
  maxElectionDelayMs: 50,
  handshakeTimeoutMs: 1_000,
  silentPortTimeoutMs: 5_000,
  heartbeatIntervalMs: 3_000,
  heartbeatTimeoutMs: 10_000,
  leaderCheckIntervalMs: 15_000,
  pingTimeoutMs: 1_000,
  unresponsiveDelayMs: 3_000,
  requestTimeoutMs: 90_000,
};

/**
 * `no-answer`: there is no leader, or it did not respond in time. `refused`: the leader's handler failed, and the message
 * is the code or the name of its error.
 */
export type ClusterErrorCode = 'no-answer' | 'refused';

export class ClusterError extends Error {
  override readonly name = 'ClusterError';

  constructor(
    readonly code: ClusterErrorCode,
    message: string,
  ) {
    super(message);
  }
}
