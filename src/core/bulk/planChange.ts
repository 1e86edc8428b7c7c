import { changedKeys, diffTicket } from '../actions/ticketFields';
import { fillReply, type ReplyValues } from '../replies/replyVariables';
import type { TicketChange, TicketSummary } from '../domain/ticket';
import type { NewRunItem } from './bulkRows';
import type { RunRequest } from './run';

/** Whether what is known of a ticket suffices to say what would change. */
export function isKnown({ status, assignee, tags }: RunRequest, ticket: TicketSummary): boolean {
  // Without the agents, HelpDesk's own ids stand for the assignee.
  const isNamed = ticket.assignee?.id.includes('@') ?? true;
  return (
    (status === undefined || ticket.status !== undefined) &&
    (assignee === undefined || isNamed) &&
    (tags === undefined || ticket.tags !== undefined)
  );
}

/**
 * What would change in one ticket.
 * @param values of the variables in the message
 */
export function planChange(request: RunRequest, ticket: TicketSummary, values: ReplyValues): NewRunItem {
  const { status, assignee, tags, message, private: isPrivate } = request;
  const filled = message === undefined ? undefined : fillReply(message, values);
  const wanted: TicketChange = {
    ...(status && { status }),
    ...(assignee && { assignee }),
    ...(tags && { tags: tagsAfter(tags, ticket.tags ?? []) }),
    ...(filled && { message: filled.text, private: isPrivate ?? false }),
  };
  const change = diffTicket(wanted, { ...ticket, tags: ticket.tags ?? [], groups: [], events: [] });
  const item = { ticketId: ticket.id, ticket, change };
  if (changedKeys(change).length === 0) return { ...item, state: 'unchanged' };
  if (filled && filled.missing.length > 0)
    return { ...item, state: 'not-sent', outcome: { variables: filled.missing } };
  return { ...item, state: 'waiting' };
}

function tagsAfter(
  { how, names }: NonNullable<RunRequest['tags']>,
  now: readonly string[],
): readonly string[] {
  switch (how) {
    case 'add':
      return [...new Set([...now, ...names])];
    case 'remove':
      return now.filter((tag) => !names.includes(tag));
    case 'replace':
      return names;
  }
}
