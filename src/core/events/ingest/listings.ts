import type { ArchivedChat, CallOptions, ChatQuery, Page } from '../../domain/connection';
import type { IsoTime, TicketQuery, TicketRow } from '../../domain/ticket';

/** The listings of the active account that catching up and polling use. */
export interface Listings {
  chats(query: ChatQuery, options: CallOptions): Promise<Page<ArchivedChat>>;
  tickets(query: TicketQuery, options: CallOptions): Promise<Page<TicketRow>>;
  /** As `LiveChatConnection.clockOffset`. */
  clockOffset(): Promise<number | undefined>;
  /** As `TicketApi.newest`. */
  newTickets(since: IsoTime, at: string | undefined, options: CallOptions): Promise<Page<TicketRow>>;
}
