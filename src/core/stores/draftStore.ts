import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { IsoTime } from '../domain/ticket';
import { StorageError, type StorageFault } from '../storage/storageError';

/** What a draft is about: one per account and subject. */
export type DraftSubject =
  'ticket.new' | 'agent.new' | `ticket.edit/${string}` | `agent.edit/${string}` | `reply/${string}`;

export function isDraftSubject(text: string): text is DraftSubject {
  return /^(?:(?:ticket|agent)\.(?:new|edit\/.+)|reply\/.+)$/s.test(text);
}

/** Id of an account (`Account.id`), and what of it. */
export interface DraftId {
  readonly account: string;
  readonly subject: DraftSubject;
}

export type DraftValues = Readonly<Record<string, unknown>>;

export interface Draft extends DraftId {
  /** For lists; a customer's text, to be shown as text. */
  readonly title: string;
  readonly savedAt: IsoTime;
  /** By field, as the form gave them and JSON keeps them; never a password. */
  readonly values: DraftValues;
}

/** Why a draft is in memory only. `too-many`: others must go first; none is dropped to make room. */
export type DraftFault = StorageFault | 'too-large' | 'too-many';

export interface DraftItem extends Omit<Draft, 'values'> {
  readonly unsaved?: DraftFault;
}

/** One entry per draft, so that two windows never overwrite each other's. Rejects with a StorageError. */
export interface DraftStorage {
  /**
   * Replaces the draft whole or not at all, also where the process is killed meanwhile.
   * @returns whether it was stored; not where there are `maxDrafts` others
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

/** What was typed and is not on disk yet, or could not be put there. */
interface Typed {
  readonly draft: Draft;
  readonly fault?: DraftFault;
}

/** A write that has not begun. */
interface Turn {
  readonly done: Promise<DraftFault | undefined>;
}

/**
 * What is typed in forms, written through while it is typed: the first key at once, and what is typed during a write
 * right after it, the newest alone. No timer stands between a key and the disk. A draft that cannot be written stays
 * in memory, `onDidFail` tells so, and it is tried again with the next key or `flush`.
 */
export class DraftStore implements Disposable {
  private readonly changed = new Emitter<DraftId>();
  /** A draft was typed into, written or discarded, in this window. */
  readonly onDidChange = this.changed.event;
  private readonly failed = new Emitter<DraftId & { readonly fault: DraftFault }>();
  readonly onDidFail = this.failed.event;
  private readonly typed = new Map<string, Typed>();
  /** The last work on each entry, so that a late write never overtakes a newer one or a removal. */
  private readonly working = new Map<string, Promise<void>>();
  /** Writes that have not begun: each takes the newest text when its turn comes. */
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
   * Takes what is typed. Values that hold nothing but a password are no draft, and take one that was there away.
   * @param typedAt in milliseconds since the epoch; now unless told
   * @returns why this is not on disk, once it has been tried; `undefined` where it, or what was typed later, is
   */
  async keep(
    { account, subject }: DraftId,
    title: string,
    values: DraftValues,
    typedAt?: number,
  ): Promise<DraftFault | undefined> {
    const key = keyOf({ account, subject });
    const last = this.lastEdits.get(key) ?? 0;
    // The clock of a page may be ahead of this one.
    const at = typedAt ?? Math.max(this.clock.now(), last + 1);
    this.lastEdits.set(key, Math.max(at, last));
    const kept = withoutPasswords(values) as DraftValues;
    if (Object.keys(kept).length === 0) {
      return await this.discard({ account, subject }).then(
        () => undefined,
        (thrown: unknown) => StorageError.of(thrown).fault,
      );
    }
    const savedAt = new Date(at).toISOString();
    const draft: Draft = { account, subject, title, savedAt, values: kept };
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

  /** The draft as it was typed last, here or in another window. An unreadable one counts as none. */
  async get(id: DraftId): Promise<Draft | undefined> {
    const key = keyOf(id);
    await this.working.get(key);
    const typed = this.typed.get(key);
    if (typed) return typed.draft;
    return await this.storage.read(id);
  }

  /** Every draft of an account, or of all where none is given; the newest first. */
  async list(account?: string): Promise<readonly DraftItem[]> {
    const items = new Map<string, DraftItem>();
    for (const draft of await this.storage.list()) items.set(keyOf(draft), itemOf(draft));
    for (const [key, { draft, fault }] of this.typed) {
      items.set(key, { ...itemOf(draft), ...(fault && { unsaved: fault }) });
    }
    return [...items.values()]
      .filter((item) => account === undefined || item.account === account)
      .sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1));
  }

  /**
   * Forgets a draft for good.
   * @throws StorageError where it is on disk and cannot be taken away
   */
  async discard({ account, subject }: DraftId): Promise<void> {
    const key = keyOf({ account, subject });
    this.typed.delete(key);
    this.queued.delete(key);
    await this.after(key, () => this.storage.remove({ account, subject }));
    this.changed.fire({ account, subject });
  }

  /** Writes what waits, all of it or one draft. Resolves to why one of them is in memory only. */
  async flush(id?: DraftId): Promise<DraftFault | undefined> {
    const keys = id ? [keyOf(id)] : [...this.typed.keys()];
    await Promise.all(keys.map((key) => this.write(key)));
    return keys.map((key) => this.typed.get(key)?.fault).find((fault) => fault !== undefined);
  }

  /** Starts the last writes and does not wait for them: call `flush` first where there is time. */
  dispose(): void {
    void this.flush();
    this.changed.dispose();
    this.failed.dispose();
  }

  private write(key: string): Promise<DraftFault | undefined> {
    const waiting = this.queued.get(key);
    if (waiting) return waiting.done;
    const turn = {
      done: this.after(key, async () => {
        // A draft that was discarded meanwhile stays so: what was typed since has a turn behind the removal.
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
    // What was typed or discarded meanwhile has a state of its own.
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

const nothing = (): void => undefined;

function keyOf({ account, subject }: DraftId): string {
  return `${account}\n${subject}`;
}

function itemOf({ account, subject, title, savedAt }: Draft): DraftItem {
  return { account, subject, title, savedAt };
}

/** The same without whatever is named like a password, at any depth and whatever the caller thinks of it. */
function withoutPasswords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (typeof value !== 'object' || value === null) return value;
  const named = Object.entries(value).filter(([name]) => !/passw/i.test(name));
  return Object.fromEntries(named.map(([name, item]) => [name, withoutPasswords(item)]));
}
