import type { RelayStorage } from '../../../../src/core/relay/relay';

/** One value in memory, as two windows would find it in a file. */
export class MemoryStorage implements RelayStorage {
  value: unknown = undefined;

  read(): Promise<unknown> {
    return Promise.resolve(structuredClone(this.value));
  }

  write(value: unknown): Promise<void> {
    this.value = structuredClone(value);
    return Promise.resolve();
  }
}
