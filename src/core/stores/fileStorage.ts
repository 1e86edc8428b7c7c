import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { LineStorage } from './auditLog';
import type { DraftStorage } from './draftStore';
import { StorageError } from '../storage/storageError';

/** Only the person may read it. Windows pays no heed to it: there the folder is the person's own. */
const ownOnly = 0o600;
const draftEnd = '.json';
const partEnd = '.part';
/** A write takes milliseconds; a part that is so old was left by a process that was killed. */
const abandonedMs = 60 * 60_000;

/** One file per draft in a folder, which is made when it is needed. A file is replaced whole or not at all. */
export class DraftFiles implements DraftStorage {
  constructor(private readonly folder: string) {}

  async write(key: string, text: string): Promise<void> {
    await guarded(async () => {
      await mkdir(this.folder, { recursive: true });
      const part = path.join(this.folder, `${key}.${randomUUID()}${partEnd}`);
      try {
        const file = await open(part, 'wx', ownOnly);
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(part, this.fileOf(key));
      } catch (thrown) {
        await rm(part, { force: true }).catch(() => undefined);
        throw thrown;
      }
    });
  }

  async read(key: string): Promise<string | undefined> {
    return await guarded(() => orAbsent(readFile(this.fileOf(key), 'utf8')));
  }

  async remove(key: string): Promise<void> {
    await guarded(() => orAbsent(unlink(this.fileOf(key))));
  }

  async keys(): Promise<readonly string[]> {
    const names = await guarded(async () => (await orAbsent(readdir(this.folder))) ?? []);
    await Promise.all(names.filter((name) => name.endsWith(partEnd)).map((name) => this.clean(name)));
    return names.filter((name) => name.endsWith(draftEnd)).map((name) => name.slice(0, -draftEnd.length));
  }

  private fileOf(key: string): string {
    return path.join(this.folder, key + draftEnd);
  }

  /** Housekeeping only: whatever hinders it, the next listing tries again. */
  private async clean(name: string): Promise<void> {
    const file = path.join(this.folder, name);
    try {
      if (Date.now() - (await stat(file)).mtimeMs > abandonedMs) await unlink(file);
    } catch {
      return;
    }
  }
}

/** Lines in a file, the older part beside it with `.old` at its end. Windows of one machine may share it. */
export class LineFile implements LineStorage {
  /** Whether the file may end in the middle of a line: another process may have been killed there. */
  private mayBeTorn = true;

  constructor(private readonly file: string) {}

  async append(line: string): Promise<number> {
    return await guarded(async () => {
      await mkdir(path.dirname(this.file), { recursive: true });
      const file = await open(this.file, 'a', ownOnly);
      try {
        const { size } = await file.stat();
        const text = `${this.mayBeTorn && size > 0 ? '\n' : ''}${line}\n`;
        this.mayBeTorn = true;
        await file.writeFile(text);
        this.mayBeTorn = false;
        return size + Buffer.byteLength(text);
      } finally {
        await file.close();
      }
    });
  }

  async read(): Promise<string> {
    const older = await guarded(() => orAbsent(readFile(this.older, 'utf8')));
    const newer = await guarded(() => orAbsent(readFile(this.file, 'utf8')));
    return `${older ?? ''}\n${newer ?? ''}`;
  }

  async rotate(maxBytes: number): Promise<void> {
    await guarded(async () => {
      // Another window may have done it a moment ago, and its new part must not replace the older one.
      const size = (await orAbsent(stat(this.file)))?.size ?? 0;
      if (size > maxBytes) await rename(this.file, this.older);
    });
  }

  private get older(): string {
    return `${this.file}.old`;
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw StorageError.of(thrown);
  }
}

async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') {
      return undefined;
    }
    throw thrown;
  }
}
