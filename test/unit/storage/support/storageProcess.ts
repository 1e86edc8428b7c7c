import path from 'node:path';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Database } from '../../../../src/core/storage/database';
import { openDatabase } from '../../../../src/core/storage/openDatabase';
import { StorageError } from '../../../../src/core/storage/storageError';

export type Order =
  | { readonly kind: 'open'; readonly parameters?: Readonly<Record<string, string>> }
  /** Holds the write lock for this long, in milliseconds. */
  | { readonly kind: 'lock'; readonly ms: number }
  /** Writes numbered drafts, `together` at a time, until the process ends. */
  | { readonly kind: 'write'; readonly account: string; readonly together: number; readonly count: number };

export type Report =
  | { readonly kind: 'opened' }
  | { readonly kind: 'failed'; readonly fault: string }
  | { readonly kind: 'locked' | 'unlocked' }
  | { readonly kind: 'written'; readonly numbers: readonly number[] }
  | { readonly kind: 'finished' };

const folder = process.argv[2] ?? '';
let database: Database;

function notify(report: Report): void {
  process.send?.(report);
}

async function open(parameters: Readonly<Record<string, string>> | undefined): Promise<void> {
  try {
    database = await openDatabase({
      folder,
      clock: systemClock,
      log: silentLog,
      ...(parameters && { parameters }),
    });
    notify({ kind: 'opened' });
  } catch (thrown) {
    notify({ kind: 'failed', fault: StorageError.of(thrown).fault });
  }
}

function lock(ms: number): void {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const connection = new DatabaseSync(path.join(folder, 'desk.db'));
  connection.exec('BEGIN IMMEDIATE');
  notify({ kind: 'locked' });
  setTimeout(() => {
    connection.exec('COMMIT');
    connection.close();
    notify({ kind: 'unlocked' });
  }, ms);
}

async function write(account: string, together: number, count: number): Promise<void> {
  for (let from = 0; from < count; from += together) {
    const numbers = Array.from({ length: together }, (_, index) => from + index);
    await Promise.all(
      numbers.map((number) =>
        database.write(['drafts'], (writer) =>
          writer.run(
            'INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, ?, ?, ?, ?)',
            ...[account, `reply/${number}`, 'Title', number, '{}'],
          ),
        ),
      ),
    );
    notify({ kind: 'written', numbers });
  }
  notify({ kind: 'finished' });
}

process.on('message', (message) => {
  const order = message as Order;
  if (order.kind === 'open') void open(order.parameters);
  else if (order.kind === 'lock') lock(order.ms);
  else void write(order.account, order.together, order.count);
});
