export type AvailabilityStatus = 'accepting chats' | 'not accepting chats';
export type AgentStatus = AvailabilityStatus | 'offline';
export type Permission = 'owner' | 'administrator' | 'normal';
/** How early a group's chats come to a member. Only the current APIs know it; missing means `normal`. */
export type Priority = 'first' | 'normal' | 'last' | 'supervisor';

/** One person of the account, as the server keeps it. `last...` times are epoch seconds, 0 = never. */
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
  /** The state that the agent has right after signing in. */
  loginStatus: AvailabilityStatus;
  status: AgentStatus;
  lastLogout: number;
  workScheduler?: Readonly<Record<string, unknown>>;
  /** What only the current APIs show. The classic one takes a vice-owner for an administrator. */
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

/** Whether the agent can work now: neither suspended nor waiting for the owner's approval. */
export function isActive(agent: Agent): boolean {
  return agent.suspended !== true && agent.awaitingApproval !== true;
}

export function mayAdminister(agent: Agent): boolean {
  return agent.permission !== 'normal';
}
