import { partOf, type DetailForm, type DetailPart } from '../../protocol/detail';
import type { FieldNote, FormSpec, FormValues, SaveAnswer } from '../../protocol/form';
import { completed, storableValues } from '../../protocol/formValues';

/** The fields, and their values without input. */
export interface BaseForm {
  readonly spec: FormSpec;
  readonly initial: FormValues;
}

type Failed = NonNullable<DetailForm['failure']>;

/** The user's input in the panel of a ticket, compared with the ticket. */
export class TypedForm {
  private raw: FormValues = {};
  private revision = 0;
  private restored: readonly DetailPart[] = [];
  private notes: readonly FieldNote[] = [];
  private failed: Failed | undefined;

  /** @param base values of the current ticket; `undefined` before it is loaded */
  constructor(private readonly base: () => BaseForm | undefined) {}

  /** Input that differs from the ticket; all input before the ticket is loaded. */
  get pending(): FormValues {
    const form = this.base();
    return form
      ? storableValues(form.spec, form.initial, completed(form.spec, form.initial, this.raw))
      : this.raw;
  }

  get isEmpty(): boolean {
    return Object.keys(this.pending).length === 0;
  }

  /** The state for the page. */
  get view(): DetailForm | undefined {
    const form = this.base();
    if (!form) return undefined;
    return {
      ...form,
      values: completed(form.spec, form.initial, this.raw),
      revision: this.revision,
      restored: this.restored,
      problems: this.notes,
      ...(this.failed && { failure: this.failed }),
    };
  }

  changes(part: DetailPart): boolean {
    return partsIn(this.pending).includes(part);
  }

  set(values: FormValues): void {
    this.raw = values;
  }

  /** Restores input. */
  restore(values: FormValues): void {
    this.raw = values;
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

function partsIn(values: FormValues): readonly DetailPart[] {
  return [...new Set(Object.keys(values).map(partOf))];
}
