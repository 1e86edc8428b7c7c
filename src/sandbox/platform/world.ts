import type { Clock } from '../../core/base/clock';
import type { Account } from '../account/account';
import type { Agent, Group } from '../account/agent';
import type { Ticket } from '../account/ticket';
import { ChatBook } from './agentChat/chatBook';
import { codeOf, uuidOf } from './ids';
import type { PlatformWebhook } from './platformWebhook';
import { StaleReads } from './staleReads';
import { Tokens } from './tokens';
import { VERSIONS, type VersionState } from './versions';

/** Data centres (section 2.6). */
export type Region = 'dal' | 'fra';

/** Products of the company (section 2.4 [V]). */
export type Product = 'LiveChat' | 'ChatBot' | 'HelpDesk' | 'OpenWidget';

/** An application of the Developer Console. */
export interface Client {
  readonly id: string;
  /** Missing for a public application, which must use PKCE. */
  readonly secret?: string;
  /** Scheme, host and port must be equal, the path only begin like this (section 2.3 [V]). */
  readonly redirectUris: readonly string[];
}

/** What the configuration shows, as a copy. */
export interface Shown {
  readonly agents: ReadonlyMap<string, Agent>;
  readonly groups: ReadonlyMap<number, Group>;
}

/** What the platform's APIs know beyond the account itself: one world for all of them. */
export class World {
  readonly organizationId: string;
  readonly tokens: Tokens;
  readonly stale: StaleReads<Shown>;
  readonly chats: ChatBook;
  readonly botId: string;
  private readonly followed = new Set<string>();
  readonly versions = new Map<string, VersionState>(Object.entries(VERSIONS));
  readonly webhooks = new Map<string, PlatformWebhook>();
  readonly clients = new Map<string, Client>();
  /** Applications whose webhooks this licence lets out. */
  readonly webhooksOn = new Set<string>();
  /** The licence's data centre. Requests that name another one, or none where it is not `dal`, are misdirected. */
  region: Region = 'dal';
  license: 'active' | 'expired' = 'active';
  /** What the organization has installed. */
  products: readonly Product[] = ['LiveChat', 'HelpDesk'];
  /** Who says yes when an application asks; the owner when missing. */
  consenting: string | undefined;

  constructor(
    readonly account: Account,
    readonly clock: Clock,
    isRevoked: (login: string) => boolean,
  ) {
    this.organizationId = uuidOf(account.licence, 'organization');
    this.tokens = new Tokens(account, clock, isRevoked);
    this.stale = new StaleReads(clock, () => ({
      agents: structuredClone(account.agents),
      groups: structuredClone(account.groups),
    }));
    this.chats = new ChatBook(account);
    this.botId = uuidOf(account.licence, 'bot').replaceAll('-', '');
    this.publicClient = this.addClient([
      ...['vscode', 'vscode-insiders', 'vscodium', 'code-oss', 'code-server'].map(
        (scheme) => `${scheme}://livechat-desk.livechat-desk`,
      ),
    ]);
  }

  /** The one that every sandbox has. Its addresses are those at which editors take answers from a browser. */
  readonly publicClient: Client;

  addClient(redirectUris: readonly string[], secret?: string): Client {
    const id = this.account.licence.toString(16) + codeOf('client', this.clients.size).toLowerCase();
    const client: Client = { id, redirectUris, ...(secret !== undefined && { secret }) };
    this.clients.set(id, client);
    return client;
  }

  /** The id that a ticket has for every current API. */
  ticketId({ id }: Ticket): string {
    return uuidOf(this.account.licence, 'helpdesk', 'ticket', id);
  }

  follows(login: string, chatId: string): boolean {
    return this.followed.has(`${login} ${chatId}`);
  }

  follow(login: string, chatId: string, on: boolean): void {
    if (on) this.followed.add(`${login} ${chatId}`);
    else this.followed.delete(`${login} ${chatId}`);
  }

  /** What the Configuration API shows: the account, or how it was a moment ago. */
  shown(): Shown {
    return this.stale.seen() ?? this.account;
  }
}
