import type { Clock } from '../base/clock';
import { parseJson } from '../base/json';
import { errorMessage, type Log } from '../base/log';
import type { Group } from '../domain/agent';
import type { ChatArrival } from '../domain/arrival';
import type { LiveChat } from '../domain/liveChat';
import type { Ticket, TicketStatus, TicketSummary } from '../domain/ticket';
import type { Database, Reader, Writer } from '../storage/database';
import type { Topic } from '../storage/schema';
import {
  changedAtOf,
  chatValueIn,
  itemOfArrival,
  itemOfChat,
  itemOfRow,
  itemOfTicket,
  type ChatValue,
  type KeptItem,
  type TicketSummaryValue,
} from './keptItem';
import { isKept, keepItem, ticketIn, type KeptTicket } from './keptRows';
import { serverOf } from './keptServer';
import { noteMergeDue } from './mergeDue';

const dayMs = 24 * 3_600_000;
/** An unchanged list is noted as fetched again only after this time. */
const noteListAfterMs = 60_000;
/** Rows that one transaction writes: a page of most lists. */
const batch = 25;

export interface KeptItemsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Days since an item was last fetched after which it is no longer given; 0 keeps nothing. */
  readonly days: () => number;
  /** Identifies the server whose data an account has by the settings, if that is known. */
  readonly server?: (account: string) => string | undefined;
  /** Whether an account is signed in. Nothing is stored of others: they may have been signed out during the call. */
  readonly isSignedIn?: (reader: Reader, account: string) => boolean;
}

export interface KeptRow {
  readonly row: TicketSummaryValue;
  /** In milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** The user has read an earlier version. */
  readonly isChangedSinceRead: boolean;
}

export interface KeptPage {
  readonly rows: readonly TicketSummaryValue[];
  /** Number of all tickets of the list. */
  readonly total: number;
  /** Whether more tickets of the list may be kept. */
  readonly hasMore: boolean;
  /** In milliseconds since the epoch. */
  readonly keptAt: number;
}

export interface KeptList<T> {
  readonly value: T;
  readonly fetchedAt: number;
}

export type ListName = 'agents' | 'groups' | 'ticketGroups' | 'tags' | `page/${TicketStatus | 'all'}`;

/**
 * Tickets, chats and names that were fetched, to be read without a network. Reads take one query of the host's own
 * connection. Writes never reject: what could not be stored is fetched again.
 */
export class KeptItems {
  constructor(private readonly options: KeptItemsOptions) {}

  get isOn(): boolean {
    return this.options.days() > 0;
  }

  /** Items that were fetched earlier are too old, in milliseconds since the epoch. */
  get since(): number {
    return this.isOn ? this.options.clock.now() - this.options.days() * dayMs : Infinity;
  }

  /** As `since`. Nothing that another server returned is given. @throws StorageError */
  sinceOf(account: string): number {
    const server = this.options.server?.(account);
    const known = server === undefined ? undefined : serverOf(this.options.database, account);
    return known === undefined || known === server ? this.since : Infinity;
  }

  /** @param askedAt when the request was sent */
  async keepRows(account: string, rows: readonly TicketSummaryValue[], askedAt: number): Promise<void> {
    await this.keep(account, rows.map(itemOfRow), askedAt);
  }

  async keepTicket(account: string, ticket: Ticket, askedAt: number): Promise<void> {
    await this.keep(account, [itemOfTicket(ticket)], askedAt);
  }

  /** @param chats with their events; others are left out */
  async keepChats(account: string, chats: readonly LiveChat[], askedAt: number): Promise<void> {
    await this.keep(account, chats.filter(({ events }) => events).map(itemOfChat), askedAt);
  }

  async keepArrival(arrival: ChatArrival, askedAt: number): Promise<void> {
    await this.keep(arrival.account, [itemOfArrival(arrival)], askedAt);
  }

  async keepList(account: string, name: ListName, value: unknown, askedAt: number): Promise<void> {
    if (!this.isOn) return;
    const text = JSON.stringify(value);
    const known = this.options.database.get(
      'SELECT value, fetched_at FROM kept_lists WHERE account = ? AND name = ?',
      ...[account, name],
    );
    // An earlier answer may come later.
    if (known && Number(known.fetched_at) > askedAt) return;
    const isSame = known?.value === text && askedAt - Number(known.fetched_at) < noteListAfterMs;
    if (isSame) return;
    const write = (writer: Writer): void => {
      writer.run('INSERT OR REPLACE INTO kept_lists VALUES (?, ?, ?, ?)', account, name, askedAt, text);
    };
    // Lists are not searched, so the index has nothing to do.
    await this.write(account, write, []);
  }

  /** Deletes a ticket that LiveChat no longer has. */
  async removeTicket(account: string, id: string): Promise<void> {
    await this.write(account, (writer) => {
      const sql = `DELETE FROM kept_items WHERE account = ? AND kind = 'ticket' AND item_id = ?`;
      if (writer.run(sql, account, id).changes > 0) noteMergeDue(writer);
    });
  }

  /** Notes that the user has read the newest version of a ticket. */
  async markRead(account: string, id: string): Promise<void> {
    const where = `account = ? AND kind = 'ticket' AND item_id = ? AND read_changed_at IS NOT changed_at`;
    // The version that was just fetched may still be waiting for its commit, so what is stored says nothing.
    await this.write(account, (writer) => {
      writer.run(`UPDATE kept_items SET read_changed_at = changed_at WHERE ${where}`, account, id);
    });
  }

  /** Ids of tickets that changed since the user read them, in a fixed order. @throws StorageError */
  changedSinceRead(account: string): readonly string[] {
    const sql = `SELECT item_id FROM kept_items WHERE read_changed_at < changed_at AND account = ? AND fetched_at >= ?
      ORDER BY item_id`;
    return this.options.database
      .all(sql, account, this.sinceOf(account))
      .map(({ item_id: id }) => String(id));
  }

  /** Tickets as a list shows them, changed last first. @throws StorageError */
  newest(
    account: string,
    page: { readonly status?: TicketStatus | undefined; readonly limit: number; readonly offset?: number },
  ): readonly KeptRow[] {
    const { status, limit, offset = 0 } = page;
    const rows = this.options.database.all(
      `SELECT summary, fetched_at, read_changed_at < changed_at AS is_changed FROM kept_items
        WHERE account = ? AND kind = 'ticket' ${status === undefined ? '' : 'AND status = ?'} AND fetched_at >= ?
        ORDER BY doc DESC LIMIT ? OFFSET ?`,
      ...[account, ...(status === undefined ? [] : [status]), this.sinceOf(account), limit, offset],
    );
    return rows.map(({ summary, fetched_at: fetchedAt, is_changed: isChanged }) => ({
      row: parseJson(String(summary)) as TicketSummaryValue,
      fetchedAt: Number(fetchedAt),
      isChangedSinceRead: isChanged === 1,
    }));
  }

  /** The tickets that changed last, without their contents, in that order. @throws StorageError */
  newestVersions(
    account: string,
    limit: number,
  ): readonly { readonly id: string; readonly changedAt: number }[] {
    const sql = `SELECT item_id, changed_at FROM kept_items WHERE account = ? AND kind = 'ticket' AND fetched_at >= ?
      ORDER BY doc DESC LIMIT ?`;
    const rows = this.options.database.all(sql, account, this.sinceOf(account), limit);
    return rows.map(({ item_id: id, changed_at: changedAt }) => ({
      id: String(id),
      changedAt: Number(changedAt),
    }));
  }

  /**
   * The first page of a list as it was last fetched.
   * @param count of tickets of the same status that follow it
   * @throws StorageError
   */
  page(account: string, status: TicketStatus | 'all', count = 0): KeptPage | undefined {
    const list = this.list(account, `page/${status}`);
    if (!list) return undefined;
    const { ids, total } = list.value as { readonly ids: readonly string[]; readonly total: number };
    const rows = ids.flatMap((id) => this.row(account, id) ?? []);
    // A ticket that has changed since may be in another list.
    const isListed = ({ ticket }: TicketSummaryValue): boolean =>
      status === 'all' || ticket.status === status;
    const page = { status: status === 'all' ? undefined : status, limit: ids.length + count + 1 };
    const others = this.newest(account, page).flatMap(({ row }) =>
      ids.includes(row.ticket.id) ? [] : [row],
    );
    return {
      rows: [...rows.filter(isListed), ...others.slice(0, count)],
      total,
      keptAt: list.fetchedAt,
      hasMore: others.length > count,
    };
  }

  /** A ticket as lists show it. @throws StorageError */
  row(account: string, id: string): TicketSummaryValue | undefined {
    const sql = `SELECT summary FROM kept_items WHERE account = ? AND kind = 'ticket' AND item_id = ? AND fetched_at >= ?`;
    const row = this.options.database.get(sql, account, id, this.sinceOf(account));
    return row && (parseJson(String(row.summary)) as TicketSummaryValue);
  }

  /** @throws StorageError */
  ticket(account: string, id: string): KeptTicket | undefined {
    return ticketIn(this.options.database, account, id, this.sinceOf(account));
  }

  /** Whether this version of a ticket, or a later one, is kept with its messages. @throws StorageError */
  hasTicket(account: string, ticket: TicketSummary): boolean {
    const sql = `SELECT 1 FROM kept_items i JOIN kept_details d USING (doc) WHERE i.account = ? AND i.kind = 'ticket'
      AND i.item_id = ? AND d.fetched_at >= ? AND d.changed_at >= ?`;
    const parameters = [account, ticket.id, this.sinceOf(account), changedAtOf(ticket)];
    return this.options.database.get(sql, ...parameters) !== undefined;
  }

  /** @param id of a chat or of one of its threads; the newest thread that is kept @throws StorageError */
  chat(account: string, id: string): KeptList<ChatValue> | undefined {
    const ofParent = `SELECT doc FROM kept_items WHERE account = ?1 AND parent_id = ?2`;
    const row = this.options.database.get(
      `SELECT d.value, d.fetched_at FROM kept_items i JOIN kept_details d USING (doc)
        WHERE (i.account = ?1 AND i.kind = 'chat' AND i.item_id = ?2 OR doc IN (${ofParent})) AND d.fetched_at >= ?3
        ORDER BY i.item_id = ?2 DESC, doc DESC LIMIT 1`,
      ...[account, id, this.sinceOf(account)],
    );
    const value = row && chatValueIn(String(row.value));
    return value && { value, fetchedAt: Number(row.fetched_at) };
  }

  /** The newest threads of chats, with the time at which each was fetched. @throws StorageError */
  chats(account: string, limit: number): readonly KeptList<ChatValue>[] {
    const sql = `SELECT d.value, d.fetched_at FROM kept_items i JOIN kept_details d USING (doc)
      WHERE i.account = ? AND i.kind = 'chat' AND d.fetched_at >= ? ORDER BY i.doc DESC LIMIT ?`;
    return this.options.database
      .all(sql, account, this.sinceOf(account), limit)
      .flatMap(({ value: text, fetched_at: fetchedAt }) => {
        const value = chatValueIn(String(text));
        return value ? [{ value, fetchedAt: Number(fetchedAt) }] : [];
      });
  }

  /** @throws StorageError */
  list(account: string, name: ListName): KeptList<unknown> | undefined {
    const row = this.options.database.get(
      'SELECT value, fetched_at FROM kept_lists WHERE account = ? AND name = ? AND fetched_at >= ?',
      ...[account, name, this.sinceOf(account)],
    );
    return row && { value: parseJson(String(row.value)), fetchedAt: Number(row.fetched_at) };
  }

  /** Of ticket groups, by id. @throws StorageError */
  groupNames(account: string): ReadonlyMap<number, string> {
    const list = this.list(account, 'ticketGroups') ?? this.list(account, 'groups');
    return new Map((list?.value as readonly Group[] | undefined)?.map(({ id, name }) => [id, name]));
  }

  /** In small transactions, so that neither the window nor other writes wait long. */
  private async keep(account: string, items: readonly KeptItem[], askedAt: number): Promise<void> {
    if (!this.isOn) return;
    const { database } = this.options;
    for (let start = 0; start < items.length; start += batch) {
      const part = items.slice(start, start + batch);
      // Most pages contain nothing new, and then there is nothing to write.
      if (part.every((item) => isKept(database, account, item, askedAt))) continue;
      await this.write(account, (writer) => {
        for (const item of part) keepItem(writer, account, item, askedAt);
      });
    }
  }

  private async write(
    account: string,
    work: (writer: Writer) => void,
    topics: readonly Topic[] = ['kept'],
  ): Promise<void> {
    const { database, log, isSignedIn } = this.options;
    try {
      await database.write(topics, (writer) => {
        if (isSignedIn?.(writer, account) !== false) work(writer);
      });
    } catch (thrown) {
      log.warn(`Local data could not be written (${errorMessage(thrown)}).`);
    }
  }
}
