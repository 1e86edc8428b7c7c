import { isSameAddress } from '../domain/account';
import type { CallOptions } from '../domain/connection';
import { customerOf, type LiveChat } from '../domain/liveChat';
import type { TicketSummary } from '../domain/ticket';
import { ActionContext, type ContextOptions } from './actionContext';

/** What LiveChat has of a person. */
export interface PersonFound {
  readonly tickets: readonly TicketSummary[];
  /** Threads of the archive with their events; absent if the account's API cannot search chats. */
  readonly chats?: readonly LiveChat[];
  /** Whether every page was read. */
  readonly isComplete: boolean;
}

export interface SearchPersonOptions {
  readonly signal: AbortSignal;
  /** Called after each page. */
  readonly onProgress: (progress: {
    readonly calls: number;
    readonly tickets: number;
    readonly chats: number;
  }) => void;
}

/** Of tickets and of chats each. The archive is searched for words, which may occur in many other chats. */
const mostPages = 20;

/**
 * Searches LiveChat for the tickets and archived chats of a person, by e-mail address in any case: one call after the
 * other, of each page one.
 * @throws FailureError `cancelled` if it was aborted or another account is active
 */
export async function searchPerson(
  options: ContextOptions,
  mail: string,
  { signal, onProgress }: SearchPersonOptions,
): Promise<PersonFound> {
  const scope = new ActionContext(options);
  const call: CallOptions = { signal };
  const tickets = new Map<string, TicketSummary>();
  const chats = new Map<string, LiveChat>();
  let calls = 0;
  const progress = (): void => onProgress({ calls, tickets: tickets.size, chats: chats.size });
  /** @returns whether every page was read */
  const readPages = async (
    read: (at: string | undefined) => Promise<string | undefined>,
  ): Promise<boolean> => {
    let at: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      at = await read(at);
      calls += 1;
      progress();
      if (at === undefined) return true;
    }
    return false;
  };
  const hasAllTickets = await readPages(async (at) => {
    const page = await scope.run((connection) => connection.tickets.list({ requesterMail: mail }, at, call));
    for (const row of page.rows) {
      const isTheirs = row.kind === 'ticket' && isSameAddress(row.ticket.requester?.mail ?? mail, mail);
      if (isTheirs) tickets.set(row.ticket.id, row.ticket);
    }
    return page.next;
  });
  const hasChats = await scope.run(({ liveChats }) => Promise.resolve(liveChats !== undefined));
  if (!hasChats) return { tickets: [...tickets.values()], isComplete: hasAllTickets };
  const hasAllChats = await readPages(async (at) => {
    const page = await scope.run(async ({ liveChats }) => await liveChats?.search({ query: mail }, at, call));
    for (const chat of page?.rows ?? []) {
      const address = customerOf(chat)?.email;
      if (address !== undefined && isSameAddress(address, mail)) chats.set(chat.threadId, chat);
    }
    return page?.next;
  });
  return {
    tickets: [...tickets.values()],
    chats: [...chats.values()],
    isComplete: hasAllTickets && hasAllChats,
  };
}
