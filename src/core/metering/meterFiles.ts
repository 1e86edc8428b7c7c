import { mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { StorageError } from '../storage/storageError';

/** Lines by month, which several processes add to. Rejects with a `StorageError` where the disk refuses. */
export interface MeterStorage {
  /** Adds whole lines at the end of a month, `YYYY-MM`. */
  append(month: string, lines: readonly string[]): Promise<void>;
  /**
   * @param from how many bytes were read before
   * @returns what was added since then; nothing where there is nothing
   */
  readOn(month: string, from: number): Promise<Buffer>;
}

const end = '.jsonl';
/** Only the person may read it. Windows pays no heed to it: there the folder is the person's own. */
const ownOnly = 0o600;

/** A file per month in a folder that is made when it is needed. The month before is kept, older ones go. */
export class MeterFiles implements MeterStorage {
  constructor(private readonly folder: string) {}

  async append(month: string, lines: readonly string[]): Promise<void> {
    await guarded(async () => {
      await mkdir(this.folder, { recursive: true });
      const file = await open(this.fileOf(month), 'a', ownOnly);
      try {
        const { size } = await file.stat();
        // Another process may have been killed in the middle of a line: an empty one is skipped on reading.
        await file.writeFile(`${size > 0 ? '\n' : ''}${lines.join('\n')}\n`);
        if (size === 0) await this.tidy();
      } finally {
        await file.close();
      }
    });
  }

  async readOn(month: string, from: number): Promise<Buffer> {
    return await guarded(async () => {
      const file = await openOrAbsent(this.fileOf(month));
      if (!file) return Buffer.alloc(0);
      try {
        const { size } = await file.stat();
        const buffer = Buffer.alloc(Math.max(0, size - from));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    });
  }

  private fileOf(month: string): string {
    return path.join(this.folder, month + end);
  }

  private async tidy(): Promise<void> {
    const months = (await readdir(this.folder)).filter((name) => /^\d{4}-\d\d\.jsonl$/.test(name)).sort();
    for (const name of months.slice(0, -2)) await rm(path.join(this.folder, name), { force: true });
  }
}

async function openOrAbsent(file: string) {
  try {
    return await open(file, 'r');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw StorageError.of(thrown);
  }
}
