import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';

export type SubmitOutcome =
  | { readonly kind: 'saved' }
  /** The form stays as it is and says why. */
  | { readonly kind: 'refused'; readonly notes: readonly FieldNote[]; readonly failure?: string };

/** A form that can be filled in: what it asks, what stands in it at first, and what becomes of it. */
export interface FormDefinition {
  readonly spec: FormSpec;
  readonly initial: FormValues;
  /** What is wrong with what was typed; nothing is sent while there is something. */
  readonly validate: (values: FormValues) => readonly FieldNote[];
  /** Never rejects for a failure of LiveChat: that is a refusal with a sentence. */
  readonly submit: (values: FormValues) => Promise<SubmitOutcome>;
}

/** What is known of a form before anything is fetched for it. */
export interface FormSource {
  readonly title: string;
  /** May reject with a failure, which is then shown in place of the form. */
  readonly load: () => Promise<FormDefinition>;
}

/** Which form, of which account. One panel and one draft each. */
export interface FormSubject {
  readonly account: string;
  /** `ticket.create`, `agent.create`, `ticket.edit/<id>`, `agent.edit/<login>`. */
  readonly form: string;
}

/** Account ids are lower-cased names without spaces around a kind, so the first space ends them. */
export function keyOf({ account, form }: FormSubject): string {
  return `${account} ${form}`;
}

export function subjectOf(key: string): FormSubject | undefined {
  const space = key.indexOf(' ');
  return space < 1 ? undefined : { account: key.slice(0, space), form: key.slice(space + 1) };
}
