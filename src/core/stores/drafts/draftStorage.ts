import type { Event } from '../../base/event';
import type { Draft, DraftId } from './draft';

/** Whether a version of a draft may be replaced. @param version time of its last edit; 0 if there is none */
export type MayReplace = (version: number) => boolean;

/** One entry per draft. Rejects with a StorageError. */
export interface DraftStorage {
  /** Fires when drafts were stored or deleted, by this or another window. */
  readonly onDidChange: Event<unknown>;
  /**
   * Replaces a draft atomically, or deletes it without one.
   * @param maxDrafts of others that may be stored
   */
  write(
    id: DraftId,
    draft: Draft | undefined,
    mayReplace: MayReplace,
    maxDrafts: number,
  ): Promise<'changed' | 'too-many' | undefined>;
  read(id: DraftId): Promise<Draft | undefined>;
  list(): Promise<readonly Draft[]>;
}
