import type { AgentDetail } from '../domain/agent';
import type { Failure } from '../domain/failure';

/** An agent and when they were read, in milliseconds of the clock. */
export interface SeenAgent {
  readonly agent: AgentDetail;
  readonly readAt: number;
}

export interface AgentListing {
  readonly agents: readonly AgentSummary[];
  /** Rows that had not even a readable login. */
  readonly unreadable: number;
}

/** The contract's `Agent`. */
export type AgentSummary = Pick<AgentDetail, 'login' | 'name' | 'permission' | 'avatar' | 'status'>;

/** The API said yes, and its answer still has another value. `field` is a contract key. */
export interface UnsupportedField {
  readonly kind: 'not-carried';
  readonly field: string;
}

export type AgentWarning = UnsupportedField | { readonly kind: 'answer-lost'; readonly why: Failure };

export type AgentCreateResult =
  | { readonly kind: 'created'; readonly agent: AgentDetail; readonly warnings: readonly AgentWarning[] }
  /** Sent once, and whether it was done is not known. Without `found` there is no agent of this login. */
  | {
      readonly kind: 'lost';
      readonly why: Failure;
      readonly found?: AgentDetail;
      /** Why nobody could look. */
      readonly unsearched?: Failure;
    };

export type AgentUpdateResult =
  | {
      readonly kind: 'saved';
      readonly agent: AgentDetail;
      /** Contract keys of what travelled; empty where the agent was so already and no call was made. */
      readonly sent: readonly string[];
      readonly warnings: readonly AgentWarning[];
    }
  /** Somebody else changed what was to be changed, to something else. Nothing was sent. */
  | {
      readonly kind: 'conflict';
      readonly fields: readonly string[];
      readonly base: AgentDetail;
      readonly theirs: AgentDetail;
      readonly mine: AgentDetail;
      readonly readAt: number;
    }
  /** It takes several calls: the first were done, a later one was refused and is not repeated. */
  | {
      readonly kind: 'partial';
      readonly why: Failure;
      readonly done: readonly string[];
      readonly missing: readonly string[];
      readonly agent: AgentDetail;
      readonly readAt: number;
    }
  /** Sent once, and not all of it can be seen. */
  | {
      readonly kind: 'lost';
      readonly why: Failure;
      readonly done: readonly string[];
      readonly missing: readonly string[];
      readonly agent?: AgentDetail;
    };

export interface AgentUpdateOptions {
  /** As the person saw it. Without it there is no conflict. */
  readonly base?: SeenAgent;
  readonly force?: boolean;
}

/** A removal that waits and can still be called off. */
export interface PendingRemoval {
  readonly login: string;
  /** When the call goes out, in milliseconds of the clock. */
  readonly dueAt: number;
  /** Calls it off. False where it was too late: the call had gone out, or it was called off before. */
  cancel(): boolean;
  /** Rejects with a FailureError where the call failed. */
  readonly done: Promise<'removed' | 'cancelled'>;
}
