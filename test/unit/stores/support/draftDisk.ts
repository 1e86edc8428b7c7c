import type { Draft, DraftId } from '../../../../src/core/stores/drafts/draft';
import type { DraftStorage } from '../../../../src/core/stores/drafts/draftStore';
import { StorageError, type StorageFault } from '../../../../src/core/storage/storageError';

const keyOf = ({ account, subject }: DraftId): string => `${account} ${subject}`;

/** A disk in memory, perhaps of several windows, that counts its writes and can reject them. */
export class DraftDisk implements DraftStorage {
  readonly entries = new Map<string, Draft>();
  fault: StorageFault | undefined;
  writes = 0;
  private held = Promise.resolve();

  async write(draft: Draft, maxDrafts: number, isTimed: boolean): Promise<boolean> {
    await this.held;
    if (this.fault) throw new StorageError(this.fault, 'TEST');
    this.writes += 1;
    const key = keyOf(draft);
    if (isTimed && this.hasNewer(draft, Date.parse(draft.savedAt))) return true;
    if (!this.entries.has(key) && this.entries.size >= maxDrafts) return false;
    this.entries.set(key, structuredClone(draft));
    return true;
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

  remove(draft: DraftId, upTo = Infinity): Promise<void> {
    if (!this.hasNewer(draft, upTo)) this.entries.delete(keyOf(draft));
    return Promise.resolve();
  }

  settle(draft: DraftId, rest: Draft | undefined, upTo: number): Promise<boolean> {
    if (this.fault) return Promise.reject(new StorageError(this.fault, 'TEST'));
    if (this.hasNewer(draft, upTo)) return Promise.resolve(false);
    if (rest) this.entries.set(keyOf(draft), structuredClone(rest));
    else this.entries.delete(keyOf(draft));
    return Promise.resolve(true);
  }

  list(): Promise<readonly Draft[]> {
    return Promise.resolve([...this.entries.values()]);
  }

  private hasNewer(draft: DraftId, at: number): boolean {
    const stored = this.entries.get(keyOf(draft));
    return stored !== undefined && Date.parse(stored.savedAt) > at;
  }
}
