import type { AgentDetail } from './agent';
import type { Ticket } from './ticket';

/**
 * Everything that can go wrong on the way to LiveChat, as a closed union. The codes are the public ones of
 * `LiveChatError.code`; sentences for people are made in one place of the UI.
 */
export type Failure =
  | { readonly code: 'not-signed-in' }
  | { readonly code: 'invalid-input'; readonly reasons: readonly string[]; readonly field?: string }
  | { readonly code: 'unauthorized' }
  | { readonly code: 'forbidden'; readonly reasons: readonly string[] }
  | { readonly code: 'not-found' }
  /** `isLimit`: there are as many of these already as there may be. */
  | { readonly code: 'conflict'; readonly reasons: readonly string[]; readonly isLimit?: true }
  /** `by` is absent where LiveChat wanted fewer calls; `budget`: the person's own budget let none out. */
  | { readonly code: 'rate-limited'; readonly retryAfterMs?: number; readonly by?: 'budget' }
  | {
      readonly code: 'server';
      /** What was wrong with the answer: its status, or a body that is not what the status promises. */
      readonly problem: 'status' | 'not-json' | 'truncated' | 'shape';
      readonly status: number;
      readonly reasons: readonly string[];
    }
  /** `cause` is the system's own code (`ECONNREFUSED`, `ENOTFOUND`, …); `host` is where we tried to go. */
  | { readonly code: 'network'; readonly cause: string; readonly host: string }
  | { readonly code: 'timeout'; readonly afterMs: number }
  | { readonly code: 'cancelled' }
  | { readonly code: 'unsupported'; readonly field: string; readonly instead?: string };

export type FailureCode = Failure['code'];

/** The result of the part of a call that was done before the rest failed. */
export interface PartialResult {
  readonly ticket?: Ticket;
  readonly agent?: AgentDetail;
}

/** The error that the core throws. `message` is for the log only: it holds no customer text and no secret. */
export class FailureError extends Error {
  override readonly name = 'FailureError';

  constructor(
    readonly failure: Failure,
    readonly done?: PartialResult,
  ) {
    super(failure.code);
  }
}

export function fail(failure: Failure): never {
  throw new FailureError(failure);
}

/** The failure behind whatever was thrown, or `undefined` where it is a fault of our own. */
export function failureOf(thrown: unknown): Failure | undefined {
  if (thrown instanceof FailureError) return thrown.failure;
  // Each bundle has a copy of this class of its own, so what a lazy chunk throws is known by its shape.
  if (thrown instanceof Error && thrown.name === 'FailureError' && 'failure' in thrown) {
    return thrown.failure as Failure;
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'cancelled' };
  return undefined;
}

/** The result of a call that was done in part, also across bundles. */
export function doneOf(thrown: unknown): PartialResult | undefined {
  return failureOf(thrown) && (thrown as Partial<FailureError>).done;
}
