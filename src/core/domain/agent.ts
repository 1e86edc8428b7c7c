import type { GroupRef } from './ticket';

export const agentStatuses = ['accepting chats', 'not accepting chats', 'offline'] as const;
export type AgentStatus = (typeof agentStatuses)[number];

export const loginStatuses = ['accepting chats', 'not accepting chats'] as const;
export type LoginStatus = (typeof loginStatuses)[number];

/** Writable for every kind of account; `owner` is read-only (docs/livechat-api.md#rest-v2-agents). */
export const writablePermissions = ['administrator', 'normal'] as const;
/** Writable for some kind of account (docs/livechat-api.md#configuration-api-agents). */
export type WritablePermission = (typeof writablePermissions)[number] | 'viceowner';

export interface Agent {
  /** E-mail address; identifies the agent. */
  readonly login: string;
  readonly name?: string;
  /** `owner`, `administrator`, `normal`, or a value of a newer API. */
  readonly permission?: string;
  /** `https:` URL. */
  readonly avatar?: string;
  readonly status?: string;
  /** Cannot sign in until unsuspended. Absent if the API does not send it. */
  readonly suspended?: boolean;
  /** Invited but not yet approved by an owner. Absent if the API does not send it. */
  readonly awaiting_approval?: boolean;
}

export interface AgentDetail extends Agent {
  readonly groups: readonly GroupRef[];
  readonly job_title?: string;
  readonly login_status?: string;
  readonly max_chats_count?: number;
}

export type AgentRow =
  | { readonly kind: 'agent'; readonly agent: Agent; readonly malformed: readonly string[] }
  | { readonly kind: 'unreadable'; readonly key: string };

/** A new agent; already validated. */
export interface AgentDraft {
  readonly login: string;
  readonly name: string;
  readonly login_status?: LoginStatus;
  readonly job_title?: string;
  readonly permission?: WritablePermission;
  /** Sent to the API and never stored. */
  readonly password?: string;
  readonly max_chats_count?: number;
  readonly groups?: readonly number[];
}

/** The fields to change; already validated. */
export interface AgentChange {
  readonly name?: string;
  readonly login_status?: LoginStatus;
  readonly status?: AgentStatus;
  readonly job_title?: string;
  readonly permission?: WritablePermission;
  readonly max_chats_count?: number;
  readonly groups?: readonly number[];
}

export interface Group {
  readonly id: number;
  readonly name: string;
  readonly status?: string;
}

export interface Tag {
  readonly name: string;
}
