import type { Clock } from '../../base/clock';
import { asRecord, parseJson } from '../../base/json';
import type { Database, Row, Writer } from '../../storage/database';
import { isDraftSubject, type Draft, type DraftId, type DraftValues } from './draft';
import { DraftStore, type DraftStorage } from './draftStore';

/** A bundle that loads on first use. @param open opens the database on first use */
export function openDrafts(open: () => Promise<Database>, clock: Clock): DraftStore {
  return new DraftStore(new DraftRows(open), clock);
}

/** Drafts in the database, one row per draft. */
export class DraftRows implements DraftStorage {
  /** @param open opens the database on first use; rejects with a StorageError */
  constructor(private readonly open: () => Promise<Database>) {}

  async write(draft: Draft, maxDrafts: number, isTimed: boolean): Promise<boolean> {
    const { account, subject } = draft;
    const database = await this.open();
    return await database.write(['drafts'], (writer) => {
      if (isTimed && hasNewer(writer, draft, Date.parse(draft.savedAt))) return true;
      const others = 'SELECT count(*) AS count FROM drafts WHERE NOT (account = ? AND subject = ?)';
      if (Number(writer.get(others, account, subject)?.count) >= maxDrafts) return false;
      replace(writer, draft);
      return true;
    });
  }

  async read({ account, subject }: DraftId): Promise<Draft | undefined> {
    const database = await this.open();
    return draftOf(
      database.get('SELECT * FROM drafts WHERE account = ? AND subject = ?', account, subject),
    )[0];
  }

  async remove(id: DraftId, upTo?: number): Promise<void> {
    const database = await this.open();
    await database.write(['drafts'], (writer) => {
      if (upTo === undefined || !hasNewer(writer, id, upTo)) remove(writer, id);
    });
  }

  async settle(id: DraftId, rest: Draft | undefined, upTo: number): Promise<boolean> {
    const database = await this.open();
    return await database.write(['drafts'], (writer) => {
      if (hasNewer(writer, id, upTo)) return false;
      if (rest) replace(writer, rest);
      else remove(writer, id);
      return true;
    });
  }

  async list(): Promise<readonly Draft[]> {
    const database = await this.open();
    return database.all('SELECT * FROM drafts').flatMap(draftOf);
  }
}

/** Whether a draft was edited after this time, perhaps in another window. */
function hasNewer(writer: Writer, { account, subject }: DraftId, at: number): boolean {
  const newer = 'SELECT 1 FROM drafts WHERE account = ? AND subject = ? AND saved_at > ?';
  return writer.get(newer, account, subject, at) !== undefined;
}

function remove(writer: Writer, { account, subject }: DraftId): void {
  writer.run('DELETE FROM drafts WHERE account = ? AND subject = ?', account, subject);
}

function replace(writer: Writer, { account, subject, title, savedAt, values, base }: Draft): void {
  writer.run(
    'INSERT OR REPLACE INTO drafts (account, subject, title, saved_at, content, base) VALUES (?, ?, ?, ?, ?, ?)',
    account,
    subject,
    title,
    Date.parse(savedAt),
    JSON.stringify(values),
    base ? JSON.stringify(base) : null,
  );
}

/** Malformed rows are skipped. */
function draftOf(row: Row | undefined): [] | [Draft] {
  if (!row) return [];
  const { account, subject, title, saved_at: savedAt, content } = row;
  const values = recordIn(content);
  if (typeof account !== 'string' || typeof subject !== 'string' || typeof title !== 'string') return [];
  if (!isDraftSubject(subject) || typeof savedAt !== 'number') return [];
  if (!values) return [];
  const base = recordIn(row.base);
  const draft = { account, subject, title, savedAt: new Date(savedAt).toISOString(), values };
  return [base ? { ...draft, base } : draft];
}

function recordIn(text: unknown): DraftValues | undefined {
  const value = parseJson(String(text));
  return typeof value !== 'object' || value === null || Array.isArray(value) ? undefined : asRecord(value);
}
