/** Every word that a conversation shows by itself. `{0}` stands for a number. */
export interface ConversationLabels {
  readonly conversation: string;
  readonly empty: string;
  readonly earlier: string;
  readonly later: string;
  readonly shown: string;
  readonly privateNote: string;
  readonly openAddress: string;
}

/** A point in time: for machines, and as a person reads it. */
export interface Moment {
  readonly iso: string;
  readonly text: string;
}

/** One field of a ticket or chat, as a term and what stands for it. */
export interface Fact {
  readonly label: string;
  readonly texts: readonly string[];
  readonly moment?: Moment;
  /** The text is an address that can be opened after asking. */
  readonly openable?: true;
}

export interface EventAuthor {
  readonly name: string;
  /** E-mail address, where the name is another. */
  readonly id?: string;
  /** Requester, visitor, agent or the API's own word. */
  readonly role?: string;
  readonly isClient: boolean;
}

export interface EventSource {
  readonly label?: string;
  readonly url?: string;
  readonly openable?: true;
}

/** One event of the conversation. All texts are shown as text. */
export interface EventView {
  /** A message, or a line that says what somebody did. */
  readonly kind: 'message' | 'line';
  readonly isPrivate: boolean;
  readonly author?: EventAuthor;
  readonly moment?: Moment;
  readonly source?: EventSource;
  /** What was said. */
  readonly text?: string;
  /** What was done, as a sentence. */
  readonly line?: string;
}
