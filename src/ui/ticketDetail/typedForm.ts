import { joinedTexts, withoutText } from '../../core/base/plainText';
import { partOf, type DetailForm, type DetailPart } from '../../protocol/detail';
import type { FieldNote, FormSpec, FormValues, SaveAnswer, TypedInput } from '../../protocol/form';
import { completed, pickValues, storableValues } from '../../protocol/formValues';
import type { DetailPorts } from './detailPorts';

/** The fields, and their values without input. */
export interface BaseForm {
  readonly spec: FormSpec;
  readonly initial: FormValues;
}

type Failed = NonNullable<DetailForm['failure']>;

/** The user's input in the panel of a ticket, compared with the ticket. */
export class TypedForm {
  private raw: FormValues = {};
  private knownBase: FormValues = {};
  private revision = 0;
  private restored: readonly DetailPart[] = [];
  private notes: readonly FieldNote[] = [];
  private failed: Failed | undefined;

  /** @param loaded values of the current ticket; `undefined` before it is loaded */
  constructor(private readonly loaded: () => BaseForm | undefined) {}

  /** Input that differs from the ticket; all input before the ticket is loaded. */
  get pending(): FormValues {
    const form = this.loaded();
    return form
      ? storableValues(form.spec, form.initial, completed(form.spec, form.initial, this.raw))
      : this.raw;
  }

  /** The values that the edited fields of the ticket had when typing began, as far as they are known. */
  get base(): FormValues {
    return pickValues(this.knownBase, this.editedFields);
  }

  /** Names of edited fields of the ticket of which it is not known what the person saw. */
  get unseen(): readonly string[] {
    const { base } = this;
    return this.editedFields.filter((name) => !Object.hasOwn(base, name));
  }

  get isEmpty(): boolean {
    return Object.keys(this.pending).length === 0;
  }

  /** The state for the page. */
  get view(): DetailForm | undefined {
    const form = this.loaded();
    if (!form) return undefined;
    return {
      ...form,
      values: completed(form.spec, form.initial, this.raw),
      base: this.base,
      revision: this.revision,
      restored: this.restored,
      problems: this.notes,
      ...(this.failed && { failure: this.failed }),
    };
  }

  private get editedFields(): readonly string[] {
    return Object.keys(this.pending).filter((name) => partOf(name) === 'fields');
  }

  changes(part: DetailPart): boolean {
    return partsIn(this.pending).includes(part);
  }

  set({ values, base = {} }: TypedInput): void {
    this.raw = values;
    this.knownBase = base;
  }

  /** Restores input. */
  restore(input: TypedInput): void {
    this.set(input);
    this.revision++;
    this.measure();
  }

  /** Compares restored input with the loaded ticket. */
  measure(): void {
    this.restored = partsIn(this.pending);
  }

  forget(fields: (name: string) => boolean): void {
    this.raw = Object.fromEntries(Object.entries(this.raw).filter(([name]) => !fields(name)));
    this.revision++;
    this.restored = this.restored.filter((part) => this.changes(part));
  }

  /** Sets the problems of the last save; none clears them. */
  refuse(failed: Failed | undefined, notes: readonly FieldNote[] = []): SaveAnswer {
    this.failed = failed;
    this.notes = notes;
    return { outcome: 'refused', problems: notes, ...(failed && { failure: failed.text }) };
  }
}

/** The input, stored as a draft. */
export class DraftedForm extends TypedForm {
  private editedAt = 0;
  /** The draft was edited elsewhere while the input was saved. */
  private isMissed = false;
  private leaving: Promise<unknown> | undefined;

  constructor(
    loaded: () => BaseForm | undefined,
    private readonly ports: Pick<DetailPorts, 'drafts' | 'log'>,
  ) {
    super(loaded);
  }

  /** Time of the last known edit or discard, by the clock of the pages. */
  get lastEditAt(): number {
    return this.editedAt;
  }

  /** @param isWanted gets the time of the draft */
  async readDraft(isWanted: (at: number) => boolean = () => true): Promise<void> {
    try {
      const { at, ...input } = await this.ports.drafts.get();
      if (!isWanted(at)) return;
      this.restore(input);
      this.editedAt = at;
    } catch (thrown) {
      this.ports.log(thrown);
    }
  }

  /**
   * Shows a draft that is newer. While the input is saved, it waits for `settle`.
   * @param joins the message that is typed stays beside that of the draft
   */
  async readNewer(isSaving: () => boolean, joins: boolean): Promise<void> {
    this.isMissed = isSaving();
    if (this.isMissed) return;
    const { message } = this.pending;
    if (joins && message !== undefined) {
      await this.settle(message, isSaving);
      return;
    }
    await this.readDraft((at) => {
      this.isMissed = isSaving();
      return !this.isMissed && at > this.editedAt;
    });
  }

  /** Forgets what was sent or discarded. The draft has what is left, unless it was edited elsewhere since. */
  override forget(fields: (name: string) => boolean): void {
    super.forget(fields);
    if (this.isMissed) return;
    const { pending: values, base, editedAt: upTo, ports } = this;
    this.editedAt = upTo + 1;
    this.leaving = ports.drafts.settle({ values, base }, upTo).then(
      (isSettled) => (this.isMissed ||= !isSettled),
      (thrown: unknown) => ports.log(thrown),
    );
  }

  /**
   * The input was sent, or it was not: what came into the draft elsewhere meanwhile is typed now. No text is lost, and
   * what was sent is not offered again.
   * @param sent the message of the input
   */
  async settle(sent: unknown, isSaving = (): boolean => false): Promise<void> {
    await this.leaving;
    const isSent = !Object.hasOwn(this.pending, 'message');
    const wasMissed = this.isMissed;
    this.isMissed = false;
    if (isSent && !wasMissed) return;
    const newer = await this.newerDraft(isSent ? this.editedAt : this.editedAt + 1);
    this.isMissed = newer !== undefined && isSaving();
    if (!newer || this.isMissed) return;
    const text = textOf(newer.values.message);
    const own = textOf(sent);
    const message = isSent ? withoutText(text, own) : joinedTexts(own, text);
    const { private: wasNote, ...pending } = this.pending;
    // If one of the two is a private note, all of it is.
    const isNote = newer.values.private === true || (!isSent && message !== text && wasNote === true);
    this.restore({
      values: { ...pending, ...newer.values, message, ...(isNote && { private: true }) },
      base: { ...this.base, ...newer.base },
    });
    this.editedAt = Math.max(this.editedAt, newer.at);
    if (message !== text) void this.keepDraft(this.editedAt + 1);
  }

  /** @returns the draft if it was edited at this time or later */
  private async newerDraft(since: number): Promise<(TypedInput & { readonly at: number }) | undefined> {
    try {
      const draft = await this.ports.drafts.get();
      return draft.at >= since ? draft : undefined;
    } catch (thrown) {
      this.ports.log(thrown);
      return undefined;
    }
  }

  /** @param at time of the edit @returns whether it is stored */
  keepDraft(at: number): Promise<boolean> {
    const { pending: values, base, ports } = this;
    this.editedAt = at;
    return ports.drafts.keep({ values, base }, at).catch((thrown: unknown) => {
      ports.log(thrown);
      return false;
    });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function partsIn(values: FormValues): readonly DetailPart[] {
  return [...new Set(Object.keys(values).map(partOf))];
}
