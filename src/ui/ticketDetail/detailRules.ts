import type { TicketSnapshot, TicketWarning } from '../../core/actions/ticketOutcome';
import { toListedTicket } from '../../core/actions/ticketResult';
import { isFresh } from '../../core/base/clock';
import type { TicketSummary } from '../../core/domain/ticket';
import type { FieldNote } from '../../protocol/form';
import { classicCapabilities } from '../../core/domain/capabilities';
import type { Choices } from '../forms/choices';

/** Maximum age of a ticket when its panel becomes visible, in milliseconds. */
const freshMs = 30_000;

/** @param now in milliseconds since the epoch */
export function isRecentlyRead({ readAt }: TicketSnapshot, now: number): boolean {
  return isFresh(now, readAt, freshMs);
}

export function isNotes(value: object): value is readonly FieldNote[] {
  return Array.isArray(value);
}

/** The contract key of the field that was not saved; '' if the change was made. */
export function warningKey(warning: TicketWarning): string {
  if (warning.kind === 'tags-not-set') return 'tags';
  return warning.kind === 'response-lost' || warning.kind === 'not-seen' ? '' : warning.field;
}

/** Distinguishes versions of a ticket by the fields of a list. */
export function listKey(ticket: TicketSummary): string {
  return JSON.stringify(toListedTicket(ticket));
}

/** Before the first response. */
export const nothingToChoose: Choices = {
  agents: undefined,
  groups: undefined,
  tags: undefined,
  can: classicCapabilities,
};
