import type { Ticket } from '../../core/domain/ticket';
import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';

export type SubmitOutcome =
  | { readonly kind: 'saved' }
  /** Nothing was saved: the form stays open and says why. */
  | {
      readonly kind: 'refused';
      readonly notes: readonly FieldNote[];
      readonly failure?: string;
      /** The edited item has changed meanwhile: the form offers to start over with its current values. */
      readonly outdated?: boolean;
      /** Values of the item that the person now knows: saving again may overwrite them. */
      readonly known?: FormValues;
    };

/** What a form asks, its first values, and what happens to what is typed. */
export interface FormDefinition {
  readonly spec: FormSpec;
  readonly initial: FormValues;
  /** Whether the form edits an item that other people may change meanwhile. */
  readonly edits: boolean;
  /** The ticket that it changes, or `new`, if the form has what the privacy shield masks. */
  readonly about?: Ticket | 'new';
  /**
   * The form with LiveChat's current values; absent if it has them. Otherwise it shows what is kept on this machine.
   * @throws FailureError
   */
  readonly newer?: () => Promise<FormDefinition>;
  /**
   * Refuses values with problems before anything is sent. Rejects only for errors of our own: a failure of LiveChat is
   * a refusal.
   * @param base see `FormState.base`
   */
  readonly submit: (values: FormValues, base: FormValues) => Promise<SubmitOutcome>;
}

/** A form before anything is fetched for it. */
export interface FormSource {
  readonly title: string;
  /** Rejects with a FailureError if the form cannot be shown. */
  readonly load: () => Promise<FormDefinition>;
}
