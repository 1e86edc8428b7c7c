import type { ChatSummaryResult } from '../actions/chats/chatResult';
import type { ChatState } from '../chats/chatState';
import type { Arrival } from '../domain/arrival';
import type { Failure } from '../domain/failure';
import type { LiveChat } from '../domain/liveChat';
import type { Ticket, TicketQuery, TicketSummary } from '../domain/ticket';
import type { EventNotification } from '../events/status/notification';
import type { SearchHit } from '../localData/search';
import type { AuditEntry } from '../stores/auditLog';
import type { DraftItem } from '../stores/drafts/draft';

/** Texts of the shield, localized. */
export interface ShownLabels {
  /** Title of a draft that may have a name which is not known. */
  draft(subject: string): string;
}

export interface ShownPerson {
  readonly name?: string;
  readonly mail?: string;
}

export type ChatNotice = Extract<EventNotification, { readonly chatId: string }>;

/**
 * What is shown of people and of what they wrote: the only way from stores to everything that a person or a model reads.
 * Without the shield each method returns its argument. Fields that are absent stay absent, ids stay as they are.
 */
export interface Shown {
  /** A ticket or a row of a list. */
  ticket<T extends TicketSummary | Ticket>(ticket: T): T;
  chat(chat: LiveChat): LiveChat;
  chatState(state: ChatState): ChatState;
  arrival<A extends Arrival>(arrival: A): A;
  /** A chat as commands return it. */
  chatResult<C extends ChatSummaryResult>(chat: C): C;
  notification(notice: ChatNotice): ChatNotice;
  draft(draft: DraftItem): DraftItem;
  audit(entry: AuditEntry): AuditEntry;
  /** @param of whom it is about, if that is known; otherwise a ticket is shown by its id alone */
  hit(hit: SearchHit, of?: ShownPerson): SearchHit;
  query(query: TicketQuery): TicketQuery;
  /** A text of which it is not known whom it mentions. */
  text(text: string): string;
  /** A line of the log, in which the addresses of this machine stay. */
  logLine(text: string): string;
  /** With LiveChat’s reasons as they may be shown. */
  failure(failure: Failure): Failure;
  /** A name or e-mail address of a requester. */
  person(person: ShownPerson): ShownPerson;
  /** The URL that is shown as this one. */
  originalUrl(shown: string): string;
}
