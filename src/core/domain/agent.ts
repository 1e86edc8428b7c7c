import type { GroupRef } from './ticket';

export const agentStatuses = ['accepting chats', 'not accepting chats', 'offline'] as const;
export type AgentStatus = (typeof agentStatuses)[number];

export const loginStatuses = ['accepting chats', 'not accepting chats'] as const;
export type LoginStatus = (typeof loginStatuses)[number];

/** What every kind of account may write; `owner` is read only (classic REST v2, section 3.4 of the API notes). */
export const writablePermissions = ['administrator', 'normal'] as const;
/** What some kind of account may write (Configuration API, section 5.3). */
export type WritablePermission = (typeof writablePermissions)[number] | 'viceowner';

export interface Agent {
  /** E-mail address, and the key of the agent. */
  readonly login: string;
  readonly name?: string;
  /** `owner`, `administrator`, `normal`, or a word that a newer API may send. */
  readonly permission?: string;
  /** `https:` URL; the classic API sends it without a scheme. */
  readonly avatar?: string;
  readonly status?: string;
  /** Cannot sign in until somebody ends it. Absent where the API does not tell. */
  readonly suspended?: boolean;
  /** Invited, and an owner has not said yes yet. Absent where the API does not tell. */
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

/** What a new agent is made of; already validated. */
export interface AgentDraft {
  readonly login: string;
  readonly name: string;
  readonly login_status?: LoginStatus;
  readonly job_title?: string;
  readonly permission?: WritablePermission;
  /** Travels to the API and is never stored. */
  readonly password?: string;
  readonly max_chats_count?: number;
  readonly groups?: readonly number[];
}

/** Only what is to change; already validated. */
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
