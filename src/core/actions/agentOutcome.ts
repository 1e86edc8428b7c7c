import type { AgentDetail } from '../domain/agent';
import type { Failure } from '../domain/failure';

/** An agent and the time of reading in epoch milliseconds. */
export interface AgentSnapshot {
  readonly agent: AgentDetail;
  readonly readAt: number;
}

export interface AgentListing {
  readonly agents: readonly AgentSummary[];
  /** Number of rows without a readable login. */
  readonly unreadable: number;
}

/** The public `Agent`. */
export type AgentSummary = Pick<AgentDetail, 'login' | 'name' | 'permission' | 'avatar' | 'status'>;

/** The API accepted the call, but its response has another value of `field`, a public key. */
export interface DifferentField {
  /** `not-applied`: the API is known to ignore the field in this case. `not-seen`: the response may be outdated. */
  readonly kind: 'not-applied' | 'not-seen';
  readonly field: string;
}

export type AgentWarning = DifferentField | { readonly kind: 'response-lost'; readonly why: Failure };

export type AgentCreateResult =
  | { readonly kind: 'created'; readonly agent: AgentDetail; readonly warnings: readonly AgentWarning[] }
  /** Sent once, and the result is unknown. Without `found` there is no agent with this login. */
  | {
      readonly kind: 'lost';
      readonly why: Failure;
      readonly found?: AgentDetail;
      /** Why the lookup failed. */
      readonly lookupFailure?: Failure;
    };

export type AgentUpdateResult =
  | {
      readonly kind: 'saved';
      readonly agent: AgentDetail;
      /** Public keys of the fields that were sent; empty if nothing differed, so no call was made. */
      readonly sent: readonly string[];
      readonly warnings: readonly AgentWarning[];
    }
  /** Another user changed the same fields to other values. Nothing was sent. */
  | {
      readonly kind: 'conflict';
      readonly fields: readonly string[];
      readonly base: AgentDetail;
      readonly current: AgentDetail;
      readonly merged: AgentDetail;
      readonly readAt: number;
    }
  /** The first of several calls succeeded, a later one was refused and is not retried. */
  | {
      readonly kind: 'partial';
      readonly why: Failure;
      readonly done: readonly string[];
      readonly missing: readonly string[];
      readonly agent: AgentDetail;
      readonly readAt: number;
    }
  /** Sent once, and some fields could not be confirmed. */
  | {
      readonly kind: 'lost';
      readonly why: Failure;
      readonly done: readonly string[];
      readonly missing: readonly string[];
      readonly agent?: AgentDetail;
    };

export interface AgentUpdateOptions {
  /** The agent as the user saw it. Without it no conflict is detected. */
  readonly base?: Pick<AgentSnapshot, 'agent'>;
  /**
   * Public keys of changed fields of which it is not known what the user saw. With `base`, any value but the wanted
   * one is a conflict.
   */
  readonly unseen?: readonly string[];
  readonly force?: boolean;
}
