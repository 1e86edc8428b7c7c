import { addressKey } from '../domain/account';
import type { Database } from '../storage/database';
import { StorageError, type StorageFault } from '../storage/storageError';

/** A note of the user about a person. It never leaves this machine. */
export interface PersonNote {
  readonly text: string;
  /** In epoch milliseconds. */
  readonly savedAt: number;
}

/** Id of an account (`Account.id`), and the e-mail address of the person in any case. */
export interface NoteId {
  readonly account: string;
  readonly mail: string;
}

/**
 * Notes about people, stored with every key press and without a timer: text that was typed during a write is stored right
 * after it, only the newest version.
 */
export class NoteStore {
  /** The newest text of each note that waits for a write. */
  private readonly waiting = new Map<string, PersonNote>();
  private readonly writing = new Map<string, Promise<StorageFault | undefined>>();

  /** @param open opens the database on first use */
  constructor(private readonly open: () => Promise<Database>) {}

  /** Also text that is not stored yet. @throws StorageError */
  async read({ account, mail }: NoteId): Promise<PersonNote | undefined> {
    const person = addressKey(mail);
    const waiting = this.waiting.get(keyOf(account, person));
    if (waiting) return waiting;
    const row = (await this.open()).get(
      'SELECT text, saved_at FROM person_notes WHERE account = ? AND person = ?',
      ...[account, person],
    );
    return row && { text: String(row.text), savedAt: Number(row.saved_at) };
  }

  /**
   * Stores the text of a note; an empty one deletes it.
   * @param savedAt epoch milliseconds; a stored note that is newer stays
   * @returns why it could not be stored; `undefined` if it, or newer text, was stored
   */
  async keep({ account, mail }: NoteId, text: string, savedAt: number): Promise<StorageFault | undefined> {
    const person = addressKey(mail);
    const key = keyOf(account, person);
    this.waiting.set(key, { text, savedAt });
    const before = this.writing.get(key);
    const done = (async () => {
      await before;
      return await this.write(account, person);
    })();
    this.writing.set(key, done);
    try {
      return await done;
    } finally {
      if (this.writing.get(key) === done) this.writing.delete(key);
    }
  }

  /** What was typed meanwhile is written by the first of several calls. */
  private async write(account: string, person: string): Promise<StorageFault | undefined> {
    const key = keyOf(account, person);
    const note = this.waiting.get(key);
    if (!note) return undefined;
    try {
      const database = await this.open();
      await database.write(['notes'], (writer) => {
        const newer = 'SELECT 1 FROM person_notes WHERE account = ? AND person = ? AND saved_at > ?';
        if (writer.get(newer, account, person, note.savedAt)) return;
        if (note.text.trim() === '') {
          writer.run('DELETE FROM person_notes WHERE account = ? AND person = ?', account, person);
        } else {
          writer.run(
            'INSERT OR REPLACE INTO person_notes VALUES (?, ?, ?, ?)',
            ...[account, person, note.text, note.savedAt],
          );
        }
      });
    } catch (thrown) {
      return StorageError.of(thrown).fault;
    }
    if (this.waiting.get(key) === note) this.waiting.delete(key);
    return undefined;
  }
}

function keyOf(account: string, person: string): string {
  return `${account}\n${person}`;
}
