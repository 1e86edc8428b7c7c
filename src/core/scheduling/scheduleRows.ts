import { asRecord, parseJson } from '../base/json';
import type { Database, Reader, Row, Writer } from '../storage/database';
import { leased, type LeaseOwner } from '../storage/lease';
import {
  scheduledItemKinds,
  scheduledItemStates,
  targetKinds,
  type ScheduledItemKind,
  type ScheduledItemState,
  type ScheduledItem,
  type ScheduledReply,
  type ScheduleTarget,
  type WhyUnsent,
} from './scheduledItem';

/** A window that works on an item and does not renew its lease for this long has ended. */
const itemLeaseMs = 20_000;
/** The same for a window that has notified the user of an item, who may decide much later. */
export const noticeMs = 10 * 60_000;

export interface NewScheduledItem extends ScheduleTarget {
  readonly kind: ScheduledItemKind;
  readonly dueAt: number;
  readonly reply?: ScheduledReply;
}

const isLeased = leased(itemLeaseMs);
const isUndecided = "state IN ('unsent', 'unconfirmed', 'shown')";
const isNotified = leased(noticeMs);
const isWorkedOn = "owner IS NOT NULL AND state IN ('waiting', 'sending')";

/** Scheduled items in the database, which all windows of this machine share. Every method rejects with a StorageError. */
export class ScheduleRows {
  /** @param open opens the database on first use */
  constructor(readonly open: () => Promise<Database>) {}

  /** @param owner of a reply that waits in a composer of this window @returns its id */
  async add(
    { account, kind, target, targetId, title, dueAt, reply }: NewScheduledItem,
    now: number,
    owner?: string,
  ): Promise<number> {
    const columns =
      'account, kind, target, target_id, title, due_at, created_at, state, reply, owner, lease_until';
    const lease = owner === undefined ? null : now + itemLeaseMs;
    return await this.write(
      (writer) =>
        writer.run(
          `INSERT INTO scheduled_items (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
          ...[account, kind, target, targetId, title, dueAt, now],
          ...[reply ? JSON.stringify(reply) : null, owner ?? null, lease],
        ).lastId,
    );
  }

  async get(id: number): Promise<ScheduledItem | undefined> {
    return itemsOf(await this.open(), 'SELECT * FROM scheduled_items WHERE id = ?', id)[0];
  }

  /** Replies and reminders of all accounts, in the order of their times. */
  async list(): Promise<readonly ScheduledItem[]> {
    const sql = "SELECT * FROM scheduled_items WHERE kind <> 'delayed' ORDER BY due_at, id";
    return itemsOf(await this.open(), sql);
  }

  /** Items that wait and whose time has come, in the order of their times. */
  async due(now: number): Promise<readonly ScheduledItem[]> {
    const sql = `SELECT * FROM scheduled_items WHERE state = 'waiting' AND kind <> 'delayed' AND due_at <= ?1
      AND NOT (${isLeased}) ORDER BY due_at, id`;
    return itemsOf(await this.open(), sql, now);
  }

  /** When the next item is due; `undefined` if none waits. */
  async nextDue(): Promise<number | undefined> {
    const sql =
      "SELECT min(due_at) AS due FROM scheduled_items WHERE state = 'waiting' AND kind <> 'delayed'";
    const due = (await this.open()).get(sql)?.due;
    return typeof due === 'number' ? due : undefined;
  }

  /** Whether any window works on an item, or has notified the user of one, who has not decided. */
  async pending(): Promise<'work' | 'decision' | undefined> {
    const database = await this.open();
    const has = (where: string): boolean =>
      database.get(`SELECT 1 FROM scheduled_items WHERE ${where} LIMIT 1`) !== undefined;
    return has(isWorkedOn) ? 'work' : has(isUndecided) ? 'decision' : undefined;
  }

  /** Takes an item that waits, unless another window has it. @returns whether this window has it now */
  async take(id: number, { owner, now }: LeaseOwner): Promise<boolean> {
    const sql = `UPDATE scheduled_items SET owner = ?2, lease_until = ?3
      WHERE id = ?4 AND state = 'waiting' AND (owner = ?2 OR NOT (${isLeased}))`;
    // Other windows need not look.
    return await this.write((writer) => writer.run(sql, now, owner, now + itemLeaseMs, id).changes === 1, []);
  }

  /** Stores that a reply is about to be sent. @returns whether it may be: only once, by the window that has it */
  async markSending(id: number, { owner, now }: LeaseOwner): Promise<boolean> {
    const sql = `UPDATE scheduled_items SET state = 'sending', lease_until = ?
      WHERE id = ? AND state = 'waiting' AND owner = ?`;
    return await this.write((writer) => writer.run(sql, now + itemLeaseMs, id, owner).changes === 1);
  }

  /** The reply was sent. Another window may have taken this one for ended meanwhile. */
  async sent(id: number): Promise<void> {
    const sql = "DELETE FROM scheduled_items WHERE id = ? AND state IN ('sending', 'unconfirmed')";
    await this.write((writer) => writer.run(sql, id));
  }

  /** Stores that a reply was not sent, or that this is not known. Does nothing if another window has it. */
  async unsent(id: number, owner: string, state: 'unsent' | 'unconfirmed', why?: WhyUnsent): Promise<void> {
    const sql = `UPDATE scheduled_items SET state = ?, why = ?, owner = NULL, lease_until = NULL
      WHERE id = ? AND owner = ? AND state IN ('waiting', 'sending')`;
    await this.write((writer) => writer.run(sql, state, why ? JSON.stringify(why) : null, id, owner));
  }

  /** The time of a reminder has come: the user is to be notified. */
  async show(id: number): Promise<void> {
    const sql = `UPDATE scheduled_items SET state = 'shown' WHERE id = ? AND kind = 'reminder' AND state = 'waiting'`;
    await this.write((writer) => writer.run(sql, id), []);
  }

  /** Gives an item back after an error. */
  async letGo(id: number, owner: string): Promise<void> {
    const sql = 'UPDATE scheduled_items SET lease_until = 0 WHERE id = ? AND owner = ?';
    await this.write((writer) => writer.run(sql, id, owner));
  }

  /**
   * What a window left that has ended: a reply that may have been sent, and one that waited in a composer. This window
   * renews its leases first.
   */
  async abandon(now: number): Promise<void> {
    const left = `(state = 'sending' OR (kind = 'delayed' AND state = 'waiting')) AND NOT (${isLeased})`;
    if (!(await this.open()).get(`SELECT 1 FROM scheduled_items WHERE ${left} LIMIT 1`, now)) return;
    await this.write((writer) =>
      writer.run(
        `UPDATE scheduled_items SET owner = NULL, lease_until = NULL,
          why = CASE kind WHEN 'delayed' THEN '{"kind":"closed"}' ELSE NULL END,
          state = CASE kind WHEN 'delayed' THEN 'unsent' ELSE 'unconfirmed' END WHERE ${left}`,
        now,
      ),
    );
  }

  /** Takes what the user has to decide on and has not been notified of. */
  async takeForNotice({ owner, now }: LeaseOwner): Promise<readonly ScheduledItem[]> {
    const unnotified = `${isUndecided} AND NOT (${isNotified})`;
    const database = await this.open();
    if (!database.get(`SELECT 1 FROM scheduled_items WHERE ${unnotified} LIMIT 1`, now)) return [];
    return await this.write((writer) => {
      const items = itemsOf(
        writer,
        `SELECT * FROM scheduled_items WHERE ${unnotified} ORDER BY due_at, id`,
        now,
      );
      writer.run(
        `UPDATE scheduled_items SET owner = ?2, lease_until = ?3 WHERE ${unnotified}`,
        ...[now, owner, now + noticeMs],
      );
      return items;
    }, []);
  }

  /** Renews the leases of this window. */
  async renew({ owner, now }: LeaseOwner): Promise<void> {
    const database = await this.open();
    // What was given back stays so.
    const works = `owner = ?1 AND lease_until > 0 AND ${isWorkedOn}`;
    const notified = `owner = ?1 AND ${isUndecided} AND lease_until < ?2`;
    const half = now + noticeMs / 2;
    const sql = `SELECT 1 FROM scheduled_items WHERE (${works}) OR (${notified}) LIMIT 1`;
    if (!database.get(sql, owner, half)) return;
    await this.write((writer) => {
      writer.run(`UPDATE scheduled_items SET lease_until = ?2 WHERE ${works}`, owner, now + itemLeaseMs);
      writer.run(
        `UPDATE scheduled_items SET lease_until = ?3 WHERE ${notified}`,
        owner,
        half,
        now + noticeMs,
      );
    }, []);
  }

  /** The window closes: another one may go on at once. */
  async release(owner: string): Promise<void> {
    const sql = 'UPDATE scheduled_items SET lease_until = 0 WHERE owner = ?';
    await this.write((writer) => writer.run(sql, owner));
  }

  /** Sets a new time, for an item that is not being sent. @returns whether it is set */
  async move(id: number, dueAt: number, now: number): Promise<boolean> {
    const sql = `UPDATE scheduled_items SET due_at = ?2, state = 'waiting', why = NULL, owner = NULL, lease_until = NULL
      WHERE id = ?3 AND ${canBeTaken}`;
    return await this.write((writer) => writer.run(sql, now, dueAt, id).changes === 1);
  }

  /**
   * Keeps a reply from being sent at its time, because the user edits or sends it.
   * @returns the item; `undefined` if it is being sent, or no longer there
   */
  async withdraw(id: number, { owner, now }: LeaseOwner): Promise<ScheduledItem | undefined> {
    return await this.write((writer) => {
      const sql = `UPDATE scheduled_items SET state = CASE state WHEN 'waiting' THEN 'unsent' ELSE state END,
        owner = ?2, lease_until = ?3 WHERE id = ?4 AND ${canBeTaken}`;
      if (writer.run(sql, now, owner, now + noticeMs, id).changes === 0) return undefined;
      return itemsOf(writer, 'SELECT * FROM scheduled_items WHERE id = ?', id)[0];
    });
  }

  /** The user sends a reply now. @returns whether it may be sent: only once */
  async markSendingNow(id: number, { owner, now }: LeaseOwner): Promise<boolean> {
    const sql = `UPDATE scheduled_items SET state = 'sending', why = NULL, owner = ?2, lease_until = ?3
      WHERE id = ?4 AND kind = 'reply' AND state IN ('waiting', 'unsent') AND ${canBeTaken}`;
    return await this.write((writer) => writer.run(sql, now, owner, now + itemLeaseMs, id).changes === 1);
  }

  /** The user sent a reply now, and it was not sent. The user is notified, and decides. */
  async unsentNow(id: number, { owner, now }: LeaseOwner, why: WhyUnsent): Promise<void> {
    const sql = `UPDATE scheduled_items SET state = 'unsent', why = ?2, owner = ?3, lease_until = ?4
      WHERE id = ?5 AND state <> 'unconfirmed' AND (${canBeTaken} OR (state = 'sending' AND owner = ?3))`;
    await this.write((writer) => writer.run(sql, now, JSON.stringify(why), owner, now + noticeMs, id));
  }

  /** @returns whether it was there, and is not being sent */
  async remove(id: number, now: number): Promise<boolean> {
    return await this.write(
      (writer) =>
        writer.run(`DELETE FROM scheduled_items WHERE id = ?2 AND ${canBeTaken}`, now, id).changes === 1,
    );
  }

  /**
   * The wait in a composer is over. @param why the user is notified that the reply was not sent
   * @returns whether no other window has taken this one for ended
   */
  async endDelayed(id: number, owner: string, why?: 'closed' | 'late'): Promise<boolean> {
    if (why) await this.unsent(id, owner, 'unsent', { kind: why });
    const sql =
      "DELETE FROM scheduled_items WHERE id = ? AND kind = 'delayed' AND state = 'waiting' AND owner = ?";
    return await this.write((writer) => writer.run(sql, id, owner).changes === 1);
  }

  private async write<T>(
    work: (writer: Writer) => T,
    topics: readonly ['schedule'] | readonly [] = ['schedule'],
  ): Promise<T> {
    return await (await this.open()).write(topics, work);
  }
}

/** Not while a window prepares to send it, or sends it. */
const canBeTaken = `state <> 'sending' AND NOT (state = 'waiting' AND ${isLeased})`;

function itemsOf(
  reader: Reader,
  sql: string,
  ...parameters: readonly (string | number)[]
): readonly ScheduledItem[] {
  return reader.all(sql, ...parameters).flatMap(itemOf);
}

/** Rows of a later version are left out. */
function itemOf(row: Row): readonly ScheduledItem[] {
  const kind = scheduledItemKinds.find((each) => each === row.kind);
  const state: ScheduledItemState | undefined = scheduledItemStates.find((each) => each === row.state);
  const target = targetKinds.find((each) => each === row.target);
  if (!kind || !state || !target) return [];
  const reply = replyIn(row.reply);
  if (kind === 'reply' && !reply) return [];
  const why = typeof row.why === 'string' ? asRecord(parseJson(row.why)) : undefined;
  return [
    {
      ...{ kind, state, target },
      id: Number(row.id),
      account: String(row.account),
      targetId: String(row.target_id),
      title: String(row.title),
      dueAt: Number(row.due_at),
      createdAt: Number(row.created_at),
      ...(reply && { reply }),
      ...(why && { why: why as WhyUnsent }),
    },
  ];
}

function replyIn(text: unknown): ScheduledReply | undefined {
  const { text: message, isPrivate, seen } = asRecord(typeof text === 'string' ? parseJson(text) : undefined);
  if (typeof message !== 'string') return undefined;
  return { text: message, isPrivate: isPrivate === true, ...(typeof seen === 'string' && { seen }) };
}
