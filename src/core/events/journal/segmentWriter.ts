import { fstatSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { journalErrorOf } from './journalError';

/** A write that took this long, in milliseconds, would be felt in the editor if many did. */
const longWriteMs = 20;

/**
 * Adds to one file after the other. The system takes some lines in some microseconds, and a turn through the thread
 * pool takes ten times that, so they are written at once. Where the system made this process wait, as a network disk
 * may, the file goes on through the thread pool.
 * Whatever a write that failed, or a process that was killed, left at the end
 * of a file is closed off with a line break, so that it spoils no line but its own.
 */
export class SegmentWriter {
  private handle: FileHandle | undefined;
  private bytes = 0;
  private isSlow = false;
  private isTorn = false;

  /**
   * @param name the file to go on with
   * @param nextName of the file that takes the place of one that was deleted: readers go by names
   * @param stopwatch milliseconds of a clock that only goes on
   */
  constructor(
    private readonly dir: string,
    private name: string,
    private readonly nextName: () => string = () => name,
    private readonly stopwatch: () => number = () => performance.now(),
  ) {}

  get current(): string {
    return this.name;
  }

  /** Bytes in the current file, as far as it was opened. */
  get size(): number {
    return this.bytes;
  }

  /**
   * Resolves once the system has these lines: it then survives the end of this process, not of the machine.
   * @throws JournalError; nothing or a part was written then, and it may be tried again
   */
  async append(lines: Buffer): Promise<void> {
    try {
      const handle = await this.opened();
      const data = this.isTorn ? Buffer.concat([Buffer.from('\n'), lines]) : lines;
      this.isTorn = true;
      if (this.isSlow) await writeAll(handle, data);
      else this.writeAtOnce(handle.fd, data);
      this.isTorn = false;
      this.bytes += data.length;
    } catch (thrown) {
      await this.close();
      throw journalErrorOf(thrown);
    }
  }

  /** What is added next goes to a file of this name, which is made at once: its name says which numbers are used. */
  async moveTo(name: string): Promise<void> {
    await this.close();
    this.name = name;
    await this.opened();
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close().catch(() => undefined);
  }

  private writeAtOnce(file: number, data: Buffer): void {
    const begun = this.stopwatch();
    for (let at = 0; at < data.length;) at += writeSync(file, data, at);
    this.isSlow = this.stopwatch() - begun > longWriteMs;
  }

  private async opened(): Promise<FileHandle> {
    // A file that was deleted would take everything and keep nothing. Asking the system at once takes a thousandth
    // of what a turn through the thread pool takes, and each event waits for it.
    if (this.handle && fstatSync(this.handle.fd).nlink === 0) {
      await this.close();
      this.name = this.nextName();
    }
    if (this.handle) return this.handle;
    this.isSlow = false;
    const handle = await open(path.join(this.dir, this.name), 'a+', 0o600);
    this.handle = handle;
    this.bytes = (await handle.stat()).size;
    const last = Buffer.alloc(1);
    if (this.bytes > 0) await handle.read(last, 0, 1, this.bytes - 1);
    this.isTorn = this.bytes > 0 && last.toString() !== '\n';
    return handle;
  }
}

async function writeAll(handle: FileHandle, data: Buffer): Promise<void> {
  let at = 0;
  while (at < data.length) at += (await handle.write(data, at)).bytesWritten;
}
