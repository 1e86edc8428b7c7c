import { either, flag, list, nothing, number, oneOf, optional, record, shape, text, trusted } from './decode';
import type { Decoded } from './decode';
import type { Protocol } from './messages';

/** What stands in one field. Numbers are text, as they were typed. */
export type FormValue = string | boolean | readonly string[];
/** By field name: a key of the public contract such as `requester.mail`. */
export type FormValues = Readonly<Record<string, FormValue>>;

export interface FormOption {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean;
  /** The field is shown, and counts, only while another one has this value. */
  readonly visibleWhen?: { readonly field: string; readonly is: string };
}

export interface TextField extends FieldBase {
  readonly kind: 'text' | 'email' | 'multiline' | 'password' | 'number';
  readonly default?: string;
  readonly placeholder?: string;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly options: readonly FormOption[];
  readonly default?: string;
}

export interface MultiChoiceField extends FieldBase {
  readonly kind: 'multiChoice';
  readonly options: readonly FormOption[];
  readonly default?: readonly string[];
  /** Values are numbers to the API: ids of groups. */
  readonly numbers?: boolean;
  /** A person may add values that are not among the options; the words for it. */
  readonly add?: { readonly label: string; readonly button: string; readonly remove: string };
}

export interface CheckboxField extends FieldBase {
  readonly kind: 'checkbox';
  readonly default?: boolean;
}

export type FieldSpec = TextField | ChoiceField | MultiChoiceField | CheckboxField;

/** Every word that a form shows, in the person's language: the page has none of its own. */
export interface FormLabels {
  readonly required: string;
  readonly saving: string;
  readonly startOver: string;
  readonly restored: string;
  /** Heads the form while fields are faulty. */
  readonly problems: string;
  readonly fault: string;
  /** The host does not answer. */
  readonly waiting: string;
}

export interface FormSpec {
  readonly id: string;
  readonly title: string;
  readonly intro?: string;
  readonly submitLabel: string;
  readonly fields: readonly FieldSpec[];
  readonly labels: FormLabels;
  /** What the form has to do without, with a button that tries again. */
  readonly notice?: { readonly text: string; readonly retry: string };
}

/** What is wrong with one field, as a sentence. A name that is not a field's belongs to the form as a whole. */
export interface FieldNote {
  readonly field: string;
  readonly text: string;
}

/** All that a page needs to draw a form anew, whenever it says that it is ready. */
export interface FormState {
  readonly spec: FormSpec;
  /** As the form is when nobody has typed yet. */
  readonly initial: FormValues;
  readonly values: FormValues;
  /** What was typed before was brought back. */
  readonly restored: boolean;
  readonly busy: boolean;
  readonly problems: readonly FieldNote[];
  /** Why the form as a whole was not saved. */
  readonly failure?: string;
  /** Time of the last edit that the host knows of, in milliseconds since the epoch. */
  readonly lastEditAt: number;
}

const formValue = either(either(text, flag), list(text));
export const formValues = record(formValue);

const fieldNote = shape({ field: text, text });

const submitAnswer = shape({
  outcome: oneOf('saved', 'refused'),
  problems: list(fieldNote),
  failure: optional(text),
});
export type SubmitAnswer = Decoded<typeof submitAnswer>;

/** What the page itself keeps over a reload, and when it was typed, in milliseconds: never a password. */
export const keptState = shape({ key: text, at: number, values: formValues });
export type KeptState = Decoded<typeof keptState>;

/** In milliseconds: a later text has a greater one. */
export const typedUntil = shape({ at: number });

export const formProtocol = {
  notifications: {
    /** Draws the form, or draws it anew. */
    show: trusted<FormState & { readonly key: string }>(),
    /** The form could not be loaded: shows why and a button that tries again. */
    unavailable: shape({ title: text, text, retry: text }),
    /** What was typed until then is on disk, or not worth keeping. */
    stored: typedUntil,
  },
  commands: {
    /** The page can be spoken to; with what it kept, if it was here before. */
    ready: shape({ kept: optional(keptState) }),
    /** Forget what was typed and begin with the first values. */
    startOver: nothing,
    /** Load the form, or what it has to do without, once more. */
    retry: nothing,
  },
  requests: {
    /**
     * What is typed and differs from the first values, without passwords, and when it was. The answer comes at once:
     * without it there is no host.
     */
    draft: { payload: shape({ values: formValues, at: number }), answer: nothing },
    submit: { payload: shape({ values: formValues }), answer: submitAnswer },
  },
} satisfies Protocol;
export type FormProtocol = typeof formProtocol;
