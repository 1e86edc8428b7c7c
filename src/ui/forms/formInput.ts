import type { Disposable } from '../../core/base/disposable';
import { SharedDraft, type DraftPort } from '../../core/stores/drafts/sharedDraft';
import type { FormValues, SavedState, TypedInput } from '../../protocol/form';
import { completed, pickValues, separatorIn, storableValues } from '../../protocol/formValues';
import type { FormDefinition } from './formSource';

export interface FormInputEvents {
  readonly isSaving: () => boolean;
  /** Another window has typed, saved or discarded input. */
  readonly shown: () => void;
  readonly log: (thrown: unknown) => void;
}

/** The input of a form, stored as a draft, which other windows edit as well. */
export class FormInput implements Disposable {
  readonly draft: SharedDraft;
  definition: FormDefinition | undefined;
  /** Whether there was input before the person typed here. */
  restored = false;
  private values: FormValues = {};
  /** See `FormState.base`; as it was stored or as the page has it. */
  private base: FormValues = {};
  /** What was typed before the form is loaded. */
  private early: TypedInput = { values: {} };
  private revision = 0;

  constructor(port: DraftPort, { isSaving, shown, log }: FormInputEvents) {
    this.draft = new SharedDraft(port, {
      pending: () => this.pending,
      separatorOf: (name) => separatorIn(this.definition?.spec, name),
      isSaving,
      set: (input) => this.set(input),
      show: (input) => {
        this.set(input);
        this.revision++;
        this.restored = this.isTouched;
        shown();
      },
      log,
    });
  }

  /** The form with its input. */
  get filled() {
    const { definition, values, revision } = this;
    return definition && { ...definition, values, base: this.editedBase, revision };
  }

  /** Input that differs from the first values, without passwords. */
  get unsaved(): FormValues {
    const { definition, values } = this;
    return definition ? storableValues(definition.spec, definition.initial, values) : {};
  }

  get isTouched(): boolean {
    return Object.keys(this.unsaved).length > 0;
  }

  get editedBase(): FormValues {
    return pickValues(this.base, Object.keys(this.unsaved));
  }

  /** The form was loaded. @param kept by the page: one that was unloaded suddenly may have less than the draft, or more */
  async begin(definition: FormDefinition, kept: SavedState | undefined): Promise<void> {
    const { draft } = this;
    await draft.look();
    const stored = this.pending;
    const { values, base } = kept && kept.at >= draft.lastEditAt ? kept : stored;
    this.definition = definition;
    this.set({ values, base: { ...stored.base, ...base } });
    this.restored = this.isTouched;
    if (this.restored) void draft.keep(Math.max(draft.lastEditAt, kept?.at ?? 0));
  }

  /** Shows other first values; nothing is typed. */
  replace(definition: FormDefinition): void {
    this.definition = definition;
    this.set({ values: {} });
    this.restored = false;
  }

  /** The input was saved or discarded. What another window has typed since stays. */
  async leave(): Promise<void> {
    this.set({ values: {} });
    await this.draft.leave();
  }

  dispose(): void {
    this.draft.dispose();
  }

  private get pending(): TypedInput {
    return this.definition ? { values: this.unsaved, base: this.editedBase } : this.early;
  }

  private set(input: TypedInput): void {
    if (!this.definition) {
      this.early = input;
      return;
    }
    this.values = completed(this.definition.spec, this.definition.initial, input.values);
    this.base = input.base ?? {};
  }
}
