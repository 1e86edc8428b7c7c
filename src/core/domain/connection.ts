import type { Agent, AgentChange, AgentDetail, AgentDraft, AgentRow, AgentStatus, Group, Tag } from './agent';
import type { Clock } from '../base/clock';
import type { Account, Credential } from './account';
import type { Capabilities } from './capabilities';
import type { ChatTimeLimits } from './chatTimeLimits';
import type { Grant, GrantApi, LiveTokens } from './grant';
import type { ChatQuery, ReportedChat } from './arrival';
import type { RtmEndpoint, RtmFormat } from './rtmFormat';
import type {
  ChatRef,
  ChatSearch,
  LiveChat,
  OutgoingFile,
  OutgoingMessage,
  TransferAgent,
  TransferTarget,
} from './liveChat';
import type { RateLimit, SharedCount } from './rateLimit';
import type { ScopeReport } from './scopes';
import type { FileUpload } from './sharedFile';
import type { IsoTime, Ticket, TicketChange, TicketDraft, TicketQuery, TicketRow } from './ticket';
import type { DeliveryFormat, NewWebhook, Webhook, WebhookDraft } from './webhook';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Interactive calls, for which a user waits, precede background calls; `interactive` by default. */
  readonly priority?: 'interactive' | 'background';
  /** Makes no second call for names: names that are not cached are missing. */
  readonly cachedNamesOnly?: boolean;
  /** A background call that the budget neither slows nor stops: it belongs to something a person requested. */
  readonly outsideBudget?: true;
  /** The call checks the key, so a response that refuses it is final. */
  readonly isKeyCheck?: true;
  /**
   * About how many calls the run has that this one belongs to. Those of a run above the ceiling are spread evenly
   * over each minute, so that other calls find room at any time.
   */
  readonly callsOfRun?: number;
  /** Fails at once if LiveChat limits the call (429), instead of waiting and repeating it. */
  readonly failsIfLimited?: true;
}

/** Limits background calls. */
export interface CallBudget {
  /**
   * Waits while the budget slows calls; returns at once if `signal` is aborted.
   * @returns whether the call may be made; `false` if the budget is used up
   */
  admit(signal: AbortSignal): Promise<boolean>;
}

/** One page of rows. `next` identifies the following page and is opaque to callers. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Number of all matching rows. */
  readonly total: number;
  readonly pages: number;
  readonly page: number;
  readonly next?: string;
  /**
   * How rows can be missed if they move while pages are read. `numbered`: pages are counted from the start, so rows
   * move between them when others are added or removed. `cursor`: a page continues after a row's sort value, so a row
   * that is changed may move before it. Absent if `total` is not exact.
   */
  readonly paging?: 'numbered' | 'cursor';
  /** New and changed rows come last. A row that moves from an earlier page to the end changes no total. */
  readonly endsWithNewest?: boolean;
}

export interface TicketApi {
  /** @param at a `next` of an earlier page of the same query, or a page number from 1; the first page by default */
  list(query: TicketQuery, at?: string, options?: CallOptions): Promise<Page<TicketRow>>;
  /**
   * Tickets created since then, newest first, as many as one call returns. If the API cannot filter by creation,
   * the page may contain older tickets and may lack some that were followed by other changes.
   * @param at a `next` of an earlier page of the same query; the first page by default
   */
  newest(since: IsoTime, at?: string, options?: CallOptions): Promise<Page<TicketRow>>;
  get(id: string, options?: CallOptions): Promise<Ticket>;
  /** If the ticket was created but its tags could not be set, the error's `done` is the ticket: see `doneOf`. */
  create(draft: TicketDraft, options?: CallOptions): Promise<Ticket>;
  /** If everything but the tags was changed, the error's `done` is the changed ticket. */
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

export interface ChatApi {
  /**
   * Newest first, if the API allows. Chats without an id are left out.
   * @param at a `next` of an earlier page of the same query; the first page by default
   */
  list(query: ChatQuery, at?: string, options?: CallOptions): Promise<Page<ReportedChat>>;
  /** Fetches a chat by the ids of a reference-only event; `undefined` if it cannot be read. */
  get?(ref: ChatRef, options?: CallOptions): Promise<ReportedChat | undefined>;
}

/**
 * Running chats of an account. Every method makes one call, `running` one for each page of 100. Actions are never
 * retried after a lost response. Fails with `forbidden` naming the scope if the token lacks it, with `conflict` if the
 * chat is in another state than the action requires.
 */
export interface LiveChatApi {
  /** The user's own login. Makes one call at first use; fails with `forbidden` if the account is no agent. */
  login(options?: CallOptions): Promise<string>;
  /** The license's. Makes one call at first use; `undefined` if the user may not read them. */
  timeLimits(options?: CallOptions): Promise<ChatTimeLimits | undefined>;
  /** Chats with an active thread, without `events`. */
  running(options?: CallOptions): Promise<readonly LiveChat[]>;
  /** The given thread, else the active one, else the newest; `events` are present unless restricted. */
  get(ref: { readonly chatId: string; readonly threadId?: string }, options?: CallOptions): Promise<LiveChat>;
  /** @returns the id of the event; `undefined` if LiveChat accepted the message and did not tell */
  send(chatId: string, message: OutgoingMessage, options?: CallOptions): Promise<string | undefined>;
  /** Sends a file that was uploaded. @returns as `send` */
  sendFile(chatId: string, file: OutgoingFile, options?: CallOptions): Promise<string | undefined>;
  /** @returns an address that expires unless it is sent @throws FailureError `invalid-input` above 10 MB */
  upload(file: FileUpload, options?: CallOptions): Promise<string>;
  /** Adds the user. `isHidden`: the customer does not see it. */
  join(
    chatId: string,
    how: { readonly login: string; readonly isHidden: boolean },
    options?: CallOptions,
  ): Promise<void>;
  leave(chatId: string, login: string, options?: CallOptions): Promise<void>;
  transfer(
    chatId: string,
    target: TransferTarget,
    how: { readonly allowQueueing: boolean },
    options?: CallOptions,
  ): Promise<void>;
  /** Online agents who can take the chat, least busy first. */
  transferAgents(chatId: string, options?: CallOptions): Promise<readonly TransferAgent[]>;
  /**
   * Starts a new thread, with the access the chat had.
   * @param how `first` is sent with it, to the customer
   * @returns what the response has of it: nothing if LiveChat accepted the call with an empty one
   */
  resume(
    chatId: string,
    how: {
      readonly groups: readonly number[];
      readonly login: string;
      readonly first?: OutgoingMessage | OutgoingFile;
    },
    options?: CallOptions,
  ): Promise<{ readonly threadId?: string; readonly eventId?: string }>;
  /** Closes the active thread. */
  close(chatId: string, options?: CallOptions): Promise<void>;
  follow(chatId: string, options?: CallOptions): Promise<void>;
  unfollow(chatId: string, options?: CallOptions): Promise<void>;
  /** The customer sees it. @param upTo `createdAt` of an event */
  markSeen(chatId: string, upTo: string, options?: CallOptions): Promise<void>;
  /** Names of the tags that chats with this access can have. Fails with `forbidden` without `tags--groups:ro`. */
  tags(groups: readonly number[], options?: CallOptions): Promise<readonly string[]>;
  tag(ref: ChatRef, tag: string, options?: CallOptions): Promise<void>;
  untag(ref: ChatRef, tag: string, options?: CallOptions): Promise<void>;
  /** The chat of a thread of the archive; `undefined` if there is none, or it cannot be read. */
  findThread(threadId: string, options?: CallOptions): Promise<LiveChat | undefined>;
  /**
   * Threads of the archive, newest first, with `events`.
   * @param at a `next` of an earlier page of the same search; the first page by default
   */
  search(search: ChatSearch, at?: string, options?: CallOptions): Promise<Page<LiveChat>>;
}

export interface WebhookApi {
  /** All webhooks of the account, also of other applications; rows without an id or URL are left out. */
  list(options?: CallOptions): Promise<readonly Webhook[]>;
  /**
   * Registers for all data of an event. Never retried: after a lost response, use `list`. Fails with `unsupported`
   * and the event as its field if the account cannot have a webhook for it.
   */
  create(draft: WebhookDraft, options?: CallOptions): Promise<NewWebhook>;
  /** Fails with `not-found` if it was removed before. */
  remove(id: string, options?: CallOptions): Promise<void>;
  /**
   * Switches the chat webhooks of the license on if another program has switched them off.
   * @returns whether they were off
   */
  enable(options?: CallOptions): Promise<boolean>;
  /** Decodes the deliveries of webhooks created here. Usable after the connection is disposed of. */
  readonly deliveries: DeliveryFormat;
}

/** What a socket needs of an account. */
export interface LiveApi {
  /** Makes one call at first use and one to renew a token. @throws FailureError, GrantError */
  endpoint(options?: CallOptions): Promise<RtmEndpoint>;
  /** Called if the server rejected an endpoint's token, so that the next endpoint has another one if possible. */
  reportExpired(token: string): void;
  /** Whether a grant belongs to this account and its organization. Makes one call at first use. */
  ownsGrant(grant: Grant, options?: CallOptions): Promise<boolean>;
  readonly format: RtmFormat;
  /** Whether the user accepts chats now, on any device; `undefined` if it cannot be read. */
  isAccepting(options?: CallOptions): Promise<boolean | undefined>;
  /** Called if the server says that the account is in another region. */
  setRegion(region: string): void;
}

/** A deprecation notice of an API. Reported once per API, kind and day in each connection. */
export interface ApiNotice {
  /** `legacy`: there is a newer version; `deprecated`: it will be removed. */
  readonly kind: 'legacy' | 'deprecated';
  /** The API, as in call records: `/v3.6/configuration`. */
  readonly api: string;
  /** The day as sent. */
  readonly since: string;
}

/** A call for counting and logging: no query values, bodies or secrets. */
export interface CallRecord {
  readonly at: number;
  readonly method: string;
  /** Path with ids and logins replaced by `*`. */
  readonly route: string;
  readonly status: number | undefined;
  readonly tookMs: number;
}

/** A signed-in account. `classic` and `platform` implement it; callers use `capabilities` rather than the kind. */
export interface LiveChatConnection {
  readonly tickets: TicketApi;
  readonly agents: AgentApi;
  readonly capabilities: Capabilities;
  /** Groups of agents. */
  readonly groups: GroupApi;
  /** Groups of tickets: the same, or teams, see `TicketCapabilities.groupedBy`. */
  readonly ticketGroups: GroupApi;
  /** Tags of tickets. */
  readonly tags: TagApi;
  readonly chats: ChatApi;
  readonly webhooks: WebhookApi;
  /** Present if the user can take part in running chats. */
  readonly liveChats?: LiveChatApi;
  /** Present if events can be received through a socket, see `EventCapabilities.transport`. */
  readonly live?: LiveApi;
  /**
   * How far LiveChat's clock is ahead of this machine's, in milliseconds; `undefined` before the first response. Times
   * that LiveChat sets or compares are to be computed with it.
   */
  clockOffset(): number | undefined;
  /**
   * A time in epoch milliseconds that LiveChat's clock has certainly reached: that of the last response, and the time
   * since. Setting this machine's clock has no effect on it, and while the machine sleeps it stands still. `undefined`
   * before the first response.
   */
  serverTime(): number | undefined;
  /** Which scopes the token has, found out by reading in some calls. Present if the account has tokens with scopes. */
  checkScopes?(options?: CallOptions): Promise<ScopeReport>;
  /** Makes one call, which fails with `unauthorized` if the secret is wrong. @returns the user's own agent */
  check(options?: CallOptions): Promise<Agent>;
  /** Aborts every pending call as `cancelled`. */
  dispose(): void;
}

export interface ConnectOptions {
  readonly credential: Credential;
  /** Base URL, `https:` or loopback; already validated. */
  readonly apiUrl: string;
  /** Base URL of the HelpDesk API; required for a platform account. */
  readonly helpdeskUrl?: string;
  /** Base URL of the Global Accounts API; required for a platform account. */
  readonly accountsUrl?: string;
  /** Maximum number of calls in any 60 seconds. */
  readonly callsPerMinute: number;
  /** Creates the count that all windows of this machine share. If absent, the limit applies to this window alone. */
  readonly sharedCount?: (limit: RateLimit) => SharedCount;
  readonly timeoutMs: number;
  /** Called for every call that was sent, including failures and retries. */
  readonly onCall: (call: CallRecord) => void;
  /** Limits background calls, if present. */
  readonly budget?: CallBudget;
  readonly onNotice?: (notice: ApiNotice) => void;
  readonly beforeWrite?: (value: unknown) => Promise<void>;
  /** What failures have of a reason that LiveChat gave, which may name a customer. */
  readonly shownReason?: (reason: string) => string;
  /** Tokens for the socket if the user signed in in the browser. */
  readonly liveTokens?: LiveTokens;
}

export type Connect = (options: ConnectOptions) => LiveChatConnection;

/** Opens the browser sign-in client of an account. Makes no call. @throws FailureError */
export type OpenGrants = (
  options: Omit<ConnectOptions, 'credential'> & { readonly account: Account; readonly clock: Clock },
) => GrantApi;
