import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';

export type SubmitOutcome =
  | { readonly kind: 'saved' }
  /** The form stays as it is and says why. */
  | {
      readonly kind: 'refused';
      readonly notes: readonly FieldNote[];
      readonly failure?: string;
      /** What the form began with has changed elsewhere: offers to begin with what is there now. */
      readonly outdated?: boolean;
    };

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

/** What a form is about: something new, or a ticket or agent by its id. */
export type FormName = 'ticket.new' | 'agent.new' | `ticket.edit/${string}` | `agent.edit/${string}`;

/** Which form, of which account. One panel and one draft each. */
export interface FormSubject {
  readonly account: string;
  readonly subject: FormName;
}

export function isFormName(text: string): text is FormName {
  return /^(ticket|agent)\.(new|edit\/.+)$/s.test(text);
}

/** Account ids are lower-cased names without spaces around a kind, so the first space ends them. */
export function keyOf({ account, subject }: FormSubject): string {
  return `${account} ${subject}`;
}

export function subjectOf(key: string): FormSubject | undefined {
  const space = key.indexOf(' ');
  const subject = key.slice(space + 1);
  return space < 1 || !isFormName(subject) ? undefined : { account: key.slice(0, space), subject };
}
