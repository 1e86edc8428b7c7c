import type { AgentDetail } from './agent';
import type { Ticket } from './ticket';

/**
 * Every failure of a LiveChat call, as a closed union. The codes are those of the public `LiveChatError.code`; the
 * UI maps them to messages in one place.
 */
export type Failure =
  | { readonly code: 'not-signed-in' }
  | {
      readonly code: 'invalid-input';
      readonly reasons: readonly string[];
      readonly field?: string;
      /** The setting `field` names this host, but the key was entered for another one. Nothing was sent. */
      readonly otherHost?: string;
      /** A text has this mask of the privacy shield in place of a real name or address. Nothing was sent. */
      readonly mask?: string;
    }
  | { readonly code: 'unauthorized' }
  /** `scope`: the scope that the token may lack. */
  | { readonly code: 'forbidden'; readonly reasons: readonly string[]; readonly scope?: string }
  | { readonly code: 'not-found' }
  /** `isLimit`: the maximum number of such objects exists already. `chat`: why a chat does not allow the action. */
  | {
      readonly code: 'conflict';
      readonly reasons: readonly string[];
      readonly isLimit?: true;
      readonly chat?: ChatConflict;
    }
  /** `by` is absent if LiveChat limited the calls; `budget`: the user's own budget did. */
  | { readonly code: 'rate-limited'; readonly retryAfterMs?: number; readonly by?: 'budget' }
  | {
      readonly code: 'server';
      /**
       * What was wrong with the response: its status, or a body that does not fit the status. `secrets`: nothing was
       * sent, because the editor's secret storage gave no key (status 0).
       */
      readonly problem: 'status' | 'not-json' | 'truncated' | 'too-large' | 'shape' | 'secrets';
      readonly status: number;
      readonly reasons: readonly string[];
    }
  /** `cause` is the system's code (`ECONNREFUSED`, `ENOTFOUND`, …); `host` is the target. */
  | { readonly code: 'network'; readonly cause: string; readonly host: string }
  | { readonly code: 'timeout'; readonly afterMs: number }
  | { readonly code: 'cancelled' }
  | { readonly code: 'unsupported'; readonly field: string; readonly instead?: string };

/**
 * `ended`: no thread is active. `running`: one is. `not-member`: the user is not in the chat. `hidden`: the user
 * is in it unseen by the customer. `visible`: the user is in it, and the customer sees it. `taken`: another agent has
 * it. `agent-offline`: the agent is offline.
 */
export type ChatConflict =
  'ended' | 'running' | 'not-member' | 'hidden' | 'visible' | 'taken' | 'agent-offline';

export type FailureCode = Failure['code'];

/** The ticket or agent as it is now, if a part of the operation had succeeded before the rest failed. */
export interface PartialResult {
  readonly ticket?: Ticket;
  readonly agent?: AgentDetail;
  /** The field of the ticket that is changed by a separate call, which failed. */
  readonly missing?: 'tags' | 'status';
  /** The API confirmed the write, except `missing`, but its result could not be read. */
  readonly isExecuted?: true;
}

/** The error that the core throws. `message` is for the log only: it contains no customer text and no secret. */
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

/** The failure of a thrown value, or `undefined` for an unexpected exception. */
export function failureOf(thrown: unknown): Failure | undefined {
  if (thrown instanceof FailureError) return thrown.failure;
  // Each bundle has its own copy of the class, so errors of other bundles are recognised by their shape.
  if (thrown instanceof Error && thrown.name === 'FailureError' && 'failure' in thrown) {
    return thrown.failure as Failure;
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'cancelled' };
  return undefined;
}

/** The result, or the failure with which the work rejects. */
export async function orFailure<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    return failure;
  }
}

/** The result of a partly completed operation. Works across bundles. */
export function doneOf(thrown: unknown): PartialResult | undefined {
  return failureOf(thrown) && (thrown as Partial<FailureError>).done;
}
