/** What the detail of a ticket is about, and the name of the draft of what is typed there. */
export interface ReplyId {
  readonly account: string;
  readonly subject: `reply/${string}`;
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
