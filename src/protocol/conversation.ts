/** Localized texts of a conversation. `{0}` is replaced with a number. */
export interface ConversationLabels {
  readonly conversation: string;
  readonly empty: string;
  readonly earlier: string;
  readonly later: string;
  readonly shown: string;
  readonly privateNote: string;
  readonly openAddress: string;
}

/** A point in time, machine-readable and localized. */
export interface ShownTime {
  readonly iso: string;
  readonly text: string;
}

/** A labelled field of a ticket or chat. */
export interface Fact {
  readonly label: string;
  readonly texts: readonly string[];
  readonly moment?: ShownTime;
  /** The texts name tickets with these ids, which can be opened. */
  readonly ticketIds?: readonly string[];
  /** The text is a URL that can be opened after a confirmation. */
  readonly openable?: true;
}

export interface EventAuthor {
  readonly name: string;
  /** E-mail address, if it differs from the name. */
  readonly id?: string;
  /** Requester, visitor, agent or the API's value. */
  readonly role?: string;
  readonly isClient: boolean;
}

export interface EventSource {
  readonly label?: string;
  readonly url?: string;
  readonly openable?: true;
}

/** A file in a conversation. The address is shown as text and opened after asking. */
export interface FileView {
  /** Name and size. */
  readonly label: string;
  readonly url?: string;
  readonly openable?: true;
}

/** A part of a message that is folded to one line: a quotation, a signature, the line that a phone adds. */
export interface FoldView {
  /** Offsets in the text of the message; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** What is folded, with the number of its lines. */
  readonly label: string;
}

/** One event of the conversation, in plain text. */
export interface EventView {
  /** A message or a system event. */
  readonly kind: 'message' | 'line';
  readonly isPrivate: boolean;
  readonly author?: EventAuthor;
  readonly moment?: ShownTime;
  readonly source?: EventSource;
  /** Text of the message. */
  readonly text?: string;
  /** Parts of the text, in order and without overlap. */
  readonly folds?: readonly FoldView[];
  /** Localized sentence about a system event. */
  readonly line?: string;
  readonly files?: readonly FileView[];
  /** Identifies the event of a running chat, also before LiveChat has it. */
  readonly key?: string;
  /** How far a message of the person got. */
  readonly delivery?: DeliveryView;
}

export interface DeliveryView {
  readonly state: 'sending' | 'sent' | 'seen' | 'failed';
  /** The state, or why the message was not sent. */
  readonly label: string;
  /** Labels of the buttons of a message that was not sent. */
  readonly retry?: string;
  readonly takeBack?: string;
}
