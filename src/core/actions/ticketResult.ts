import { isTest, type Arrival } from '../domain/arrival';
import type { CallOptions } from '../domain/connection';
import { omitUndefined } from '../domain/input/inputReader';
import type { GroupRef, Ticket, TicketEvent, TicketSummary } from '../domain/ticket';
import { waitOf } from '../domain/ticketWait';
import type { DirectoryStore } from '../stores/directoryStore';
import { failureOf } from '../domain/failure';
import type { TicketStore } from '../stores/ticketStore';

/** A ticket with exactly the public keys of `TicketSummary`. */
export function toTicketSummary(ticket: TicketSummary): TicketSummary {
  const { id, subject, status, date, modified, requester, source, assignee, tags } = ticket;
  return {
    id,
    ...omitUndefined({ subject, status, date, modified }),
    ...(requester && { requester: pick(requester, ['mail', 'name', 'ip']) }),
    ...(source && { source: pick(source, ['id', 'type', 'url']) }),
    ...(assignee && { assignee: pick(assignee, ['id', 'name']) }),
    ...(tags && { tags }),
  };
}

/** A ticket for lists: the public keys and those that only views show. */
export function toListedTicket(ticket: Ticket): TicketSummary {
  const { shortId, priority, events, requester } = ticket;
  const wait = waitOf(events, (event) => event, requester);
  return { ...toTicketSummary(ticket), ...omitUndefined({ shortId, priority, wait }) };
}

/** Distinguishes versions of a ticket by the fields of a list. */
export function listKey(ticket: TicketSummary): string {
  const { shortId, priority } = ticket;
  return JSON.stringify([toTicketSummary(ticket), shortId, priority]);
}

/** A ticket with exactly the public keys of `Ticket`, for results of commands and tools. */
export function toPublicTicket(ticket: Ticket): Ticket {
  return {
    ...toTicketSummary(ticket),
    ...(ticket.currentGroup && { currentGroup: pick(ticket.currentGroup, ['id', 'name']) }),
    groups: ticket.groups.map((group) => pick(group, ['id', 'name'])),
    events: ticket.events.map(toPublicEvent),
    tags: ticket.tags,
  };
}

function toPublicEvent({ type, date, message, is_private, author, source }: TicketEvent): TicketEvent {
  return {
    type,
    ...omitUndefined({ date, message, is_private }),
    ...(author && { author: pick(author, ['id', 'name', 'type']) }),
    ...(source && { source: pick(source, ['type', 'url']) }),
  };
}

/**
 * Adds the names of groups, which REST v2 sends as bare ids. Names that cannot be read are left out.
 * @param call of names that are not cached
 */
export async function addGroupNames(
  ticket: Ticket,
  directory: DirectoryStore,
  call?: CallOptions,
): Promise<Ticket> {
  const refs = [...ticket.groups, ...(ticket.currentGroup ? [ticket.currentGroup] : [])];
  if (refs.every(({ name }) => name !== undefined)) return ticket;
  return withGroupNames(ticket, await groupNames(directory, call));
}

/** @param names of groups by id */
export function withGroupNames(ticket: Ticket, names: ReadonlyMap<number, string>): Ticket {
  const named = (ref: GroupRef): GroupRef => {
    const name = ref.name ?? names.get(ref.id);
    return name === undefined ? ref : { ...ref, name };
  };
  return {
    ...ticket,
    groups: ticket.groups.map(named),
    ...(ticket.currentGroup && { currentGroup: named(ticket.currentGroup) }),
  };
}

async function groupNames(
  directory: DirectoryStore,
  call: CallOptions | undefined,
): Promise<ReadonlyMap<number, string>> {
  try {
    return new Map((await directory.ticketGroups(call)).map(({ id, name }) => [id, name]));
  } catch (thrown) {
    if (failureOf(thrown)) return new Map();
    throw thrown;
  }
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])),
  ) as Pick<T, K>;
}

/**
 * Adds a new ticket to the lists.
 * @param account id of the active account, whose tickets the lists contain
 */
export function addArrivedTicket(
  arrival: Arrival,
  account: string | undefined,
  tickets: Pick<TicketStore, 'addArrived'>,
): void {
  if (arrival.kind !== 'ticket_created' || arrival.account !== account || isTest(arrival)) return;
  tickets.addArrived(toListedTicket(arrival.ticket));
}
