import type { ListenerStorage } from '../../../../src/core/events/status/checkpoint';

/** One value in memory, in place of a file that windows share. */
export class MemoryStorage implements ListenerStorage {
  value: unknown = undefined;

  read(): Promise<unknown> {
    return Promise.resolve(structuredClone(this.value));
  }

  write(value: unknown): Promise<void> {
    this.value = structuredClone(value);
    return Promise.resolve();
  }
}
