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
  keep(id: FormSubject, title: string, values: Readonly<Record<string, unknown>>): void;
  discard(id: FormSubject): Promise<void>;
}
