import { either, flag, list, nothing, number, oneOf, optional, record, shape, text, trusted } from './decode';
import type { Decoded } from './decode';
import type { Protocol } from './messages';

/** Value of a field. Numbers are text, as typed. */
export type FormValue = string | boolean | readonly string[];
/** By field name, a key of the command's argument such as `requester.mail`. */
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
  /** The field is shown and used only while another field has this value. */
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
  /** The API takes the values as numbers, such as ids of groups. */
  readonly numbers?: boolean;
  /** The user may add values that are not options; texts for that. */
  readonly add?: { readonly label: string; readonly button: string; readonly remove: string };
}

export interface CheckboxField extends FieldBase {
  readonly kind: 'checkbox';
  readonly default?: boolean;
}

export type FieldSpec = TextField | ChoiceField | MultiChoiceField | CheckboxField;

/** Localized texts of the form. */
export interface FormLabels {
  readonly required: string;
  readonly saving: string;
  readonly startOver: string;
  readonly restored: string;
  /** Summary above the form while fields have problems. */
  readonly problems: string;
  readonly fault: string;
  /** Shown while the host does not respond. */
  readonly waiting: string;
}

export interface FormSpec {
  readonly id: string;
  readonly title: string;
  readonly intro?: string;
  readonly submitLabel: string;
  readonly fields: readonly FieldSpec[];
  readonly labels: FormLabels;
  /** A list that could not be loaded, with a button that retries. */
  readonly notice?: { readonly text: string; readonly retry: string };
  /** Says which fields are left out, with a button that shows them. */
  readonly hidden?: { readonly text: string; readonly show: string };
}

/** A problem of one field, as a sentence. A name that is not a field's refers to the whole form. */
export interface FieldNote {
  readonly field: string;
  readonly text: string;
}

/** State of the form. Sent when the page is ready. */
export interface FormState {
  readonly spec: FormSpec;
  /** Values before any input. */
  readonly initial: FormValues;
  readonly values: FormValues;
  /** In a form that edits an item, the values that the edited fields had when typing began, as far as they are known. */
  readonly base?: FormValues;
  /** Earlier input was restored. */
  readonly restored: boolean;
  readonly busy: boolean;
  readonly problems: readonly FieldNote[];
  /** Why the form was not saved. */
  readonly failure?: string;
  /** `failure` says why current values could not be read, and not why the form was not saved. */
  readonly isUnread?: boolean;
  /** Epoch milliseconds of the last edit known to the host. */
  readonly lastEditAt: number;
  /** Incremented when the host changes `values` because of another window. */
  readonly revision: number;
}

const formValue = either(either(text, flag), list(text));
export const formValues = record(formValue);

const fieldNote = shape({ field: text, text });

export const saveAnswer = shape({
  outcome: oneOf('saved', 'refused'),
  problems: list(fieldNote),
  failure: optional(text),
});
export type SaveAnswer = Decoded<typeof saveAnswer>;

/** Input, and the values that the edited fields of an item had when typing began: see `FormState.base`. */
export const typedInput = shape({ values: formValues, base: optional(formValues) });
export type TypedInput = Decoded<typeof typedInput>;

/** The same as a page sends it, with the last `revision` that it took. */
export const pageInput = shape({
  values: formValues,
  base: optional(formValues),
  revision: optional(number),
});
export type PageInput = Decoded<typeof pageInput>;

/** The same with the time of the edit. */
export const pageDraft = shape({
  values: formValues,
  base: optional(formValues),
  revision: optional(number),
  at: number,
});

/** State that the page persists across reloads, without passwords, with the time of the last edit. */
export const savedState = shape({ key: text, at: number, values: formValues, base: optional(formValues) });
export type SavedState = Decoded<typeof savedState>;

/** Epoch milliseconds; strictly increasing. */
export const typedUntil = shape({ at: number });

export const formProtocol = {
  notifications: {
    /** Renders the form. */
    show: trusted<FormState & { readonly key: string }>(),
    /** The form could not be loaded: shows why and a button that tries again. */
    unavailable: shape({ title: text, text, retry: text }),
    /** Inserts text at the cursor of the message. */
    insert: shape({ text }),
    /** Says what has changed in the form that is shown. */
    announce: shape({ text }),
    /** The input up to this time is stored, or there is nothing to store. */
    stored: typedUntil,
  },
  commands: {
    /** The page can receive messages. Includes its persisted state. */
    ready: shape({ kept: optional(savedState) }),
    /** Discards the input and restores the initial values. */
    startOver: nothing,
    /** Loads the form, or its missing lists, again. */
    retry: nothing,
    /** Shows the fields that are left out. */
    reveal: nothing,
  },
  requests: {
    /**
     * Input that differs from the initial values, without passwords, and its time. Answered at once: no answer means
     * that the host is dead.
     */
    draft: { payload: pageDraft, answer: nothing },
    submit: { payload: pageInput, answer: saveAnswer },
  },
} satisfies Protocol;
export type FormProtocol = typeof formProtocol;
