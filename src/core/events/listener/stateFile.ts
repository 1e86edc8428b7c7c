import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../base/json';
import type { ListenerStorage } from '../status/checkpoint';

const ownOnly = 0o600;

/**
 * One JSON value in a file that all windows of a machine share. The editor's own state would not do: each window
 * keeps its copy of that. What is torn or no JSON reads as absent.
 */
export function stateFile(file: string): ListenerStorage {
  return {
    read: async () => {
      try {
        return JSON.parse(await readFile(file, 'utf8')) as unknown;
      } catch (thrown) {
        if (thrown instanceof SyntaxError || errorCode(thrown) === 'ENOENT') return undefined;
        throw thrown;
      }
    },
    write: async (value) => {
      await mkdir(path.dirname(file), { recursive: true });
      const part = `${file}.${randomUUID()}`;
      try {
        const handle = await open(part, 'wx', ownOnly);
        try {
          await handle.writeFile(JSON.stringify(value));
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(part, file);
      } finally {
        await rm(part, { force: true });
      }
    },
  };
}
