import type { TicketSnapshot } from '../../core/actions/ticketOutcome';
import { isFresh, type Clock } from '../../core/base/clock';
import { freshMs } from '../../core/actions/newestTickets';
import { listKey } from '../../core/actions/ticketResult';
import type { TicketSummary } from '../../core/domain/ticket';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { TicketStore } from '../../core/stores/ticketStore';
import type { Choices } from '../forms/choices';
import type { DetailActions, KnownTicket } from './detailPorts';

/** Some hundred KB; the tickets that a person goes through in a sitting. */
const mostTickets = 100;

/** A row of a list, and when the list was loaded, in epoch milliseconds. */
export interface ListedTicket {
  readonly ticket: TicketSummary;
  readonly loadedAt: number | undefined;
}

/** The tickets of all shown lists, in order. */
export function listedTickets(store: Pick<TicketStore, 'shownLists' | 'state'>): readonly ListedTicket[] {
  return store.shownLists.flatMap((list) => {
    const { rows, loadedAt } = store.state(list);
    return rows.flatMap((row) => (row.kind === 'ticket' ? [{ ticket: row.ticket, loadedAt }] : []));
  });
}

/** The tickets that were read last, in memory, so that they are shown again without a call. */
export class KnownTickets {
  private readonly seen = new Map<string, TicketSnapshot>();
  /** The options that the last form had. */
  choices: Choices | undefined;

  /** @param onRead a ticket was read or changed by the user */
  constructor(private readonly onRead: (key: string) => void = () => undefined) {}

  add(key: string, seen: TicketSnapshot): void {
    this.onRead(key);
    this.seen.delete(key);
    this.seen.set(key, seen);
    const [oldest] = this.seen.keys();
    if (this.seen.size > mostTickets && oldest !== undefined) this.seen.delete(oldest);
  }

  /** The same actions; what they read of this session is added. */
  remembering(
    key: string,
    actions: DetailActions,
    { clock, session }: { readonly clock: Clock; readonly session: Pick<SessionStore, 'current'> },
  ): DetailActions {
    const inSession = async <T>(work: Promise<T>, seenIn: (result: T) => TicketSnapshot | undefined) => {
      const { current } = session;
      const result = await work;
      const seen = seenIn(result);
      if (seen && current === session.current) this.add(key, seen);
      return result;
    };
    return {
      read: (ticketId, shown) => inSession(actions.read(ticketId, shown), (seen) => seen),
      update: (input, options) =>
        inSession(actions.update(input, options), (result) =>
          result.kind === 'saved' ? { ticket: result.ticket, readAt: clock.now() } : undefined,
        ),
    };
  }

  /** @param now epoch milliseconds */
  get(key: string, listed: ListedTicket | undefined, now: number): KnownTicket | undefined {
    const seen = this.seen.get(key);
    if (!seen || !this.choices) return undefined;
    const isListed = listed !== undefined && listKey(listed.ticket) === listKey(seen.ticket);
    const checkedAt = Math.max(seen.readAt, listed?.loadedAt ?? 0);
    return { seen, choices: this.choices, isCurrent: isListed && isFresh(now, checkedAt, freshMs) };
  }

  /** Of another account, or with another key. */
  clear(): void {
    this.seen.clear();
    this.choices = undefined;
  }
}
