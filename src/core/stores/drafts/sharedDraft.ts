import type { TypedInput } from '../../../protocol/form';
import type { Disposable } from '../../base/disposable';
import type { DraftFault } from './draft';
import { mergeDrafts, sameValues, type SeparatorOf } from './mergeDrafts';

/** A draft as it is stored. */
export interface StoredInput extends TypedInput {
  /** Time of its last edit, which identifies this version; 0 if nothing is stored. */
  readonly version: number;
  /** Time of the last edit that is known, also if the draft was sent or discarded since. */
  readonly editedAt: number;
}

/** One draft of the store. */
export interface DraftPort {
  /** @throws StorageError */
  get(): Promise<StoredInput>;
  /**
   * Stores input, or deletes the draft if there is none.
   * @param seen the version that it replaces
   * @returns why it is not stored; `changed` if there is another version
   */
  keep(input: TypedInput, at: number, seen: number): Promise<DraftFault | 'changed' | undefined>;
  /** Fires when the draft may have changed, here or in another window. */
  onDidChange(listener: () => void): Disposable;
}

/** What edits a draft, such as a panel. */
export interface DraftEditor {
  /** What is typed and neither sent nor saved. */
  pending(): TypedInput;
  readonly separatorOf: SeparatorOf;
  /** While the input is sent or saved, it does not change. */
  isSaving(): boolean;
  /** The page has this input. */
  set(input: TypedInput): void;
  /** Shows input that the page does not have. */
  show(input: TypedInput): void;
  log(thrown: unknown): void;
}

/**
 * A draft that this window and others edit. A version that this window has not seen is never replaced: what was typed
 * in it is merged with what is typed here, shown, and stored.
 */
export class SharedDraft implements Disposable {
  private readonly following: Disposable;
  /** The version that this window has seen. */
  private seen: TypedInput & { readonly version: number } = { values: {}, version: 0 };
  /** Stored perhaps: the write is under way, or has failed. */
  private attempt: typeof this.seen | undefined;
  /** What the page had when `show` was called; `undefined` once it has sent later input. */
  private onPage: TypedInput | undefined;
  private editedAt = 0;
  private newest = 0;
  private isUnsaved = false;
  private isOutdated = false;
  private isChecking = false;
  /** The input is sent, or was not. */
  private isHeld = false;
  private shows = 0;
  private working: Promise<void> | undefined;

  constructor(
    private readonly port: DraftPort,
    private readonly editor: DraftEditor,
  ) {
    this.following = port.onDidChange(() => void this.look());
  }

  /** Time of the last known edit or discard, by the clock of the pages. Input that a page has from before is outdated. */
  get lastEditAt(): number {
    return this.editedAt;
  }

  /** Stores what is typed here. @param at time of the edit @returns whether it is stored */
  async keep(at: number): Promise<boolean> {
    this.editedAt = Math.max(this.editedAt, at);
    this.isUnsaved = true;
    await this.work();
    return !this.isUnsaved;
  }

  /**
   * Input of the page.
   * @param isBehind the page did not have what was shown last when it was typed
   * @returns whether it is stored
   */
  async edit(input: TypedInput, at: number, isBehind = false): Promise<boolean> {
    this.adopt(input, isBehind);
    return await this.keep(at);
  }

  /** Whether the page lacks text of another window. @param isBehind see `edit` */
  isUnseen(isBehind: boolean): boolean {
    return isBehind && this.onPage !== undefined;
  }

  /** What was typed is sent, discarded or replaced. Other input that another window has typed since stays. */
  async leave(): Promise<void> {
    await this.keep(this.editedAt + 1);
  }

  /** Shows what another window has typed, sent or discarded since. After a save, also what was typed meanwhile. */
  async look(): Promise<void> {
    this.isOutdated = true;
    await this.work();
  }

  /**
   * What another window has typed, sent or discarded is shown before input is sent here, also while it is being saved.
   * @returns whether there was something
   */
  async check(): Promise<boolean> {
    const { shows } = this;
    this.isChecking = true;
    await this.look();
    this.isChecking = false;
    this.hold();
    return this.shows !== shows;
  }

  /** What is typed is about to be sent. If it cannot be, it stays, whatever another window does with it meanwhile. */
  hold(): void {
    this.isHeld = true;
  }

  /** Whether another window has sent or discarded the whole draft, which is not shown yet. */
  async isGone(): Promise<boolean> {
    const stored = await this.read();
    return stored?.version === 0 && this.seen.version !== 0 && this.attempt === undefined;
  }

  /** What is typed is about to be changed here, and the page does not know it yet. */
  changing(): void {
    this.onPage ??= this.editor.pending();
  }

  dispose(): void {
    this.following.dispose();
  }

  private adopt(input: TypedInput, isBehind: boolean): void {
    const { editor, onPage } = this;
    this.isHeld = false;
    if (!isBehind || !onPage) {
      this.onPage = undefined;
      editor.set(input);
      return;
    }
    const merged = mergeDrafts(onPage, input, editor.pending(), editor.separatorOf);
    this.onPage = input;
    editor.show(merged);
  }

  private work(): Promise<void> {
    this.working ??= this.run();
    return this.working;
  }

  /** One read or write at a time: each is based on the version that the one before has found or made. */
  private async run(): Promise<void> {
    try {
      for (let isStuck = false; this.isOutdated || (this.isUnsaved && !isStuck);) {
        if (this.isOutdated) {
          this.isOutdated = false;
          await this.meet();
          continue;
        }
        const outcome = await this.write();
        // While the input is saved, what another window has typed waits.
        isStuck = outcome !== undefined && !(outcome === 'changed' && (await this.meet()));
      }
    } catch (thrown) {
      this.editor.log(thrown);
    } finally {
      this.working = undefined;
    }
  }

  private async write(): Promise<DraftFault | 'changed' | undefined> {
    this.isUnsaved = false;
    const { values, base } = this.editor.pending();
    const input = { values, ...(base && { base }) };
    const at = Math.max(this.editedAt, this.newest + 1);
    this.newest = at;
    const attempt = { ...input, version: Object.keys(values).length > 0 ? at : 0 };
    this.attempt = attempt;
    let outcome: DraftFault | 'changed' | undefined = 'broken';
    try {
      outcome = await this.port.keep(input, at, this.seen.version);
    } finally {
      if (outcome !== undefined) this.isUnsaved = true;
      else this.seen = attempt;
      // Unless it failed for another reason, in which case the store may have it.
      if (outcome === undefined || outcome === 'changed') this.attempt = undefined;
    }
    return outcome;
  }

  /** @returns whether another version was found, and is now merged with what is typed here */
  private async meet(): Promise<boolean> {
    const stored = await this.read();
    if (!stored) return false;
    const { version, editedAt, ...theirs } = stored;
    const { attempt, editor, seen } = this;
    if (version === seen.version) {
      this.isHeld &&= editor.isSaving();
      this.editedAt = Math.max(this.editedAt, editedAt);
      return false;
    }
    if (attempt?.version === version) {
      [this.seen, this.attempt] = [attempt, undefined];
      return true;
    }
    if (editor.isSaving() && !this.isChecking) return false;
    const mine = editor.pending();
    const isLeft = this.isHeld && sameValues(mine.values, seen.values);
    this.isHeld = false;
    const merged = mergeDrafts(isLeft ? { values: {} } : seen, mine, theirs, editor.separatorOf);
    [this.seen, this.attempt] = [{ ...theirs, version }, undefined];
    this.newest = Math.max(this.newest, version);
    this.isUnsaved = !sameValues(merged.values, theirs.values);
    const isNew = !sameValues(merged.values, mine.values);
    // What the page keeps is outdated.
    this.editedAt = Math.max(this.editedAt + Number(isNew), version, editedAt);
    if (!isNew) return true;
    this.changing();
    this.shows++;
    editor.show(merged);
    return true;
  }

  /** An unreadable draft counts as unchanged, so that the person can go on. */
  private async read(): Promise<StoredInput | undefined> {
    try {
      return await this.port.get();
    } catch (thrown) {
      this.editor.log(thrown);
      return undefined;
    }
  }
}
