export type AvailabilityStatus = 'accepting chats' | 'not accepting chats';
export type AgentStatus = AvailabilityStatus | 'offline';
export type Permission = 'owner' | 'administrator' | 'normal';
/** Order in which a group's chats are assigned to its members. Platform APIs only; absent means `normal`. */
export type Priority = 'first' | 'normal' | 'last' | 'supervisor';

/** An agent as stored. `lastLogout` is in epoch seconds, 0 for never. */
export interface Agent {
  readonly login: string;
  name: string;
  permission: Permission;
  avatar: string;
  jobTitle: string;
  dailySummary: 0 | 1;
  notifications: Readonly<Record<string, 0 | 1>>;
  maxChatsCount: number;
  groups: readonly number[];
  /** The availability that the agent gets when signing in. */
  loginStatus: AvailabilityStatus;
  status: AgentStatus;
  lastLogout: number;
  workScheduler?: Readonly<Record<string, unknown>>;
  /** This and the fields below exist in the platform APIs only. The classic API shows a vice-owner as administrator. */
  viceowner?: boolean;
  suspended?: boolean;
  awaitingApproval?: boolean;
  weeklySummary?: boolean;
  mobile?: string;
  timezone?: string;
  priorities?: Readonly<Record<number, Priority>>;
}

export interface Group {
  readonly id: number;
  name: string;
  language: string;
}

export interface Tag {
  readonly name: string;
  readonly author: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly group: number;
}

/** Whether the agent is neither suspended nor awaiting the owner's approval. */
export function isActive(agent: Agent): boolean {
  return agent.suspended !== true && agent.awaitingApproval !== true;
}

export function mayAdminister(agent: Agent): boolean {
  return agent.permission !== 'normal';
}

/** Classic credentials of an agent. The key is derived from the seed and valid for this sandbox only. */
export interface Credential {
  readonly login: string;
  readonly apiKey: string;
  readonly name: string;
}
