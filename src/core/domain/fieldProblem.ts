/** What is wrong with one field, with the data that a sentence about it needs. */
export type Complaint =
  | {
      readonly code:
        | 'required'
        | 'not-text'
        | 'not-an-email'
        | 'not-a-whole-number'
        | 'not-yes-or-no'
        | 'not-a-url'
        | 'not-a-day'
        | 'not-a-list'
        | 'not-an-object'
        /** `source.url` belongs to sources of type `chat-window` alone. */
        | 'only-for-chat-window'
        | 'unknown-field'
        /** Nothing but the id was given; the field is ''. */
        | 'nothing-to-change';
    }
  /** Lengths in UTF-16 units, as the API and an `<input maxlength>` count. */
  | { readonly code: 'too-short'; readonly least: number }
  | { readonly code: 'too-long'; readonly most: number }
  | { readonly code: 'out-of-range'; readonly least: number; readonly most?: number }
  | { readonly code: 'not-a-choice'; readonly choices: readonly string[] }
  /** A day that comes before the one in the field `than`. */
  | { readonly code: 'earlier-than'; readonly than: string };

/** A complaint and the contract's key it belongs to, such as `requester.mail`; '' is the input as a whole. */
export type FieldProblem = Complaint & { readonly field: string };

/** What a reader makes of an input that came from outside. There is at least one problem where it is not ok. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };
