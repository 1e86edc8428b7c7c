/** A validation problem, with the data for its message. */
export type Problem =
  | {
      readonly code:
        | 'required'
        | 'not-text'
        | 'not-an-email'
        | 'not-a-whole-number'
        | 'not-yes-or-no'
        | 'not-a-url'
        | 'not-a-day'
        | 'not-a-time'
        | 'not-a-list'
        | 'not-an-object'
        /** `source.url` requires `source.type` `chat-window`. */
        | 'only-for-chat-window'
        | 'unknown-field'
        /** Another item of the list has the same value. */
        | 'not-unique'
        /** Only the id was given; `field` is ''. */
        | 'nothing-to-change';
    }
  /** Lengths in UTF-16 code units, as the API and `<input maxlength>` count. */
  | { readonly code: 'too-short'; readonly least: number }
  | { readonly code: 'too-long'; readonly most: number }
  /** In UTF-8. */
  | { readonly code: 'too-many-bytes'; readonly most: number }
  | { readonly code: 'out-of-range'; readonly least: number; readonly most?: number }
  | { readonly code: 'not-a-choice'; readonly choices: readonly string[] }
  /** The field `with` excludes this one. */
  | { readonly code: 'not-together'; readonly with: string }
  /** A day or time before the one in the field `than`. */
  | { readonly code: 'earlier-than'; readonly than: string };

/** A problem and its field, such as `requester.mail`; '' is the whole input. */
export type FieldProblem = Problem & { readonly field: string };

/** The result of validating an input. There is at least one problem if it is not ok. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };
