import { asRecord, parseJson } from '../base/json';
import type { TicketChange, TicketSummary } from '../domain/ticket';
import type { Database, Reader, Row, Writer } from '../storage/database';
import { leased, type LeaseOwner } from '../storage/lease';
import {
  runItemStates,
  runStates,
  type ItemOutcome,
  type RunItemState,
  type Run,
  type RunCounts,
  type RunItem,
  type RunRequest,
  type RunState,
  type SentChange,
} from './run';

/** A window that does not renew its lease for this long has ended. */
export const runLeaseMs = 30_000;
/** Runs beyond this number are deleted, the oldest first. Those that are not ended stay. */
const mostRuns = 20;

/** An item of a new run or plan. */
export interface NewRunItem {
  readonly ticketId: string;
  readonly ticket: TicketSummary;
  readonly change: TicketChange;
  readonly state: RunItemState;
  readonly outcome?: ItemOutcome;
}

const isLeased = leased(runLeaseMs);

/** Runs in the database, which all windows of this machine share. Every method rejects with a StorageError. */
export class BulkRows {
  /** @param open opens the database on first use */
  constructor(readonly open: () => Promise<Database>) {}

  /** @returns its number */
  async create(
    run: { readonly account: string; readonly request: RunRequest; readonly undoOf?: number },
    state: Extract<RunState, 'selected' | 'planned'>,
    items: readonly NewRunItem[],
    now: number,
  ): Promise<number> {
    const { account, request, undoOf } = run;
    return await this.write((writer) => {
      const sql =
        'INSERT INTO bulk_runs (account, state, created_at, request, undo_of) VALUES (?, ?, ?, ?, ?)';
      const { lastId } = writer.run(sql, account, state, now, JSON.stringify(request), undoOf ?? null);
      insertItems(writer, lastId, items);
      const oldest = `SELECT id FROM bulk_runs WHERE state NOT IN ('running', 'paused') ORDER BY id DESC LIMIT -1 OFFSET ?`;
      writer.run(`DELETE FROM bulk_runs WHERE id IN (${oldest})`, mostRuns);
      return lastId;
    });
  }

  async run(id: number): Promise<Run | undefined> {
    const row = (await this.open()).get('SELECT * FROM bulk_runs WHERE id = ?', id);
    return row && runOf(row);
  }

  async items(id: number): Promise<readonly RunItem[]> {
    const rows = (await this.open()).all('SELECT * FROM bulk_items WHERE run = ? ORDER BY position', id);
    return rows.flatMap(itemOf);
  }

  async counts(id: number): Promise<RunCounts> {
    return countsOf(await this.open(), id);
  }

  /** Confirmed runs of an account that no window works on, and that have not ended; newest first. */
  async interrupted(account: string, now: number): Promise<readonly Run[]> {
    const rows = (await this.open()).all(
      `SELECT * FROM bulk_runs WHERE NOT (${isLeased}) AND account = ?2 AND state IN ('running', 'paused') ORDER BY id DESC`,
      ...[now, account],
    );
    return rows.flatMap((row) => runOf(row) ?? []);
  }

  /** The newest run of an account that was planned or confirmed. */
  async newest(account: string): Promise<Run | undefined> {
    const sql = "SELECT * FROM bulk_runs WHERE account = ? AND state <> 'selected' ORDER BY id DESC LIMIT 1";
    const row = (await this.open()).get(sql, account);
    return row && runOf(row);
  }

  /** Stores what is to be changed. What would change is to be planned anew. @returns whether the run is not confirmed */
  async setRequest(id: number, request: RunRequest): Promise<boolean> {
    const sql = `UPDATE bulk_runs SET state = 'selected', request = ? WHERE id = ? AND state IN ('selected', 'planned')`;
    return await this.write((writer) => writer.run(sql, JSON.stringify(request), id).changes === 1);
  }

  /** Replaces the items of a run that is not confirmed. @returns whether it was not */
  async plan(id: number, items: readonly NewRunItem[]): Promise<boolean> {
    return await this.write((writer) => {
      const sql = `UPDATE bulk_runs SET state = 'planned' WHERE id = ? AND state IN ('selected', 'planned')`;
      if (writer.run(sql, id).changes === 0) return false;
      writer.run('DELETE FROM bulk_items WHERE run = ?', id);
      insertItems(writer, id, items);
      return true;
    });
  }

  /** Changes an item of a plan. */
  async planItem(
    id: number,
    position: number,
    item: Pick<NewRunItem, 'change' | 'state' | 'outcome'>,
  ): Promise<void> {
    const { change, state, outcome } = item;
    await this.write((writer) =>
      writer.run(
        `UPDATE bulk_items SET change = ?, state = ?, outcome = ? WHERE run = ? AND position = ?
          AND (SELECT state FROM bulk_runs WHERE id = run) = 'planned'`,
        ...[JSON.stringify(change), state, json(outcome), id, position],
      ),
    );
  }

  /** Confirms a plan. @returns whether it was one */
  async confirm(id: number): Promise<boolean> {
    const sql = "UPDATE bulk_runs SET state = 'running' WHERE id = ? AND state = 'planned'";
    return await this.write((writer) => writer.run(sql, id).changes === 1);
  }

  /** Takes a confirmed run, unless another window has it. @returns whether this window has it now */
  async claim(id: number, { owner, now }: LeaseOwner): Promise<boolean> {
    return await this.write((writer) => {
      const sql = `UPDATE bulk_runs SET state = 'running', owner = ?2, lease_until = ?3
        WHERE id = ?4 AND state IN ('running', 'paused') AND (owner = ?2 OR NOT (${isLeased}))`;
      return writer.run(sql, now, owner, now + runLeaseMs, id).changes === 1;
    });
  }

  /** @returns whether this window still has the run */
  async renew(id: number, holder: LeaseOwner): Promise<boolean> {
    return await this.write((writer) => renew(writer, id, holder));
  }

  /** Gives a run back. @param state it stays `running` if the window closes, and is `paused` if the user wants that */
  async release(id: number, owner: string, state: 'running' | 'paused'): Promise<void> {
    const sql = `UPDATE bulk_runs SET owner = NULL, lease_until = NULL, state = ?
      WHERE id = ? AND owner = ? AND state = 'running'`;
    await this.write((writer) => writer.run(sql, state, id, owner));
  }

  /** @param until `undefined` ends the pause */
  async setPause(id: number, until: number | undefined): Promise<void> {
    await this.write((writer) =>
      writer.run('UPDATE bulk_runs SET paused_until = ? WHERE id = ?', until ?? null, id),
    );
  }

  /** The item to work on: one that may have been sent, else the first that waits. */
  async next(id: number): Promise<RunItem | undefined> {
    const database = await this.open();
    for (const state of ['sending', 'waiting'] satisfies readonly RunItemState[]) {
      const sql = 'SELECT * FROM bulk_items WHERE run = ? AND state = ? ORDER BY position LIMIT 1';
      const row = database.get(sql, id, state);
      if (row) return itemOf(row)[0];
    }
    return undefined;
  }

  /** Stores what is about to be sent. @returns whether it may be: only once, and only by the window that has the run */
  async markSending(id: number, position: number, sent: SentChange, holder: LeaseOwner): Promise<boolean> {
    return await this.write((writer) => {
      if (!renew(writer, id, holder)) return false;
      const sql = `UPDATE bulk_items SET state = 'sending', sent = ? WHERE run = ? AND position = ? AND state = 'waiting'`;
      return writer.run(sql, JSON.stringify(sent), id, position).changes === 1;
    });
  }

  /**
   * Stores what became of an item. Does nothing if another window has the run.
   * @param rest what is still to be sent, where the item waits again
   */
  async finish(
    id: number,
    position: number,
    result: { readonly state: RunItemState; readonly outcome?: ItemOutcome; readonly rest?: TicketChange },
    owner: string,
  ): Promise<void> {
    const { state, outcome, rest } = result;
    await this.write((writer) => {
      writer.run(
        `UPDATE bulk_items SET state = ?, outcome = ?, change = coalesce(?, change)
          WHERE run = ? AND position = ? AND state IN ('waiting', 'sending')
          AND (SELECT owner FROM bulk_runs WHERE id = run) = ?`,
        ...[state, json(outcome), json(rest), id, position, owner],
      );
    });
  }

  /** Ends a run that has no item left. @returns whether it has ended */
  async end(id: number, owner: string): Promise<boolean> {
    return await this.write((writer) => endIfDone(writer, id, owner));
  }

  /** What waits will not be sent. What may have been sent is to be looked for first. @returns whether the run has ended */
  async cancel(id: number, owner: string): Promise<boolean> {
    return await this.write((writer) => {
      const sql = `UPDATE bulk_items SET state = 'not-sent' WHERE run = ? AND state = 'waiting'
        AND (SELECT owner FROM bulk_runs WHERE id = run) = ?`;
      writer.run(sql, id, owner);
      return endIfDone(writer, id, owner);
    });
  }

  async remove(id: number): Promise<void> {
    await this.write((writer) => writer.run('DELETE FROM bulk_runs WHERE id = ?', id));
  }

  private async write<T>(work: (writer: Writer) => T): Promise<T> {
    return await (await this.open()).write(['bulk'], work);
  }
}

function renew(writer: Writer, id: number, { owner, now }: LeaseOwner): boolean {
  const sql = "UPDATE bulk_runs SET lease_until = ? WHERE id = ? AND owner = ? AND state = 'running'";
  return writer.run(sql, now + runLeaseMs, id, owner).changes === 1;
}

function endIfDone(writer: Writer, id: number, owner: string): boolean {
  const sql = `UPDATE bulk_runs SET state = 'ended', owner = NULL, lease_until = NULL, paused_until = NULL
    WHERE id = ? AND owner = ?
    AND NOT EXISTS (SELECT 1 FROM bulk_items WHERE run = bulk_runs.id AND state IN ('waiting', 'sending'))`;
  return writer.run(sql, id, owner).changes === 1;
}

function insertItems(writer: Writer, run: number, items: readonly NewRunItem[]): void {
  for (const [position, { ticketId, ticket, change, state, outcome }] of items.entries()) {
    writer.run(
      'INSERT INTO bulk_items (run, position, ticket_id, ticket, change, state, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[run, position, ticketId, JSON.stringify(ticket), JSON.stringify(change), state, json(outcome)],
    );
  }
}

function countsOf(reader: Reader, id: number): RunCounts {
  const rows = reader.all('SELECT state, count(*) AS count FROM bulk_items WHERE run = ? GROUP BY state', id);
  const counted = new Map(rows.map(({ state, count }) => [String(state), Number(count)]));
  return Object.fromEntries(runItemStates.map((state) => [state, counted.get(state) ?? 0])) as Record<
    RunItemState,
    number
  >;
}

function json(value: object | undefined): string | null {
  return value === undefined || Object.keys(value).length === 0 ? null : JSON.stringify(value);
}

/** `undefined` for a run of a later version. */
function runOf(row: Row): Run | undefined {
  const state = runStates.find((each) => each === row.state);
  if (!state) return undefined;
  return {
    id: Number(row.id),
    account: String(row.account),
    state,
    createdAt: Number(row.created_at),
    request: asRecord(parseJson(String(row.request))),
    ...(row.undo_of !== null && { undoOf: Number(row.undo_of) }),
    ...(row.paused_until !== null && { pausedUntil: Number(row.paused_until) }),
  };
}

function itemOf(row: Row): [] | [RunItem] {
  const state = runItemStates.find((each) => each === row.state);
  if (!state) return [];
  const ticketId = String(row.ticket_id);
  const part = (text: unknown): object | undefined =>
    typeof text === 'string' ? asRecord(parseJson(text)) : undefined;
  const sent = part(row.sent);
  const outcome = part(row.outcome);
  return [
    {
      position: Number(row.position),
      ticketId,
      ticket: { id: ticketId, ...part(row.ticket) },
      change: part(row.change) ?? {},
      state,
      ...(sent && { sent: sent as SentChange }),
      ...(outcome && { outcome }),
    },
  ];
}
