import { partOf, type DetailForm, type DetailPart, type SaveAnswer } from '../../protocol/detail';
import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';
import { completed, keepable } from '../../protocol/formValues';

/** What can be typed, and what stands there when nobody has. */
export interface BareForm {
  readonly spec: FormSpec;
  readonly initial: FormValues;
}

type Failed = NonNullable<DetailForm['failure']>;

/** What somebody typed into the detail of a ticket, beside what the ticket itself says. */
export class TypedForm {
  private raw: FormValues = {};
  private revision = 0;
  private restored: readonly DetailPart[] = [];
  private notes: readonly FieldNote[] = [];
  private failed: Failed | undefined;

  /** @param bare of the ticket as it is known now; `undefined` while it is not */
  constructor(private readonly bare: () => BareForm | undefined) {}

  /** What differs from the ticket; all of it while the ticket is not known. */
  get pending(): FormValues {
    const form = this.bare();
    return form ? keepable(form.spec, form.initial, completed(form.spec, form.initial, this.raw)) : this.raw;
  }

  get isEmpty(): boolean {
    return Object.keys(this.pending).length === 0;
  }

  /** All that the page needs. */
  get view(): DetailForm | undefined {
    const form = this.bare();
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

  /** Brings back what was typed before. */
  restore(values: FormValues): void {
    this.raw = values;
    this.revision++;
    this.measure();
  }

  /** What was brought back is measured against a ticket that is known now. */
  measure(): void {
    this.restored = partsIn(this.pending);
  }

  forget(fields: (name: string) => boolean): void {
    this.raw = Object.fromEntries(Object.entries(this.raw).filter(([name]) => !fields(name)));
    this.revision++;
    this.restored = this.restored.filter((part) => this.changes(part));
  }

  /** Notes why it was not saved; with nothing, that there is nothing against it. */
  refuse(failed: Failed | undefined, notes: readonly FieldNote[] = []): SaveAnswer {
    this.failed = failed;
    this.notes = notes;
    return { outcome: 'refused', problems: notes, ...(failed && { failure: failed.text }) };
  }
}

function partsIn(values: FormValues): readonly DetailPart[] {
  return [...new Set(Object.keys(values).map(partOf))];
}
