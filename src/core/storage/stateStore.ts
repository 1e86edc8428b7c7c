import { parseJson } from '../base/json';
import type { Database } from './database';

/** Key of a value that is there after a damaged file was set aside, until lost accounts were looked for elsewhere. */
export const salvagedKey = 'salvaged';

/** One JSON value in the database, shared by all windows of this machine. */
export interface StateValue {
  /** The stored value; `undefined` if there is none or it is not JSON. @throws StorageError */
  read(): Promise<unknown>;
  /** Replaces the value; `undefined` removes it. @throws StorageError */
  write(value: unknown): Promise<void>;
}

/** Values by name, see `StateValue`. */
export interface StateValues {
  /** @throws StorageError */
  read(key: string): Promise<unknown>;
  /** @throws StorageError */
  write(key: string, value: unknown): Promise<void>;
}

export function stateValues(open: () => Promise<Database>): StateValues {
  return {
    read: (key) => stateValue(open, key).read(),
    write: (key, value) => stateValue(open, key).write(value),
  };
}

/** @param key name of the value, unique in the table `state` */
export function stateValue(open: () => Promise<Database>, key: string): StateValue {
  return {
    read: async () => {
      const row = (await open()).get('SELECT value FROM state WHERE key = ?', key);
      return row && parseJson(String(row.value));
    },
    write: async (value) => {
      const text = JSON.stringify(value);
      await (
        await open()
      ).write(['state'], (writer) => {
        if (value === undefined) writer.run('DELETE FROM state WHERE key = ?', key);
        else writer.run('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)', key, text);
      });
    },
  };
}
