import type { Database } from '../storage/database';
import { StorageError } from '../storage/storageError';
import type { AuditStorage } from './auditLog';

/** The audit log in the database, one row an entry. */
export class AuditRows implements AuditStorage {
  /** @param open opens the database on first use */
  constructor(private readonly open: () => Promise<Database>) {}

  async append(account: string, entry: string, maxEntries: number): Promise<void> {
    const database = await this.opened();
    await database.write(['audit'], (writer) => {
      const { lastId } = writer.run('INSERT INTO audit (account, entry) VALUES (?, ?)', account, entry);
      writer.run('DELETE FROM audit WHERE id <= ?', lastId - maxEntries);
    });
  }

  async read(): Promise<readonly string[]> {
    const database = await this.opened();
    return database.all('SELECT entry FROM audit ORDER BY id').map(({ entry }) => String(entry));
  }

  private async opened(): Promise<Database> {
    try {
      return await this.open();
    } catch (thrown) {
      throw StorageError.of(thrown);
    }
  }
}
