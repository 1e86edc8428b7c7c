import type { Disposable } from '../../core/base/disposable';
import { SharedDraft } from '../../core/stores/drafts/sharedDraft';
import { partOf, type DetailForm, type DetailPart } from '../../protocol/detail';
import type { FieldNote, FormSpec, FormValues, SaveAnswer, TypedInput } from '../../protocol/form';
import { completed, pickValues, separatorIn, storableValues } from '../../protocol/formValues';
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

/** The input, stored as a draft, which other windows edit as well. */
export class DraftedForm extends TypedForm implements Disposable {
  readonly draft: SharedDraft;

  constructor(
    loaded: () => BaseForm | undefined,
    { drafts, log }: Pick<DetailPorts, 'drafts' | 'log'>,
    { isSaving, shown }: { readonly isSaving: () => boolean; readonly shown: () => void },
  ) {
    super(loaded);
    this.draft = new SharedDraft(drafts, {
      pending: () => ({ values: this.pending, base: this.base }),
      separatorOf: (name) => separatorIn(loaded()?.spec, name),
      isSaving,
      set: (input) => this.set(input),
      show: (input) => {
        this.restore(input);
        shown();
      },
      log,
    });
  }

  /** Time of the last known edit or discard, by the clock of the pages. */
  get lastEditAt(): number {
    return this.draft.lastEditAt;
  }

  /** Forgets what was sent or discarded. */
  override forget(fields: (name: string) => boolean): void {
    super.forget(fields);
    void this.draft.leave();
  }

  dispose(): void {
    this.draft.dispose();
  }
}

function partsIn(values: FormValues): readonly DetailPart[] {
  return [...new Set(Object.keys(values).map(partOf))];
}
