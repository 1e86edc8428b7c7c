import type { IsoTime } from '../../domain/ticket';
import type { StorageFault } from '../../storage/storageError';

/** What a draft is about: one per account and subject. */
export type DraftSubject =
  | 'ticket.new'
  | 'agent.new'
  | 'view.new'
  | `ticket.edit/${string}`
  /** Changes of several tickets, by the number of their run. */
  | `ticket.bulk/${number}`
  | `agent.edit/${string}`
  | `view.edit/${string}`
  | `reply/${string}`
  | `chat/${string}`;

export function isDraftSubject(text: string): text is DraftSubject {
  return /^(?:(?:ticket|agent|view)\.(?:new|edit\/.+)|ticket\.bulk\/\d+|(?:reply|chat)\/.+)$/s.test(text);
}

/** Id of an account (`Account.id`) and subject. */
export interface DraftId {
  readonly account: string;
  readonly subject: DraftSubject;
}

export type DraftValues = Readonly<Record<string, unknown>>;

export interface Draft extends DraftId {
  /** Title for lists; may be customers' text. */
  readonly title: string;
  readonly savedAt: IsoTime;
  /** JSON values by field, without passwords. */
  readonly values: DraftValues;
  /**
   * For a draft that edits an item: the values that the edited fields had when typing began, as the person saw them.
   * Those of an older version have none.
   */
  readonly base?: DraftValues;
}

/** Why a draft is in memory only. `too-many`: other drafts must be discarded first; none is dropped automatically. */
export type DraftFault = StorageFault | 'too-large' | 'too-many';

export interface DraftItem extends Omit<Draft, 'values' | 'base'> {
  readonly unsaved?: DraftFault;
}

/** `undefined` without values. */
export function draftOf(
  { account, subject }: DraftId,
  title: string,
  values: DraftValues,
  at: number,
  base: DraftValues = {},
): Draft | undefined {
  const kept = withoutPasswords(values);
  if (Object.keys(kept).length === 0) return undefined;
  return {
    ...{ account, subject, title, savedAt: new Date(at).toISOString(), values: kept },
    ...(Object.keys(base).length > 0 && { base: withoutPasswords(base) }),
  };
}

/** Deep copy without fields that are named like a password. */
function withoutPasswords(values: object): DraftValues {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    return typeof value === 'object' && value !== null ? withoutPasswords(value) : value;
  };
  const named = Object.entries(values).filter(([name]) => !/passw/i.test(name));
  return Object.fromEntries(named.map(([name, item]) => [name, clean(item)]));
}
