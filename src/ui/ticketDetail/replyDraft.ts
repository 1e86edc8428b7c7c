/** What the detail of a ticket is about, and the name of the draft of what is typed there. */
export interface ReplyId {
  readonly account: string;
  readonly subject: `reply/${string}`;
}

export interface StoredReply {
  /** ISO 8601. */
  readonly savedAt: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Where what is typed is kept while it is typed. Values that hold nothing take the draft away. */
export interface ReplyDrafts {
  /** As it was typed last, here or in another window. */
  get(id: ReplyId): Promise<StoredReply | undefined>;
  /** Resolves to why it could not be put on disk, once that was tried. */
  keep(
    id: ReplyId,
    title: string,
    values: Readonly<Record<string, unknown>>,
    at?: number,
  ): Promise<string | undefined>;
  /** When the newest text that is known of was typed, also where it is gone by now. */
  heardAt(id: ReplyId): Promise<number>;
  discard(id: ReplyId): Promise<void>;
}

export function replyTo(account: string, ticketId: string): ReplyId {
  return { account, subject: `reply/${ticketId}` };
}

export function ticketOf({ subject }: ReplyId): string {
  return subject.slice('reply/'.length);
}

/** Account ids are lower-cased names without spaces around a kind, so the first space ends them. */
export function keyOf({ account, subject }: ReplyId): string {
  return `${account} ${subject}`;
}

export function replyIn(key: string): ReplyId | undefined {
  const [, account, ticketId] = /^(\S+) reply\/(.+)$/s.exec(key) ?? [];
  return account === undefined || ticketId === undefined ? undefined : replyTo(account, ticketId);
}
