import { Emitter } from '../../../../src/core/base/event';
import type { Draft, DraftId } from '../../../../src/core/stores/drafts/draft';
import type { DraftStorage, MayReplace } from '../../../../src/core/stores/drafts/draftStorage';
import { StorageError, type StorageFault } from '../../../../src/core/storage/storageError';

const keyOf = ({ account, subject }: DraftId): string => `${account} ${subject}`;

/** A disk in memory, perhaps of several windows, that counts its writes and can reject them. */
export class DraftDisk implements DraftStorage {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  readonly entries = new Map<string, Draft>();
  fault: StorageFault | undefined;
  writes = 0;
  private held = Promise.resolve();

  async write(
    id: DraftId,
    draft: Draft | undefined,
    mayReplace: MayReplace,
    maxDrafts: number,
  ): Promise<'changed' | 'too-many' | undefined> {
    await this.held;
    if (this.fault) throw new StorageError(this.fault, 'TEST');
    this.writes += 1;
    const key = keyOf(id);
    const stored = this.entries.get(key);
    if (!mayReplace(stored ? Date.parse(stored.savedAt) : 0)) return 'changed';
    if (draft && !stored && this.entries.size >= maxDrafts) return 'too-many';
    if (draft) this.entries.set(key, structuredClone(draft));
    else this.entries.delete(key);
    this.changed.fire(undefined);
    return undefined;
  }

  /** Blocks all later writes until the returned function is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => (release = resolve));
    return () => {
      this.held = Promise.resolve();
      release();
    };
  }

  read(draft: DraftId): Promise<Draft | undefined> {
    return Promise.resolve(this.entries.get(keyOf(draft)));
  }

  list(): Promise<readonly Draft[]> {
    return Promise.resolve([...this.entries.values()]);
  }
}
