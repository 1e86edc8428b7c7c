import type { MeterStorage } from '../../../../src/core/metering/meterFiles';
import { StorageError } from '../../../../src/core/storage/storageError';

/** Months in memory that several meters share, as the windows of a machine do. */
export class SharedMonths implements MeterStorage {
  readonly months = new Map<string, string>();
  isFull = false;
  /** Answers nothing at all while it is told to. */
  hangs = false;
  appends = 0;
  reads = 0;

  async append(month: string, lines: readonly string[]): Promise<void> {
    this.appends += 1;
    await this.ready();
    this.write(month, `\n${lines.join('\n')}\n`);
  }

  async readOn(month: string, from: number): Promise<Buffer> {
    this.reads += 1;
    await this.ready();
    return Buffer.from(this.months.get(month) ?? '').subarray(from);
  }

  write(month: string, text: string): void {
    this.months.set(month, (this.months.get(month) ?? '') + text);
  }

  private async ready(): Promise<void> {
    if (this.hangs) await new Promise(() => undefined);
    if (this.isFull) throw new StorageError('full', 'ENOSPC');
  }
}
