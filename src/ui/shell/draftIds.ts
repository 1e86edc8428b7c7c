import { isDraftSubject, type DraftId, type DraftSubject } from '../../core/stores/drafts/draft';

export type ReplySubject = `reply/${string}`;
/** The composer of a chat. */
export type ChatDraftSubject = `chat/${string}`;
/** The subject of a form: a new ticket or agent, or one being edited. */
export type FormSubject = Exclude<DraftSubject, ReplySubject | ChatDraftSubject>;

/** Identifies the draft of a ticket's panel: a message and changes of fields. */
export interface ReplyId {
  readonly account: string;
  readonly subject: ReplySubject;
}

/** Identifies a form and its draft. */
export interface FormId {
  readonly account: string;
  readonly subject: FormSubject;
}

export function replyTo(account: string, ticketId: string): ReplyId {
  return { account, subject: `reply/${ticketId}` };
}

export function isReplySubject(subject: DraftSubject): subject is ReplySubject {
  return subject.startsWith('reply/');
}

export function isChatSubject(subject: DraftSubject): subject is ChatDraftSubject {
  return subject.startsWith('chat/');
}

export function chatIdOf(subject: ChatDraftSubject): string {
  return subject.slice('chat/'.length);
}

export function ticketIdOf(subject: ReplySubject): string {
  return subject.slice('reply/'.length);
}

/** The run whose tickets a form changes; `undefined` for other subjects. */
export function bulkRunOf(subject: DraftSubject): number | undefined {
  const prefix = 'ticket.bulk/';
  return subject.startsWith(prefix) ? Number(subject.slice(prefix.length)) : undefined;
}

/** Identifies a panel and the input that its page keeps. */
export function keyOf({ account, subject }: DraftId): string {
  return `${account} ${subject}`;
}

/** Account ids contain no spaces, so the first space ends the id. */
function draftIdIn(key: string): DraftId | undefined {
  const space = key.indexOf(' ');
  const subject = key.slice(space + 1);
  return space < 1 || !isDraftSubject(subject) ? undefined : { account: key.slice(0, space), subject };
}

export function replyIdIn(key: string): ReplyId | undefined {
  const id = draftIdIn(key);
  return id && isReplySubject(id.subject) ? { account: id.account, subject: id.subject } : undefined;
}

export function formIdIn(key: string): FormId | undefined {
  const id = draftIdIn(key);
  const subject = id?.subject;
  if (!id || subject === undefined || isReplySubject(subject) || isChatSubject(subject)) return undefined;
  return { account: id.account, subject };
}
