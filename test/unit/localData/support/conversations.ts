import type { Ticket, TicketEvent } from '../../../../src/core/domain/ticket';
import { waitOf } from '../../../../src/core/domain/ticketWait';

export const hour = 3_600_000;
export const day = 24 * hour;
export const begin = Date.UTC(2026, 5, 10, 12);
export const iso = (at: number): string => new Date(at).toISOString();

export const ask = (at: number): TicketEvent => ({
  type: 'message',
  date: iso(at),
  message: 'Help',
  author: { id: 'bo@example.com', type: 'client' },
});
export const answer = (at: number, agent = 'ada@example.com'): TicketEvent => ({
  type: 'message',
  date: iso(at),
  message: 'Here you are',
  author: { id: agent, type: 'agent' },
});
export const note = (at: number): TicketEvent => ({ ...answer(at), is_private: true });
export const moved = (at: number, from: string, to: string): TicketEvent => ({
  type: 'status_changed',
  date: iso(at),
  to: { id: to },
  changes: [{ field: 'status', from, to }],
  author: { id: 'ada@example.com', type: 'agent' },
});

/** A ticket with its conversation; it was created with the first event and changed with the last. */
export function ticketOf(
  id: string,
  status: string,
  events: readonly TicketEvent[],
  more: Partial<Ticket> = {},
): Ticket {
  const dates = events.flatMap(({ date }) => (date === undefined ? [] : [date]));
  const [date = iso(begin)] = dates;
  const wait = waitOf(events, (event) => event, undefined);
  return {
    ...{ id, status, subject: `Subject of ${id}`, date, modified: dates.at(-1) ?? date },
    ...{ groups: [], tags: [], events },
    ...(wait && { wait }),
    ...more,
  };
}
