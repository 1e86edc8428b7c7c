import { asRecord } from '../base/json';

/** Compared between two leaders to decide which one stays. */
export interface LeaderClaim {
  /** Whether the leader has probed the other ports and found no leader. */
  readonly settled: boolean;
  /** Time at which it settled, in epoch milliseconds; 0 before. */
  readonly term: number;
  /** Index of its port in `candidatePorts`. */
  readonly portIndex: number;
}

/** Messages between windows after the handshake. */
export type ClusterMessage =
  /** The client's first message. A client with a claim is a leader that only compares claims. */
  | { readonly t: 'join'; readonly focused: boolean; readonly claim?: LeaderClaim }
  | { readonly t: 'welcome'; readonly claim: LeaderClaim }
  | { readonly t: 'event'; readonly event: unknown }
  /** `serve`: a request to the leader. `ping`: the leader checks that a follower's window responds. */
  | { readonly t: 'request'; readonly id: number; readonly method: RequestMethod; readonly body?: unknown }
  | { readonly t: 'response'; readonly id: number; readonly ok: boolean; readonly body?: unknown }
  | { readonly t: 'show'; readonly body: unknown }
  | { readonly t: 'focus'; readonly focused: boolean }
  | { readonly t: 'heartbeat' };

export type RequestMethod = 'serve' | 'ping';

/** `undefined` for an unknown message, such as one of a newer version. */
export function decodeClusterMessage(value: unknown): ClusterMessage | undefined {
  const raw = asRecord(value);
  const { t, id, method, ok, body, focused } = raw;
  switch (t) {
    case 'join': {
      const claim = decodeClaim(raw.claim);
      return { t, focused: focused === true, ...(claim && { claim }) };
    }
    case 'welcome': {
      const claim = decodeClaim(raw.claim);
      return claim && { t, claim };
    }
    case 'event':
      return { t, event: raw.event };
    case 'request':
      return typeof id === 'number' && (method === 'serve' || method === 'ping')
        ? { t, id, method, body }
        : undefined;
    case 'response':
      return typeof id === 'number' && typeof ok === 'boolean' ? { t, id, ok, body } : undefined;
    case 'show':
      return { t, body };
    case 'focus':
      return { t, focused: focused === true };
    case 'heartbeat':
      return { t };
    default:
      return undefined;
  }
}

function decodeClaim(value: unknown): LeaderClaim | undefined {
  const { settled, term, portIndex } = asRecord(value);
  return typeof settled === 'boolean' && typeof term === 'number' && typeof portIndex === 'number'
    ? { settled, term, portIndex }
    : undefined;
}

/**
 * Whether the leader with claim `a` stays. Both leaders compare the same two claims, so they agree. Of two settled
 * leaders the later one stays: it was elected because the earlier one did not respond.
 */
export function outranks(a: LeaderClaim, b: LeaderClaim): boolean {
  if (a.settled !== b.settled) return a.settled;
  return a.term === b.term ? a.portIndex < b.portIndex : a.term > b.term;
}
