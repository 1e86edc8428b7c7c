import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { isStorageError, StorageError } from '../../storage/storageError';
import {
  draftOf,
  type Draft,
  type DraftFault,
  type DraftId,
  type DraftItem,
  type DraftValues,
} from './draft';
import { InTurn } from './inTurn';

/** One entry per draft, so that two windows never overwrite each other's. Rejects with a StorageError. */
export interface DraftStorage {
  /**
   * Replaces the draft atomically.
   * @param isTimed a draft that was edited later stays
   * @returns whether it, or a later one, is stored; `false` if there are `maxDrafts` others
   */
  write(draft: Draft, maxDrafts: number, isTimed: boolean): Promise<boolean>;
  read(id: DraftId): Promise<Draft | undefined>;
  /** @param upTo in epoch milliseconds: a draft that was edited later stays */
  remove(id: DraftId, upTo?: number): Promise<void>;
  /**
   * Replaces a draft by what is left of it, if there is anything, unless it was edited after this time.
   * @param upTo in epoch milliseconds
   * @returns whether it was not
   */
  settle(id: DraftId, rest: Draft | undefined, upTo: number): Promise<boolean>;
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
  /** Whether the time of the edit is known: then it replaces no later one of another window. */
  readonly isTimed: boolean;
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
  /** A late write never overtakes a newer one or a removal. */
  private readonly inTurn = new InTurn();
  /** Queued writes. Each writes the newest input when it starts. */
  private readonly queued = new Map<string, Turn>();
  /** Drafts that were sent, and could not be deleted or replaced: with the time up to which they were. */
  private readonly sent = new Map<string, DraftId & { readonly upTo: number }>();
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
   * @param typedAt epoch milliseconds: a draft that another window edited later stays; now by default
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
    const draft = draftOf({ account, subject }, title, values, at, base);
    if (!draft) {
      return await this.remove({ account, subject }, typedAt).then(
        () => undefined,
        (thrown: unknown) => StorageError.of(thrown).fault,
      );
    }
    const fault = this.typed.get(key)?.fault;
    this.typed.set(key, { draft, isTimed: typedAt !== undefined, ...(fault && { fault }) });
    this.changed.fire({ account, subject });
    return await this.write(key);
  }

  /**
   * What is left after input was sent, or nothing: replaces the draft, unless it was edited since, here or in another
   * window.
   * @param upTo time of the last edit that was sent, in epoch milliseconds
   * @returns `newer` if it was; otherwise as `keep`
   */
  async settle(
    { account, subject }: DraftId,
    title: string,
    values: DraftValues,
    upTo: number,
    base?: DraftValues,
  ): Promise<DraftFault | 'newer' | undefined> {
    const [id, key] = [{ account, subject }, keyOf({ account, subject })];
    const typed = this.typed.get(key)?.draft;
    if (typed && Date.parse(typed.savedAt) > upTo) return 'newer';
    this.lastEdits.set(key, Math.max(upTo + 1, this.lastEdits.get(key) ?? 0));
    this.typed.delete(key);
    this.queued.delete(key);
    const rest = draftOf(id, title, values, upTo + 1, base);
    try {
      const isSettled = await this.inTurn.run(key, () => this.storage.settle(id, rest, upTo));
      this.changed.fire(id);
      return isSettled ? undefined : 'newer';
    } catch (thrown) {
      // What was sent must not be offered again: what is left is stored with the next edit.
      const { fault } = StorageError.of(thrown);
      this.sent.set(key, { ...id, upTo });
      if (rest && !this.typed.has(key)) this.typed.set(key, { draft: rest, isTimed: true, fault });
      this.failed.fire({ ...id, fault });
      return fault;
    }
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
    await this.inTurn.end(key);
    const typed = this.typed.get(key);
    if (typed) return typed.draft;
    const stored = await this.storage.read(id);
    return stored && !this.isSent(stored) ? stored : undefined;
  }

  /**
   * The drafts of an account, or of all accounts, newest first. Where the storage cannot be read, those that are in memory
   * only.
   */
  async list(account?: string): Promise<readonly DraftItem[]> {
    const items = new Map<string, DraftItem>();
    const stored = (await this.storedDrafts()).filter((draft) => !this.isSent(draft));
    for (const draft of stored) items.set(keyOf(draft), itemOf(draft));
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
  async discard(id: DraftId): Promise<void> {
    await this.remove(id);
  }

  /**
   * Writes queued input, of all drafts or one, and deletes what was sent. Resolves to why a draft is in memory only, or a
   * sent one is still stored.
   */
  async flush(id?: DraftId): Promise<DraftFault | undefined> {
    const keys = id ? [keyOf(id)] : [...this.typed.keys()];
    await Promise.all(keys.map((key) => this.write(key)));
    const sent = id ? keys : [...this.sent.keys()];
    const faults = await Promise.all(sent.map((key) => this.deleteSent(key)));
    return [...keys.map((key) => this.typed.get(key)?.fault), ...faults].find((fault) => fault !== undefined);
  }

  /** Starts the last writes without waiting for them; call `flush` first if possible. */
  dispose(): void {
    void this.flush();
    this.changed.dispose();
    this.failed.dispose();
  }

  private isSent(stored: Draft): boolean {
    return Date.parse(stored.savedAt) <= (this.sent.get(keyOf(stored))?.upTo ?? -Infinity);
  }

  private async deleteSent(key: string): Promise<DraftFault | undefined> {
    const sent = this.sent.get(key);
    if (!sent) return undefined;
    try {
      await this.inTurn.run(key, () => this.storage.settle(sent, undefined, sent.upTo));
      if (this.sent.get(key) === sent) this.sent.delete(key);
      return undefined;
    } catch (thrown) {
      return StorageError.of(thrown).fault;
    }
  }

  private async remove({ account, subject }: DraftId, upTo?: number): Promise<void> {
    const key = keyOf({ account, subject });
    this.typed.delete(key);
    this.queued.delete(key);
    await this.inTurn.run(key, () => this.storage.remove({ account, subject }, upTo));
    this.changed.fire({ account, subject });
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
      done: this.inTurn.run(key, async () => {
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
    const fault = await this.store(typed);
    const { account, subject } = typed.draft;
    // Newer input, or a discard, has its own state.
    if (this.typed.get(key)?.draft !== typed.draft) return fault;
    if (fault) this.typed.set(key, { ...typed, fault });
    else this.typed.delete(key);
    if (fault) this.failed.fire({ account, subject, fault });
    this.changed.fire({ account, subject });
    return fault;
  }

  private async store({ draft, isTimed }: Typed): Promise<DraftFault | undefined> {
    const { maxBytes, maxDrafts } = this.limits;
    if (Buffer.byteLength(JSON.stringify(draft)) > maxBytes) return 'too-large';
    try {
      return (await this.storage.write(draft, maxDrafts, isTimed)) ? undefined : 'too-many';
    } catch (thrown) {
      return StorageError.of(thrown).fault;
    }
  }
}

/** The drafts as features use them, see `LazyDrafts`. */
export type Drafts = Pick<
  DraftStore,
  'onDidChange' | 'onDidFail' | 'keep' | 'settle' | 'lastEditAt' | 'get' | 'list' | 'discard'
>;

function keyOf({ account, subject }: DraftId): string {
  return `${account}\n${subject}`;
}

function itemOf({ account, subject, title, savedAt }: Draft): DraftItem {
  return { account, subject, title, savedAt };
}
