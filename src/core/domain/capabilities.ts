import type { Account, AccountKind } from './account';
import type { AgentChange, AgentDraft, AgentStatus, LoginStatus, WritablePermission } from './agent';
import type { ArrivalKind } from './arrival';
import {
  ticketPriorities,
  ticketStatuses,
  writableSources,
  type TicketChange,
  type TicketDraft,
  type TicketPriority,
  type TicketQuery,
  type TicketStatus,
} from './ticket';

export interface TicketCapabilities {
  /** Possible statuses, in the order of the workflow. */
  readonly statuses: readonly TicketStatus[];
  /** Statuses that a list without a status leaves out; `trash` is only HelpDesk's. */
  readonly unlisted: readonly string[];
  /** Empty if tickets have no priority. */
  readonly priorities: readonly TicketPriority[];
  /** Supported filters of a list. */
  readonly filters: readonly (keyof TicketQuery)[];
  /** Supported fields of a new ticket. */
  readonly draft: readonly (keyof TicketDraft)[];
  /** Supported fields of a change. */
  readonly change: readonly (keyof TicketChange)[];
  /** Writable source types; empty if the API sets them. */
  readonly sources: readonly string[];
  /** Whether tickets have the groups of agents, or teams of their own. */
  readonly groupedBy: 'groups' | 'teams';
  /** `known`: only tags that exist in the account. */
  readonly tags: 'any' | 'known';
}

export interface AgentCapabilities {
  readonly draft: readonly (keyof AgentDraft)[];
  readonly change: readonly (keyof AgentChange)[];
  readonly permissions: readonly WritablePermission[];
  /** Writable statuses, in addition to signing in and out. */
  readonly statuses: readonly AgentStatus[];
  /** Defaults of the API. */
  readonly defaults: {
    readonly login_status: LoginStatus;
    readonly max_chats_count: number;
  };
  readonly maxChats?: number;
}

/** `webhooks` need a public URL; a `socket` is opened from here. */
export const transportKinds = ['socket', 'webhooks'] as const;
export type AccountTransportKind = (typeof transportKinds)[number];
/** `team`: another machine receives the events, and publishes them to the team that this machine has joined. */
export type EventTransportKind = AccountTransportKind | 'team';

export interface EventCapabilities {
  /** The default. */
  readonly transport: AccountTransportKind;
  /** The transports to choose from. */
  readonly transports: readonly AccountTransportKind[];
  /** Events that a socket does not report and that need polling. */
  readonly polled: readonly ArrivalKind[];
  /** Whether browser sign-in is available, for a socket that does not accept the secret. */
  readonly browserSignIn: boolean;
  /** Whether webhooks belong to an application with a client id. */
  readonly needsApplication: boolean;
}

/** What an account can do, as data, so that forms and menus need not check its kind. */
export interface Capabilities {
  readonly tickets: TicketCapabilities;
  readonly agents: AgentCapabilities;
  readonly events: EventCapabilities;
  /** Set if the API is deprecated: the kind of account that replaces this one. */
  readonly successor?: AccountKind;
}

/** REST API v2: docs/livechat-api.md#rest-v2-agents and following. */
export const classicCapabilities: Capabilities = {
  tickets: {
    statuses: ticketStatuses,
    unlisted: [],
    priorities: [],
    filters: [
      'dateFrom',
      'dateTo',
      'assigned',
      'order',
      'status',
      'assignee',
      'query',
      'requesterMail',
      'group',
      'source',
      'tag',
      'tagged',
    ],
    draft: ['message', 'requester', 'subject', 'assignee', 'source', 'groups', 'tags'],
    change: ['requester', 'message', 'private', 'subject', 'assignee', 'source', 'status', 'groups', 'tags'],
    sources: writableSources,
    groupedBy: 'groups',
    tags: 'any',
  },
  agents: {
    draft: [
      'login',
      'name',
      'login_status',
      'job_title',
      'permission',
      'password',
      'max_chats_count',
      'groups',
    ],
    change: ['name', 'login_status', 'status', 'job_title', 'permission', 'max_chats_count', 'groups'],
    permissions: ['administrator', 'normal'],
    statuses: ['accepting chats', 'not accepting chats', 'offline'],
    defaults: { login_status: 'accepting chats', max_chats_count: 6 },
  },
  events: {
    transport: 'webhooks',
    transports: ['webhooks'],
    polled: [],
    needsApplication: false,
    browserSignIn: false,
  },
  successor: 'platform',
};

/**
 * Configuration and Agent Chat APIs v3.6 with HelpDesk API v1. Suspending and approving need private scopes, which
 * a personal access token cannot have (docs/livechat-api.md#scopes), so they are not offered.
 */
export const platformCapabilities: Capabilities = {
  tickets: {
    statuses: ['open', 'pending', 'onhold', 'solved', 'closed', 'spam'],
    unlisted: ['spam', 'trash'],
    priorities: ticketPriorities,
    filters: ['dateFrom', 'dateTo', 'assigned', 'order', 'status', 'query', 'requesterMail', 'group', 'tag'],
    draft: ['message', 'requester', 'subject', 'assignee', 'groups', 'tags', 'priority'],
    change: [
      'requester',
      'message',
      'private',
      'subject',
      'assignee',
      'status',
      'groups',
      'tags',
      'priority',
    ],
    sources: [],
    groupedBy: 'teams',
    tags: 'known',
  },
  agents: {
    draft: ['login', 'name', 'login_status', 'job_title', 'permission', 'max_chats_count', 'groups'],
    change: ['name', 'login_status', 'status', 'job_title', 'permission', 'max_chats_count', 'groups'],
    permissions: ['viceowner', 'administrator', 'normal'],
    statuses: ['accepting chats', 'not accepting chats'],
    defaults: { login_status: 'not accepting chats', max_chats_count: 6 },
    maxChats: 20,
  },
  events: {
    transport: 'socket',
    transports: transportKinds,
    polled: ['ticket_created'],
    needsApplication: true,
    browserSignIn: true,
  },
};

const byKind: Readonly<Record<AccountKind, Capabilities>> = {
  classic: classicCapabilities,
  platform: platformCapabilities,
};

/** Capabilities by kind; no call is needed. */
export function capabilitiesOf(kind: AccountKind): Capabilities {
  return byKind[kind];
}

/** The transport of an account: the chosen one if it is still available. */
export function transportKindOf({
  kind,
  transportKind,
}: Pick<Account, 'kind' | 'transportKind'>): AccountTransportKind {
  const { transport, transports: ways } = capabilitiesOf(kind).events;
  return transportKind !== undefined && ways.includes(transportKind) ? transportKind : transport;
}

/** Filters that rows of a list can be compared with, so that every ticket can be listed where the API lacks them. */
export const rowFilters = ['assignee', 'source', 'tagged'] as const;

export function isRowFilter(key: string): boolean {
  return rowFilters.some((name) => name === key);
}

/** The keys of an input that are set but not supported, in the input's order. */
export function findUnsupported(supported: readonly string[], input: object): readonly string[] {
  return Object.entries(input)
    .filter(([key, value]) => value !== undefined && !supported.includes(key))
    .map(([key]) => key);
}
