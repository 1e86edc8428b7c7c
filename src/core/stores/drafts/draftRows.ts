import type { Clock } from '../../base/clock';
import { Emitter } from '../../base/event';
import { asRecord, parseJson } from '../../base/json';
import type { Database, Row, Writer } from '../../storage/database';
import { isDraftSubject, type Draft, type DraftId, type DraftValues } from './draft';
import type { DraftStorage, MayReplace } from './draftStorage';
import { DraftStore } from './draftStore';

/** A bundle that loads on first use. @param open opens the database on first use */
export function openDrafts(open: () => Promise<Database>, clock: Clock): DraftStore {
  return new DraftStore(new DraftRows(open), clock);
}

/** Drafts in the database, one row per draft. */
export class DraftRows implements DraftStorage {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private followed: Database | undefined;

  /** @param open opens the database on first use; rejects with a StorageError */
  constructor(private readonly open: () => Promise<Database>) {}

  async write(
    { account, subject }: DraftId,
    draft: Draft | undefined,
    mayReplace: MayReplace,
    maxDrafts: number,
  ): Promise<'changed' | 'too-many' | undefined> {
    const database = await this.opened();
    return await database.write(['drafts'], (writer) => {
      const found = 'SELECT saved_at FROM drafts WHERE account = ? AND subject = ?';
      if (!mayReplace(Number(writer.get(found, account, subject)?.saved_at ?? 0))) return 'changed';
      if (!draft) {
        writer.run('DELETE FROM drafts WHERE account = ? AND subject = ?', account, subject);
        return undefined;
      }
      const others = 'SELECT count(*) AS count FROM drafts WHERE NOT (account = ? AND subject = ?)';
      if (Number(writer.get(others, account, subject)?.count) >= maxDrafts) return 'too-many';
      replace(writer, draft);
      return undefined;
    });
  }

  async read({ account, subject }: DraftId): Promise<Draft | undefined> {
    const database = await this.opened();
    return draftOf(
      database.get('SELECT * FROM drafts WHERE account = ? AND subject = ?', account, subject),
    )[0];
  }

  async list(): Promise<readonly Draft[]> {
    const database = await this.opened();
    return database.all('SELECT * FROM drafts').flatMap(draftOf);
  }

  private async opened(): Promise<Database> {
    const database = await this.open();
    if (database === this.followed) return database;
    this.followed = database;
    database.onDidChange((topics) => {
      if (topics.has('drafts')) this.changed.fire(undefined);
    });
    return database;
  }
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
