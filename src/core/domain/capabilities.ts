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
  /** What a ticket can be, and be set to, in the order in which work goes on. */
  readonly statuses: readonly TicketStatus[];
  /** Empty where tickets have none. */
  readonly priorities: readonly TicketPriority[];
  /** What a list can be asked for. */
  readonly filters: readonly (keyof TicketQuery)[];
  /** What a new ticket can carry. */
  readonly draft: readonly (keyof TicketDraft)[];
  /** What can be changed of one. */
  readonly change: readonly (keyof TicketChange)[];
  /** Sources that may be written; empty where the API sets them by itself. */
  readonly sources: readonly string[];
  /** What the groups of a ticket are: those of the agents, or teams of their own. */
  readonly groupedBy: 'groups' | 'teams';
  /** `known`: only tags that the account has already. */
  readonly tags: 'any' | 'known';
}

export interface AgentCapabilities {
  readonly draft: readonly (keyof AgentDraft)[];
  readonly change: readonly (keyof AgentChange)[];
  readonly permissions: readonly WritablePermission[];
  /** What an agent may be told to be now, beside signing in and out by themselves. */
  readonly statuses: readonly AgentStatus[];
  /** What the API takes where nothing is said. */
  readonly defaults: {
    readonly login_status: LoginStatus;
    readonly max_chats_count: number;
  };
  readonly mostChats?: number;
  /** Whether lists tell that an agent is suspended or waits for an owner's approval. */
  readonly showsStanding: boolean;
  /** Whether that can be changed through the API. */
  readonly suspend: boolean;
}

/**
 * How events come: `webhooks` need a public address that leads here; a `socket` is opened from here and needs none.
 */
export const transportKinds = ['socket', 'webhooks'] as const;
export type EventTransportKind = (typeof transportKinds)[number];

export interface EventCapabilities {
  /** How they come where nobody chose. */
  readonly transport: EventTransportKind;
  /** What there is to choose from. */
  readonly ways: readonly EventTransportKind[];
  /** What comes by no socket and is looked for by calls of its own. */
  readonly polled: readonly ArrivalKind[];
  /** Whether a person can sign in in the browser, for a socket that does not take the secret. */
  readonly signsInInBrowser: boolean;
  /** Whether webhooks belong to an application, whose client id a person must give. */
  readonly byApplication: boolean;
}

/** What an account can do, as data: forms and menus offer just that, and nobody asks what kind it is. */
export interface Capabilities {
  readonly tickets: TicketCapabilities;
  readonly agents: AgentCapabilities;
  readonly events: EventCapabilities;
  /** The API is documented as deprecated, and accounts of this kind take the place of these. */
  readonly successor?: AccountKind;
}

/** REST API v2 (sections 3.4 to 3.7 of the API notes). */
export const classicCapabilities: Capabilities = {
  tickets: {
    statuses: ticketStatuses,
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
    showsStanding: false,
    suspend: false,
  },
  events: {
    transport: 'webhooks',
    ways: ['webhooks'],
    polled: [],
    byApplication: false,
    signsInInBrowser: false,
  },
  successor: 'platform',
};

/**
 * Configuration API and Agent Chat API v3.6 with HelpDesk API v1 (sections 5 to 8 of the API notes). Suspending and
 * approving need scopes that nobody can give to a personal access token (section 1), so they are not offered.
 */
export const platformCapabilities: Capabilities = {
  tickets: {
    statuses: ['open', 'pending', 'onhold', 'solved', 'closed', 'spam'],
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
    mostChats: 20,
    showsStanding: true,
    suspend: false,
  },
  events: {
    transport: 'socket',
    ways: transportKinds,
    polled: ['ticket_created'],
    byApplication: true,
    signsInInBrowser: true,
  },
};

const byKind: Readonly<Record<AccountKind, Capabilities>> = {
  classic: classicCapabilities,
  platform: platformCapabilities,
};

/** What accounts of a kind can do; known without a call. */
export function capabilitiesOf(kind: AccountKind): Capabilities {
  return byKind[kind];
}

/** How the events of an account come: as was chosen, where it still has that choice. */
export function transportKindOf({
  kind,
  transportKind,
}: Pick<Account, 'kind' | 'transportKind'>): EventTransportKind {
  const { transport, ways } = capabilitiesOf(kind).events;
  return transportKind !== undefined && ways.includes(transportKind) ? transportKind : transport;
}

/** The keys of an input that are set and not carried, in the input's order. */
export function unsupported(carried: readonly string[], input: object): readonly string[] {
  return Object.entries(input)
    .filter(([key, value]) => value !== undefined && !carried.includes(key))
    .map(([key]) => key);
}
