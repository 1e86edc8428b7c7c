import { asRecord } from '../base/json';
/** Why a window thinks that it leads. */
export interface Claim {
  /** Whether it looked for another leader and found none. */
  readonly settled: boolean;
  /** Milliseconds since the epoch at which it settled; 0 before. */
  readonly term: number;
  /** Place of its port among the candidates. */
  readonly place: number;
}

/** What windows say to each other once both proved that they have the key. */
export type Message =
  /** The first that the caller says. A caller with a claim leads too, and only wants to compare. */
  | { readonly t: 'join'; readonly focused: boolean; readonly claim?: Claim }
  | { readonly t: 'welcome'; readonly claim: Claim }
  | { readonly t: 'event'; readonly event: unknown }
  /** `serve` a request (to the leader), or say whether your window is `ready` to show (from the leader). */
  | { readonly t: 'ask'; readonly id: number; readonly what: 'serve' | 'ready'; readonly body?: unknown }
  | { readonly t: 'answer'; readonly id: number; readonly ok: boolean; readonly body?: unknown }
  | { readonly t: 'show'; readonly what: unknown }
  | { readonly t: 'focus'; readonly focused: boolean }
  | { readonly t: 'beat' };

/** `undefined` for what is none: it may come from a newer version and is passed over. */
export function decodeMessage(value: unknown): Message | undefined {
  const raw = asRecord(value);
  const { t, id, what, ok, body, focused } = raw;
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
    case 'ask':
      return typeof id === 'number' && (what === 'serve' || what === 'ready')
        ? { t, id, what, body }
        : undefined;
    case 'answer':
      return typeof id === 'number' && typeof ok === 'boolean' ? { t, id, ok, body } : undefined;
    case 'show':
      return { t, what };
    case 'focus':
      return { t, focused: focused === true };
    case 'beat':
      return { t };
    default:
      return undefined;
  }
}

function decodeClaim(value: unknown): Claim | undefined {
  const { settled, term, place } = asRecord(value);
  return typeof settled === 'boolean' && typeof term === 'number' && typeof place === 'number'
    ? { settled, term, place }
    : undefined;
}

/**
 * Which of two that lead goes on. Both compare the same two claims, so they agree. Of two that settled the later
 * one: it was elected because the earlier one did not answer.
 */
export function heartbeats(a: Claim, b: Claim): boolean {
  if (a.settled !== b.settled) return a.settled;
  return a.term === b.term ? a.place < b.place : a.term > b.term;
}
