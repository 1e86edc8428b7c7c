import type { TicketWarning } from '../../core/actions/ticketOutcome';
import { listedTicket } from '../../core/actions/ticketResult';
import type { TicketSummary } from '../../core/domain/ticket';
import type { FieldNote } from '../../protocol/form';
import { classicCapabilities } from '../../core/domain/capabilities';
import type { Choices } from '../forms/choices';

export function isNotes(value: object): value is readonly FieldNote[] {
  return Array.isArray(value);
}

/** The field that a warning is about; '' where it is about none. */
export function fieldOf(warning: TicketWarning): string {
  if (warning.kind === 'tags-not-set') return 'tags';
  return warning.kind === 'not-carried' ? warning.field : '';
}

/** What tells two versions of a ticket apart, as far as a list shows it. */
export function listKey(ticket: TicketSummary): string {
  return JSON.stringify(listedTicket(ticket));
}

/** As long as nothing was fetched. */
export const nothingToChoose: Choices = {
  agents: undefined,
  groups: undefined,
  tags: undefined,
  can: classicCapabilities,
};
