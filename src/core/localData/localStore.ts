import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { errorMessage } from '../base/log';
import { isTest, keysOf, type Arrival } from '../domain/arrival';
import { demoPrefix, type Account } from '../domain/account';
import type { AgentRow } from '../domain/agent';
import type { LiveChatConnection } from '../domain/connection';
import { deleteKept, deleteOldKept } from './deleteKept';
import { keeping } from './keepingConnection';
import { listedChat, type KeptChat } from './keptChats';
import { KeptItems, type KeptItemsOptions, type KeptPage } from './keptItems';
import type { KeptTicketQuery, KeptTicketRows } from './keptTickets';
import { setServer } from './keptServer';
import type { SearchResult } from './search';
import { needsPeople } from './people/derivePeople';
import type { History } from './people/history';
import { SearchRunner } from './searchRunner';
import { needsFacts } from './reports/deriveFacts';
import type { Report } from './reports/report';
import type { Figure, ReportSubjects } from './reports/subjects';
import type { ReportQuery } from './reports/ticketsAt';
import { needsIndex } from './textIndex';
import type { RunSearchTask } from './searchTasks';

/** What was written is indexed after this time without another write. */
const indexAfterMs = 5_000;
const deleteEveryMs = 3_600_000;
/** Chats that are listed before LiveChat's list is loaded. */
const mostChats = 30;

export interface LocalStoreOptions extends KeptItemsOptions {
  /** Path of the built `searchWorker.js`. */
  readonly script: string;
  /** Path of `desk.db`. */
  readonly file: string;
}

/** Of an account. Times are milliseconds since the epoch. */
export type Period = Omit<ReportQuery, 'now'>;

/** What is kept of LiveChat on this machine, as one window uses it. */
export class LocalStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  /** Something was kept, read or deleted, in this window or another. */
  readonly onDidChange = this.changed.event;
  readonly kept: KeptItems;
  /** Runs a task in the search worker. */
  readonly run: RunSearchTask;
  private indexing: Disposable | undefined;
  private deleting: Disposable | undefined;

  constructor(private readonly options: LocalStoreOptions) {
    const { database, clock } = options;
    this.kept = new KeptItems(options);
    this.run = this.owned.add(new SearchRunner(options)).run;
    this.owned.add(
      database.onDidChange((topics) => {
        if (!topics.has('kept')) return;
        this.changed.fire(undefined);
        this.indexing?.dispose();
        this.indexing = clock.after(indexAfterMs, () => void this.index());
      }),
    );
    void this.deleteOld();
  }

  /**
   * The connection of an account; what it returns is kept. A demo account starts anew with each connection: its server
   * has other tickets at each start.
   * @throws StorageError
   */
  async keeping(
    connection: LiveChatConnection,
    { id, demo }: Pick<Account, 'id' | 'demo'>,
  ): Promise<LiveChatConnection> {
    const { database, clock } = this.options;
    const server = this.options.server?.(id);
    if (demo === true) await deleteKept(database, id);
    else if (server !== undefined && this.kept.isOn) await setServer(database, id, server, clock.now());
    return keeping(connection, id, this.kept, clock);
  }

  /** The first page of a list as it was last fetched; not of a demo account, which starts anew. @throws StorageError */
  page(account: string, ...list: [Parameters<KeptItems['page']>[1], number?]): KeptPage | undefined {
    return account.startsWith(demoPrefix) ? undefined : this.kept.page(account, ...list);
  }

  /** The agents as they were last fetched; not of a demo account. @throws StorageError */
  agents(account: string): { readonly rows: readonly AgentRow[]; readonly keptAt: number } | undefined {
    const list = account.startsWith(demoPrefix) ? undefined : this.kept.list(account, 'agents');
    return list && { rows: list.value as readonly AgentRow[], keptAt: list.fetchedAt };
  }

  /** The chats that were last kept, each with its newest thread; none of a demo account. @throws StorageError */
  chats(account: string): readonly KeptChat[] {
    if (account.startsWith(demoPrefix)) return [];
    const chats = new Map<string, KeptChat>();
    for (const { value, fetchedAt: keptAt } of this.kept.chats(account, mostChats)) {
      const chat = listedChat(value);
      const eventId = value.from === 'event' ? this.eventOf(account, chat.chatId) : undefined;
      if (chats.has(chat.chatId) || (value.from === 'event' && eventId === undefined)) continue;
      chats.set(chat.chatId, { chat, keptAt, ...(eventId !== undefined && { eventId }) });
    }
    return [...chats.values()];
  }

  async keepArrival(arrival: Arrival): Promise<void> {
    if (isTest(arrival)) return;
    const now = this.options.clock.now();
    if (arrival.kind === 'ticket_created') await this.kept.keepTicket(arrival.account, arrival.ticket, now);
    else await this.kept.keepArrival(arrival, now);
  }

  /** Ids of tickets that changed since the user read them; none if they cannot be read. */
  changedTickets(account: string): readonly string[] {
    try {
      return this.kept.changedSinceRead(account);
    } catch (thrown) {
      this.options.log.warn(`Local data could not be read (${errorMessage(thrown)}).`);
      return [];
    }
  }

  /**
   * Makes no call.
   * @param isTyped whether the next such search ends this one, which is then not complete
   * @throws StorageError, or an error of the worker
   */
  async search(account: string, query: string, limit: number, isTyped = false): Promise<SearchResult> {
    if (!this.kept.isOn) return { hits: [], complete: true };
    const since = this.kept.sinceOf(account);
    return await this.run({ kind: 'search', query: { account, query, limit, since, isTyped } });
  }

  /** Tickets that are kept. Makes no call. @throws StorageError, or an error of the worker */
  async tickets(query: Omit<KeptTicketQuery, 'since'>): Promise<KeptTicketRows> {
    if (!this.kept.isOn) return { rows: [], total: 0, isComplete: true };
    const since = this.kept.sinceOf(query.account);
    return await this.run({ kind: 'tickets', query: { ...query, since } });
  }

  /**
   * Tickets and chats of a person that are kept. Makes no call.
   * @param mail in any case
   * @throws StorageError, or an error of the worker
   */
  async history(account: string, mail: string, limit: number): Promise<History> {
    if (!this.kept.isOn) return { items: [], total: 0 };
    const since = this.kept.sinceOf(account);
    return await this.run({ kind: 'history', query: { account, mail, since, limit } });
  }

  /** Counts what is kept of a period. Makes no call. @throws StorageError, or an error of the worker */
  async report(period: Period): Promise<Report> {
    return await this.run({ kind: 'report', query: this.queryOf(period) });
  }

  /**
   * The tickets or chats behind each figure of a report.
   * @param limit most rows of a figure
   * @throws StorageError, or an error of the worker
   */
  async subjects(
    period: Period,
    figures: readonly Figure[],
    limit: number,
  ): Promise<readonly ReportSubjects[]> {
    return await this.run({ kind: 'subjects', query: this.queryOf(period), figures, limit });
  }

  /** The id of the newest stored event of a chat that was kept from an event. @throws StorageError */
  eventOf(account: string, chatId: string): string | undefined {
    const value = this.kept.chat(account, chatId)?.value;
    if (value?.from !== 'event') return undefined;
    const { same } = keysOf({ ...value.content, account, eventId: '' });
    const sql = 'SELECT e.event_id FROM event_keys k JOIN events e USING (seq) WHERE k.key = ?';
    const found = same.map((key) => this.options.database.get(sql, key)?.event_id);
    return found.map((id) => (typeof id === 'string' ? id : undefined)).find((id) => id !== undefined);
  }

  /** Deletes what is too old, now and once an hour. Never rejects. */
  async deleteOld(): Promise<void> {
    const { database, clock, log } = this.options;
    this.deleting?.dispose();
    this.deleting = clock.after(deleteEveryMs, () => void this.deleteOld());
    try {
      const purge = (before?: number) =>
        this.run({ kind: 'purge', ...(before !== undefined && { deleting: { before } }) });
      await deleteOldKept(database, purge, { since: this.kept.since, now: clock.now() });
    } catch (thrown) {
      log.warn(`Old local data could not be deleted (${errorMessage(thrown)}).`);
    }
  }

  dispose(): void {
    this.indexing?.dispose();
    this.deleting?.dispose();
    this.owned.dispose();
  }

  private queryOf(period: Period): ReportQuery {
    return { ...period, now: this.options.clock.now() };
  }

  /** Never rejects: what is not indexed is read by searches. */
  private async index(): Promise<void> {
    try {
      const { database } = this.options;
      if (!needsIndex(database) && !needsFacts(database) && !needsPeople(database)) return;
      await this.run({ kind: 'index' });
    } catch (thrown) {
      this.options.log.debug(`Local data could not be indexed (${errorMessage(thrown)}).`);
    }
  }
}
