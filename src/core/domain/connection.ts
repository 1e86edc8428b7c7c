import type { Agent, AgentChange, AgentDetail, AgentDraft, AgentRow, AgentStatus, Group, Tag } from './agent';
import type { Clock } from '../base/clock';
import type { Account, Credential } from './account';
import type { Capabilities } from './capabilities';
import type { Grant, GrantApi, LiveTokens } from './grant';
import type { ChatRef, RtmEndpoint, LiveFormat, ReportedChat } from './live';
import type { IsoTime, Ticket, TicketChange, TicketDraft, TicketQuery, TicketRow } from './ticket';
import type { DeliveryFormat, NewWebhook, Webhook, WebhookDraft } from './webhook';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** A call that a person waits for goes ahead of background calls; `person` where absent. */
  readonly priority?: 'person' | 'background';
  /** Makes no second call for names: those that are not known already are missing. */
  readonly frugal?: boolean;
  /**
   * Nobody waits for it, and yet a person asked for what it belongs to, such as listening and its end: a budget
   * neither slows nor stops it.
   */
  readonly outsideBudget?: true;
}

/** What background calls ask before each goes out. */
export interface CallBudget {
  /**
   * Waits while the budget slows such calls, and ends at once where `signal` is aborted.
   * @returns whether the call may go out; `false` where the budget is used up
   */
  admit(signal: AbortSignal): Promise<boolean>;
}

/** One page. `next` is where the following one is found, opaque to all but the API that made it. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many rows match in all. */
  readonly total: number;
  readonly pages: number;
  readonly page: number;
  readonly next?: string;
}

export interface TicketApi {
  /** @param at a `next` of an earlier page of the same query, or a page number from 1; first page where absent. */
  list(query: TicketQuery, at?: string, options?: CallOptions): Promise<Page<TicketRow>>;
  /**
   * Tickets that were made since then, the newest first, as many by one call as the API gives. Where it cannot ask
   * for that, older ones are among them, and one may be missing that others were changed after.
   * @param at a `next` of an earlier page of the same query; first page where absent
   */
  newest(since: IsoTime, at?: string, options?: CallOptions): Promise<Page<TicketRow>>;
  get(id: string, options?: CallOptions): Promise<Ticket>;
  /** Where the ticket was made and its tags could not be set, the error's `done` is the ticket: see `doneOf`. */
  create(draft: TicketDraft, options?: CallOptions): Promise<Ticket>;
  /** As for `create`: where all but the tags was changed, the error's `done` is the changed ticket. */
  update(id: string, change: TicketChange, options?: CallOptions): Promise<Ticket>;
}

export interface AgentApi {
  list(filter?: { readonly status?: AgentStatus }, options?: CallOptions): Promise<readonly AgentRow[]>;
  get(login: string, options?: CallOptions): Promise<AgentDetail>;
  create(draft: AgentDraft, options?: CallOptions): Promise<AgentDetail>;
  update(login: string, change: AgentChange, options?: CallOptions): Promise<AgentDetail>;
  remove(login: string, options?: CallOptions): Promise<void>;
}

export interface GroupApi {
  list(options?: CallOptions): Promise<readonly Group[]>;
}

export interface TagApi {
  list(options?: CallOptions): Promise<readonly Tag[]>;
}

/** A chat of the archive, in the shape in which an event tells of one. */
export type ArchivedChat = ReportedChat;

export interface ChatQuery {
  /** `YYYY-MM-DD` in UTC; chats that began on that day or later. */
  readonly dateFrom?: string;
  /** Also those that have not ended; their `ended_timestamp` is absent. */
  readonly running?: boolean;
}

export interface ChatApi {
  /**
   * Newest first, as far as is known. A chat without an id is left out.
   * @param at a `next` of an earlier page of the same query; first page where absent
   */
  list(query: ChatQuery, at?: string, options?: CallOptions): Promise<Page<ArchivedChat>>;
  /** One chat by the ids that events tell of it, where they tell no more; `undefined` where it cannot be read. */
  get?(ref: ChatRef, options?: CallOptions): Promise<ArchivedChat | undefined>;
}

export interface WebhookApi {
  /** All webhooks of the account, those of others included; a row without an id or address is left out. */
  list(options?: CallOptions): Promise<readonly Webhook[]>;
  /**
   * Registers for everything that the event can carry. Never repeated: where the answer was lost, list. Fails with
   * `unsupported` and the event as its field where this account can have no webhook for it.
   */
  create(draft: WebhookDraft, options?: CallOptions): Promise<NewWebhook>;
  /** Fails with `not-found` where it is gone already. */
  remove(id: string, options?: CallOptions): Promise<void>;
  /** How what was registered here is delivered. Outlives the connection. */
  readonly deliveries: DeliveryFormat;
}

/** What listening through a socket needs of an account. */
export interface LiveApi {
  /** Makes one call, the first time, and one where a token is to be renewed. @throws FailureError, GrantError */
  endpoint(options?: CallOptions): Promise<RtmEndpoint>;
  /** The server takes a door's token no more: the next door has another, where tokens can be renewed. */
  reportExpired(token: string): void;
  /** Whether a grant is this account's, in the company that is worked. Makes one call, the first time. */
  ownsGrant(grant: Grant, options?: CallOptions): Promise<boolean>;
  readonly format: LiveFormat;
  /** Whether the person takes chats now, on whatever device; `undefined` where it may not be read. */
  isAccepting(options?: CallOptions): Promise<boolean | undefined>;
  /** The server said that the account lives elsewhere. */
  setRegion(region: string): void;
}

/** An API says that it will go. Told once per API, kind and day in each connection. */
export interface ApiNotice {
  /** `legacy`: there is a newer one; `deprecated`: it ends. */
  readonly kind: 'legacy' | 'deprecated';
  /** Which API, as its calls are counted: `/v3.6/configuration`. */
  readonly api: string;
  /** The day that it names, as it names it. */
  readonly since: string;
}

/** One call as it was made, for counting and the log: no query values, no bodies, no secrets. */
export interface CallRecord {
  readonly at: number;
  readonly method: string;
  /** Path with ids and logins replaced by `*`. */
  readonly route: string;
  readonly status: number | undefined;
  readonly tookMs: number;
}

/**
 * A signed-in account, whatever API it speaks. `classic` and `platform` each implement it; nothing above
 * this seam asks which one it holds.
 */
export interface LiveChatConnection {
  readonly tickets: TicketApi;
  readonly agents: AgentApi;
  /** What it can do; nobody asks which kind it is. */
  readonly capabilities: Capabilities;
  /** Groups that agents are in. */
  readonly groups: GroupApi;
  /** Groups that tickets are in: the same, or teams of their own, see `TicketCapabilities.groupedBy`. */
  readonly ticketGroups: GroupApi;
  /** Tags for tickets. */
  readonly tags: TagApi;
  readonly chats: ChatApi;
  readonly webhooks: WebhookApi;
  /** Where events come through a socket, see `EventCapabilities.via`. */
  readonly live?: LiveApi;
  /** One real call that fails with `unauthorized` where the secret is wrong; resolves to the person's own agent. */
  check(options?: CallOptions): Promise<Agent>;
  /** Ends every call under way as `cancelled`. */
  dispose(): void;
}

export interface ConnectOptions {
  readonly credential: Credential;
  /** Base address, `https:` or loopback; already checked. */
  readonly apiUrl: string;
  /** Base address of the HelpDesk API; a platform account needs it. */
  readonly helpdeskUrl?: string;
  /** Base address of the Global Accounts API; a platform account needs it. */
  readonly accountsUrl?: string;
  /** Ceiling of calls in any 60 seconds. */
  readonly callsPerMinute: number;
  /**
   * Folder in which all windows of this machine count the calls of each connection together. Made with the first
   * call; absent, or where it cannot be used, this window keeps the ceiling alone.
   */
  readonly callsDir?: string;
  readonly timeoutMs: number;
  /** Called for every call that went out, also for a failed one and for each retry. */
  readonly onCall: (call: CallRecord) => void;
  /** What background calls are held to; nothing where absent. */
  readonly budget?: CallBudget;
  readonly onNotice?: (notice: ApiNotice) => void;
  /** What the socket takes in place of the secret, where a person signed in in the browser. */
  readonly liveTokens?: LiveTokens;
}

export type Connect = (options: ConnectOptions) => LiveChatConnection;

/** Opens what signs in in the browser for one account. Made without a call. @throws FailureError */
export type OpenGrants = (
  options: Omit<ConnectOptions, 'credential'> & { readonly account: Account; readonly clock: Clock },
) => GrantApi;
