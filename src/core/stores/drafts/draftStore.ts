import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { isStorageError, StorageError } from '../../storage/storageError';
import {
  draftOf,
  type Draft,
  type DraftFault,
  type DraftId,
  type DraftItem,
  type DraftValues,
} from './draft';
import type { DraftStorage, MayReplace } from './draftStorage';
import { InTurn } from './inTurn';

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
  readonly seen: number | undefined;
  readonly fault?: DraftFault;
}

export interface DraftEdit {
  /** Time of the edit in epoch milliseconds; now by default. */
  readonly at?: number;
  /** See `Draft.base`. */
  readonly base?: DraftValues;
  /** Time of the edit that it replaces, 0 if there was no draft: another one stays. By default it replaces any. */
  readonly seen?: number;
}

/** Why input was not stored. */
type Outcome = Promise<DraftFault | 'changed' | undefined>;

/** A queued write. */
interface Turn {
  readonly done: Outcome;
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
  /** Fires when drafts were stored or deleted, perhaps by another window. */
  readonly onDidChangeStored: Event<unknown>;
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
    this.onDidChangeStored = storage.onDidChange;
  }

  /**
   * Stores input. Values with nothing but a password delete the draft, as what was sent or discarded.
   * @returns why it could not be stored, `changed` if another version than `seen` is; `undefined` if it, or newer input,
   * was stored
   */
  async keep(
    { account, subject }: DraftId,
    title: string,
    values: DraftValues,
    { at, base, seen }: DraftEdit = {},
  ): Outcome {
    const id = { account, subject };
    const key = keyOf(id);
    const last = this.lastEdits.get(key) ?? 0;
    // The clock of a page may be ahead of this one.
    const editedAt = at ?? Math.max(this.clock.now(), last + 1);
    this.lastEdits.set(key, Math.max(editedAt, last));
    const draft = draftOf(id, title, values, editedAt, base);
    const before = this.typed.get(key);
    // A version that is in memory only replaces the one that is stored.
    const stored = before && seen === Date.parse(before.draft.savedAt) ? before.seen : seen;
    if (!draft) return await this.clear(id, editedAt, stored);
    this.typed.set(key, { draft, seen: stored, ...(before?.fault && { fault: before.fault }) });
    this.changed.fire(id);
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
    await this.remove(id, any);
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
      await this.inTurn.run(key, () => this.storage.write(sent, undefined, this.mayReplace(key, 0), 0));
      if (this.sent.get(key) === sent) this.sent.delete(key);
      return undefined;
    } catch (thrown) {
      return StorageError.of(thrown).fault;
    }
  }

  /** What was sent is no longer offered, also if it cannot be deleted. */
  private async clear(id: DraftId, upTo: number, seen: number | undefined): Outcome {
    const key = keyOf(id);
    try {
      return await this.remove(id, this.mayReplace(key, seen));
    } catch (thrown) {
      const { fault } = StorageError.of(thrown);
      this.sent.set(key, { ...id, upTo });
      this.failed.fire({ ...id, fault });
      return fault;
    }
  }

  private async remove(
    { account, subject }: DraftId,
    mayReplace: MayReplace,
  ): Promise<'changed' | undefined> {
    const key = keyOf({ account, subject });
    this.typed.delete(key);
    this.queued.delete(key);
    const outcome = await this.inTurn.run(key, () =>
      this.storage.write({ account, subject }, undefined, mayReplace, 0),
    );
    this.changed.fire({ account, subject });
    return outcome === 'changed' ? outcome : undefined;
  }

  /** What was sent counts as deleted. */
  private mayReplace(key: string, seen: number | undefined): MayReplace {
    if (seen === undefined) return any;
    return (version) => version === seen || version <= (this.sent.get(key)?.upTo ?? -1);
  }

  private async storedDrafts(): Promise<readonly Draft[]> {
    try {
      return await this.storage.list();
    } catch (thrown) {
      if (isStorageError(thrown)) return [];
      throw thrown;
    }
  }

  private write(key: string): Outcome {
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

  private async writeNow(key: string, typed: Typed): Outcome {
    const fault = await this.store(key, typed);
    const { account, subject } = typed.draft;
    // Newer input, or a discard, has its own state.
    if (this.typed.get(key)?.draft !== typed.draft) return fault;
    // Whoever keeps it merges it with what was changed.
    if (fault === undefined || fault === 'changed') this.typed.delete(key);
    else {
      this.typed.set(key, { ...typed, fault });
      this.failed.fire({ account, subject, fault });
    }
    this.changed.fire({ account, subject });
    return fault;
  }

  private async store(key: string, { draft, seen }: Typed): Outcome {
    const { maxBytes, maxDrafts } = this.limits;
    if (Buffer.byteLength(JSON.stringify(draft)) > maxBytes) return 'too-large';
    try {
      return await this.storage.write(draft, draft, this.mayReplace(key, seen), maxDrafts);
    } catch (thrown) {
      return StorageError.of(thrown).fault;
    }
  }
}

/** The drafts as features use them, see `LazyDrafts`. */
export type Drafts = Pick<
  DraftStore,
  'onDidChange' | 'onDidChangeStored' | 'onDidFail' | 'keep' | 'lastEditAt' | 'get' | 'list' | 'discard'
>;

const any: MayReplace = () => true;

function keyOf({ account, subject }: DraftId): string {
  return `${account}\n${subject}`;
}

function itemOf({ account, subject, title, savedAt }: Draft): DraftItem {
  return { account, subject, title, savedAt };
}
