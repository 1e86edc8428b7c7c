import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { IsoTime } from '../../domain/ticket';
import { isStorageError, StorageError, type StorageFault } from '../../storage/storageError';

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

/** One entry per draft, so that two windows never overwrite each other's. Rejects with a StorageError. */
export interface DraftStorage {
  /**
   * Replaces the draft atomically.
   * @returns whether it was stored; `false` if there are `maxDrafts` others
   */
  write(draft: Draft, maxDrafts: number): Promise<boolean>;
  read(id: DraftId): Promise<Draft | undefined>;
  remove(id: DraftId): Promise<void>;
  list(): Promise<readonly Draft[]>;
}

export interface DraftLimits {
  /** Of one draft, in bytes. */
  readonly maxBytes: number;
  /** Drafts of all accounts together. */
  readonly maxDrafts: number;
}

const defaultLimits: DraftLimits = { maxBytes: 1024 * 1024, maxDrafts: 200 };

/** Input that is not stored yet, or could not be stored. */
interface Typed {
  readonly draft: Draft;
  readonly fault?: DraftFault;
}

/** A queued write. */
interface Turn {
  readonly done: Promise<DraftFault | undefined>;
}

/**
 * Input of forms, stored on every key press without a timer. Input during a write is stored right after it, only the
 * newest version. A draft that cannot be stored stays in memory and is reported by `onDidFail`; the next key press or
 * `flush` retries.
 */
export class DraftStore implements Disposable {
  private readonly changed = new Emitter<DraftId>();
  /** Fires when a draft was edited, stored or discarded in this window. */
  readonly onDidChange = this.changed.event;
  private readonly failed = new Emitter<DraftId & { readonly fault: DraftFault }>();
  readonly onDidFail = this.failed.event;
  private readonly typed = new Map<string, Typed>();
  /** The last work on each entry, so that a late write never overtakes a newer one or a removal. */
  private readonly working = new Map<string, Promise<void>>();
  /** Queued writes. Each writes the newest input when it starts. */
  private readonly queued = new Map<string, Turn>();
  /** Time of the last edit of each draft that this window knows of; kept after the draft is discarded. */
  private readonly lastEdits = new Map<string, number>();
  private readonly limits: DraftLimits;

  constructor(
    private readonly storage: DraftStorage,
    private readonly clock: Clock,
    limits: Partial<DraftLimits> = {},
  ) {
    this.limits = { ...defaultLimits, ...limits };
  }

  /**
   * Stores input. Values with nothing but a password delete the draft.
   * @param typedAt epoch milliseconds; now by default
   * @param base see `Draft.base`
   * @returns why it could not be stored; `undefined` if it, or newer input, was stored
   */
  async keep(
    { account, subject }: DraftId,
    title: string,
    values: DraftValues,
    typedAt?: number,
    base?: DraftValues,
  ): Promise<DraftFault | undefined> {
    const key = keyOf({ account, subject });
    const last = this.lastEdits.get(key) ?? 0;
    // The clock of a page may be ahead of this one.
    const at = typedAt ?? Math.max(this.clock.now(), last + 1);
    this.lastEdits.set(key, Math.max(at, last));
    const kept = withoutPasswords(values);
    if (Object.keys(kept).length === 0) {
      return await this.discard({ account, subject }).then(
        () => undefined,
        (thrown: unknown) => StorageError.of(thrown).fault,
      );
    }
    const savedAt = new Date(at).toISOString();
    const draft: Draft = {
      ...{ account, subject, title, savedAt, values: kept },
      ...(base && Object.keys(base).length > 0 && { base: withoutPasswords(base) }),
    };
    const fault = this.typed.get(key)?.fault;
    this.typed.set(key, { draft, ...(fault && { fault }) });
    this.changed.fire({ account, subject });
    return await this.write(key);
  }

  /**
   * Time of the last edit that this window or the disk knows of, in milliseconds since the epoch, even if the draft
   * was sent or discarded since. Input that a page has from before then is outdated.
   */
  async lastEditAt(id: DraftId): Promise<number> {
    const draft = await this.get(id);
    return Math.max(this.lastEdits.get(keyOf(id)) ?? 0, draft ? Date.parse(draft.savedAt) : 0);
  }

  /** The newest version of a draft, of this or another window. An unreadable one counts as none. */
  async get(id: DraftId): Promise<Draft | undefined> {
    const key = keyOf(id);
    await this.working.get(key);
    const typed = this.typed.get(key);
    if (typed) return typed.draft;
    return await this.storage.read(id);
  }

  /**
   * The drafts of an account, or of all accounts, newest first. Where the storage cannot be read, those that are in memory
   * only.
   */
  async list(account?: string): Promise<readonly DraftItem[]> {
    const items = new Map<string, DraftItem>();
    for (const draft of await this.storedDrafts()) items.set(keyOf(draft), itemOf(draft));
    for (const [key, { draft, fault }] of this.typed) {
      items.set(key, { ...itemOf(draft), ...(fault && { unsaved: fault }) });
    }
    return [...items.values()]
      .filter((item) => account === undefined || item.account === account)
      .sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
  }

  /**
   * Deletes a draft.
   * @throws StorageError if it is stored and cannot be deleted
   */
  async discard({ account, subject }: DraftId): Promise<void> {
    const key = keyOf({ account, subject });
    this.typed.delete(key);
    this.queued.delete(key);
    await this.after(key, () => this.storage.remove({ account, subject }));
    this.changed.fire({ account, subject });
  }

  /** Writes queued input, of all drafts or one. Resolves to why a draft is in memory only. */
  async flush(id?: DraftId): Promise<DraftFault | undefined> {
    const keys = id ? [keyOf(id)] : [...this.typed.keys()];
    await Promise.all(keys.map((key) => this.write(key)));
    return keys.map((key) => this.typed.get(key)?.fault).find((fault) => fault !== undefined);
  }

  /** Starts the last writes without waiting for them; call `flush` first if possible. */
  dispose(): void {
    void this.flush();
    this.changed.dispose();
    this.failed.dispose();
  }

  private async storedDrafts(): Promise<readonly Draft[]> {
    try {
      return await this.storage.list();
    } catch (thrown) {
      if (isStorageError(thrown)) return [];
      throw thrown;
    }
  }

  private write(key: string): Promise<DraftFault | undefined> {
    const waiting = this.queued.get(key);
    if (waiting) return waiting.done;
    const turn = {
      done: this.after(key, async () => {
        // A draft that was discarded meanwhile stays discarded; later input is queued after the removal.
        if (this.queued.get(key) !== turn) return undefined;
        this.queued.delete(key);
        const typed = this.typed.get(key);
        return typed && (await this.writeNow(key, typed));
      }),
    };
    this.queued.set(key, turn);
    return turn.done;
  }

  private async writeNow(key: string, typed: Typed): Promise<DraftFault | undefined> {
    const fault = await this.store(typed.draft);
    const { account, subject } = typed.draft;
    // Newer input, or a discard, has its own state.
    if (this.typed.get(key)?.draft !== typed.draft) return fault;
    if (fault) this.typed.set(key, { ...typed, fault });
    else this.typed.delete(key);
    if (fault) this.failed.fire({ account, subject, fault });
    this.changed.fire({ account, subject });
    return fault;
  }

  private async store(draft: Draft): Promise<DraftFault | undefined> {
    const { maxBytes, maxDrafts } = this.limits;
    if (Buffer.byteLength(JSON.stringify(draft)) > maxBytes) return 'too-large';
    try {
      return (await this.storage.write(draft, maxDrafts)) ? undefined : 'too-many';
    } catch (thrown) {
      return StorageError.of(thrown).fault;
    }
  }

  private async after<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.working.get(key) ?? Promise.resolve();
    const done = before.then(work);
    const settled = done.then(nothing, nothing);
    this.working.set(key, settled);
    try {
      return await done;
    } finally {
      if (this.working.get(key) === settled) this.working.delete(key);
    }
  }
}

/** The drafts as features use them, see `LazyDrafts`. */
export type Drafts = Pick<
  DraftStore,
  'onDidChange' | 'onDidFail' | 'keep' | 'lastEditAt' | 'get' | 'list' | 'discard'
>;

const nothing = (): void => undefined;

function keyOf({ account, subject }: DraftId): string {
  return `${account}\n${subject}`;
}

function itemOf({ account, subject, title, savedAt }: Draft): DraftItem {
  return { account, subject, title, savedAt };
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
