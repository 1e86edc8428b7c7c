import type { TicketSnapshot, TicketWarning } from '../../core/actions/ticketOutcome';
import { toListedTicket } from '../../core/actions/ticketResult';
import { isFresh } from '../../core/base/isFresh';
import type { TicketSummary } from '../../core/domain/ticket';
import type { FieldNote } from '../../protocol/form';
import { classicCapabilities } from '../../core/domain/capabilities';
import type { Choices } from '../forms/choices';

/** How old a ticket may be that is shown again, in milliseconds. */
const freshMs = 30_000;

/** @param now in milliseconds since the epoch */
export function isRecentlyRead({ readAt }: TicketSnapshot, now: number): boolean {
  return isFresh(now, readAt, freshMs);
}

export function isNotes(value: object): value is readonly FieldNote[] {
  return Array.isArray(value);
}

/** The contract key of the field that still has to be saved; '' if the change was made. */
export function warningKey(warning: TicketWarning): string {
  if (warning.kind === 'tags-not-set') return 'tags';
  return warning.kind === 'response-lost' || warning.kind === 'not-seen' ? '' : warning.field;
}

/** What tells two versions of a ticket apart, as far as a list shows it. */
export function listKey(ticket: TicketSummary): string {
  return JSON.stringify(toListedTicket(ticket));
}

/** As long as nothing was fetched. */
export const nothingToChoose: Choices = {
  agents: undefined,
  groups: undefined,
  tags: undefined,
  can: classicCapabilities,
};
