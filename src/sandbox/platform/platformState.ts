import type { Clock } from '../../core/base/clock';
import type { Account } from '../account/account';
import type { Agent, Group } from '../account/agent';
import type { Ticket } from '../account/ticket';
import { Emitter } from '../../core/base/event';
import { ChatStore, type Thread } from './agentChat/chatStore';
import type { ThreadEvent } from './agentChat/threadLog';
import { codeOf, microsOf, uuidOf } from './formats';
import type { PlatformWebhook } from './platformWebhook';
import { Tokens } from './tokens';

/** Data centres, see `docs/livechat-api.md#regions`. */
export type Region = 'dal' | 'fra';

/** Products that an organization can have. */
export type Product = 'LiveChat' | 'ChatBot' | 'HelpDesk' | 'OpenWidget';

/** An application of the Developer Console. */
export interface Client {
  readonly id: string;
  /** Absent for a public application, which must use PKCE. */
  readonly secret?: string;
  /** A redirect must have the same scheme, host and port, and a path with this prefix. */
  readonly redirectUris: readonly string[];
}

/** What the Configuration API returns. */
export interface Configuration {
  readonly agents: ReadonlyMap<string, Agent>;
  readonly groups: ReadonlyMap<number, Group>;
}

/** A change of a chat, for the clocks of the router and for scripted customers. */
export interface ChatActivity {
  readonly thread: Thread;
  /** `agents`: who answers has changed. */
  readonly kind: 'started' | 'event' | 'typing' | 'agents' | 'ended';
  readonly event?: ThreadEvent;
  /** The agent who types. */
  readonly agentId?: string;
}

/** How the router gives chats to agents. */
export interface Routing {
  /** Chats without an agent stay unassigned until an agent takes one. */
  isManual: boolean;
  /** Whether there are queues. Without them a chat that no agent can take is closed. */
  hasQueue: boolean;
}

/** The time limits of the licence for chats, in minutes; 0 is off. Named as in Configuration API "Default properties". */
export interface Timeouts {
  /** Without an answer: the chat goes to another agent (`transfer_chat_after_min`). */
  transferAfterMin: number;
  /** Without a message: the chat is idle (`chat_inactive_after_min`). */
  inactiveAfterMin: number;
  /** Without a message: the chat is closed (`archive_chat_after_min`). */
  archiveAfterMin: number;
  /** The same for continuous chats (`archive_offline_chat_after_min`). */
  archiveContinuousAfterMin: number;
}

/** State shared by the platform APIs that is not part of the account. */
export class PlatformState {
  readonly organizationId: string;
  readonly tokens: Tokens;
  readonly staleReads: StaleReads<Configuration>;
  readonly chats: ChatStore;
  readonly botId: string;
  readonly versions = new Map<string, VersionState>(Object.entries(VERSIONS));
  readonly webhooks = new Map<string, PlatformWebhook>();
  readonly clients = new Map<string, Client>();
  /** Client ids of applications with webhooks enabled for the licence. */
  readonly enabledWebhookClients = new Set<string>();
  /** The licence's data centre. Requests for another one are misdirected; `dal` is the default. */
  region: Region = 'dal';
  license: 'active' | 'expired' = 'active';
  /** Installed products. */
  products: readonly Product[] = ['LiveChat', 'HelpDesk'];
  /** The agent who grants an application access; the owner if absent. */
  consentLogin: string | undefined;
  readonly activity = new Emitter<ChatActivity>();
  readonly routing: Routing = { isManual: false, hasQueue: true };
  /** Initially all off. */
  readonly timeouts: Timeouts = {
    transferAfterMin: 0,
    inactiveAfterMin: 0,
    archiveAfterMin: 0,
    archiveContinuousAfterMin: 0,
  };
  /** Whether versions before 3.7 name lists of chats as 3.7 does. */
  hasNewNames = false;
  /** Base of the addresses of uploaded files. */
  cdnUrl = '';

  constructor(
    readonly account: Account,
    readonly clock: Clock,
    isRevoked: (login: string) => boolean,
  ) {
    this.organizationId = uuidOf(account.licence, 'organization');
    this.tokens = new Tokens(account, clock, isRevoked);
    this.staleReads = new StaleReads(clock, () => ({
      agents: structuredClone(account.agents),
      groups: structuredClone(account.groups),
    }));
    this.chats = new ChatStore(account, clock);
    this.botId = uuidOf(account.licence, 'bot').replaceAll('-', '');
    this.publicClient = this.addClient([
      ...['vscode', 'vscode-insiders', 'vscodium', 'code-oss', 'code-server'].map(
        (scheme) => `${scheme}://livechat-desk.livechat-desk`,
      ),
    ]);
  }

  /** The application that every sandbox has, with redirect URIs that editors handle. */
  readonly publicClient: Client;

  addClient(redirectUris: readonly string[], secret?: string): Client {
    const id = this.account.licence.toString(16) + codeOf('client', this.clients.size).toLowerCase();
    const client: Client = { id, redirectUris, ...(secret !== undefined && { secret }) };
    this.clients.set(id, client);
    return client;
  }

  /** The id of a ticket in the platform APIs. */
  ticketId({ id }: Ticket): string {
    return uuidOf(this.account.licence, 'helpdesk', 'ticket', id);
  }

  /** The clock's time as RFC 3339 with microseconds. */
  timestamp(): string {
    return microsOf(this.clock.now() * 1000);
  }

  /** What the Configuration API returns: the account, or an earlier state while reads are stale. */
  configuration(): Configuration {
    return this.staleReads.current() ?? this.account;
  }
}

/** Delays the visibility of changes, which take up to 2 minutes in the Configuration API. */
class StaleReads<T> {
  /** Delay in milliseconds; 0 shows changes immediately. */
  ms = 0;
  private snapshots: { readonly until: number; readonly state: T }[] = [];

  /** @param copy returns a deep copy of the current state */
  constructor(
    private readonly clock: Clock,
    private readonly copy: () => T,
  ) {}

  /** Must be called before each change. */
  snapshot(): void {
    if (this.ms > 0) this.snapshots.push({ until: this.clock.now() + this.ms, state: this.copy() });
  }

  /** The state that readers see; `undefined` if it is the current one. */
  current(): T | undefined {
    const now = this.clock.now();
    this.snapshots = this.snapshots.filter(({ until }) => until > now);
    return this.snapshots[0]?.state;
  }
}

/** Lifecycle state of a version of the v3 APIs. `since` is the date in the response header, `YYYY-MM-DD`. */
export type VersionState =
  | { readonly state: 'stable' | 'preview' }
  | { readonly state: 'legacy' | 'deprecated'; readonly since: string };

/** The versions of mid-2026, see `docs/livechat-api.md#versions`. The dates are invented. */
const VERSIONS: Readonly<Record<string, VersionState>> = {
  '3.2': { state: 'deprecated', since: '2025-06-30' },
  '3.3': { state: 'deprecated', since: '2025-06-30' },
  '3.4': { state: 'deprecated', since: '2026-01-31' },
  '3.5': { state: 'legacy', since: '2026-08-07' },
  '3.6': { state: 'stable' },
  '3.7': { state: 'preview' },
};

/** The header `Legacy: <date>` or `Deprecation: <date>` of an outdated version. */
export function versionHeader(version: VersionState): readonly [string, string] | undefined {
  if (version.state === 'legacy') return ['Legacy', version.since];
  if (version.state === 'deprecated') return ['Deprecation', version.since];
  return undefined;
}
