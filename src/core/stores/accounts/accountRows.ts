import { Emitter } from '../../base/event';
import { parseJson } from '../../base/json';
import { decodeAccount } from '../../domain/account';
import type { Database, Reader, Writer } from '../../storage/database';
import { salvagedKey } from '../../storage/stateStore';
import { StorageError } from '../../storage/storageError';
import type { AccountList, AccountStorage, ListChange } from './accountList';

const activeKey = 'activeAccount';

/** The account list in the database, which all windows and profiles of this machine share. */
export class AccountRows implements AccountStorage {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private watched: Database | undefined;

  /** @param open opens the database on first use */
  constructor(private readonly open: () => Promise<Database>) {}

  async read(): Promise<AccountList> {
    return listIn(await this.opened());
  }

  async update(change: ListChange): Promise<AccountList> {
    const database = await this.opened();
    return await database.write(['accounts'], (writer) => {
      const before = listIn(writer);
      const after = change(before);
      replace(writer, before, after);
      return after;
    });
  }

  private async opened(): Promise<Database> {
    try {
      const database = await this.open();
      if (this.watched !== database) {
        this.watched = database;
        database.onDidChange((topics) => {
          if (topics.has('accounts')) this.changed.fire(undefined);
        });
      }
      return database;
    } catch (thrown) {
      throw StorageError.of(thrown);
    }
  }
}

/** Whether an account is signed in. @throws StorageError */
export function hasAccount(reader: Reader, account: string): boolean {
  return reader.get('SELECT 1 FROM accounts WHERE id = ?', account) !== undefined;
}

/** A row that is no account counts as none and hides no other. */
function listIn(reader: Reader): AccountList {
  const rows = reader.all('SELECT value FROM accounts ORDER BY position, id');
  const active = reader.get('SELECT value FROM state WHERE key = ?', activeKey);
  const activeId = active && parseJson(String(active.value));
  const secrets = reader.all('SELECT account, version, stored_at FROM account_secrets');
  const salvaged = reader.get('SELECT 1 FROM state WHERE key = ?', salvagedKey);
  return {
    accounts: rows.flatMap(({ value }) => decodeAccount(parseJson(String(value))) ?? []),
    ...(typeof activeId === 'string' && { activeId }),
    ...(salvaged && { isSalvaged: true }),
    secrets: new Map(
      secrets.map(({ account, version, stored_at: at }) => [
        String(account),
        { version: Number(version), at: Number(at) },
      ]),
    ),
  };
}

/** Rows that could not be decoded stay as they are. */
function replace(writer: Writer, before: AccountList, after: AccountList): void {
  for (const { id } of before.accounts) writer.run('DELETE FROM accounts WHERE id = ?', id);
  after.accounts.forEach((account, position) =>
    writer.run(
      'INSERT OR REPLACE INTO accounts (id, position, value) VALUES (?, ?, ?)',
      account.id,
      position,
      JSON.stringify(account),
    ),
  );
  writer.run('DELETE FROM state WHERE key = ?', activeKey);
  if (after.activeId !== undefined) {
    writer.run('INSERT INTO state (key, value) VALUES (?, ?)', activeKey, JSON.stringify(after.activeId));
  }
  if (!after.isSalvaged) writer.run('DELETE FROM state WHERE key = ?', salvagedKey);
  writer.run('DELETE FROM account_secrets');
  for (const [id, { version, at }] of after.secrets) {
    writer.run('INSERT INTO account_secrets (account, version, stored_at) VALUES (?, ?, ?)', id, version, at);
  }
}
