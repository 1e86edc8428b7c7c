import type { FormSubject } from './formSource';

export interface StoredDraft {
  /** ISO 8601. */
  readonly savedAt: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Where what is typed is kept while it is typed, by account and subject. A form never hands it a password, and
 * values that hold nothing take the draft away.
 */
export interface DraftPort {
  /** As it was typed last, here or in another window. */
  get(id: FormSubject): Promise<StoredDraft | undefined>;
  /** Resolves to why it could not be put on disk, once that was tried. */
  keep(
    id: FormSubject,
    title: string,
    values: Readonly<Record<string, unknown>>,
    at?: number,
  ): Promise<string | undefined>;
  /** When the newest text that is known of was typed, also where it is gone by now. */
  lastEditAt(id: FormSubject): Promise<number>;
  discard(id: FormSubject): Promise<void>;
}
