import { ticketStatusOf } from '../domain/ticket';
import type { TicketChange, TicketSummary } from '../domain/ticket';
import type { AuditEntry } from '../stores/auditLog';
import type { NewRunItem } from './bulkRows';
import type { RunItem } from './run';

type Values = Readonly<Record<string, unknown>>;

/**
 * What undoes a run: the values before, as the audit log has them. Messages cannot be taken back, and no documented
 * call removes an assignee or gives a status back that LiveChat did not send.
 * @param entries of the audit log, oldest first. One whose response was lost may have been executed, which reading shows
 * @param items of the run
 * @returns an item for each ticket that the run changed; `ticket` has the values that the run set, so that a value that
 * was changed since is not overwritten
 */
export function planUndo(
  run: number,
  entries: readonly AuditEntry[],
  items: readonly RunItem[],
): readonly NewRunItem[] {
  return items.flatMap(({ ticketId, ticket }): NewRunItem[] => {
    const own = entries.filter(
      (entry) => entry.run === run && entry.target === ticketId && entry.outcome !== 'failed',
    );
    if (own.length === 0) return [];
    // A change in two parts has an entry for each: the values before are those of the first.
    const before = merged([...own].reverse().map((entry) => entry.before));
    const after = merged(own.map((entry) => entry.after));
    return [undoItem(ticketId, ticket, before, after)];
  });
}

/** The last value of each key. */
function merged(all: readonly (Values | undefined)[]): Values {
  return Object.fromEntries(all.flatMap((values) => Object.entries(values ?? {})));
}

function undoItem(ticketId: string, ticket: TicketSummary, before: Values, after: Values): NewRunItem {
  const { status, tags } = before;
  const known = ticketStatusOf(status);
  const assignee = before['assignee.id'];
  const change: TicketChange = {
    ...(known && { status: known }),
    ...(typeof assignee === 'string' && { assignee: { id: assignee } }),
    ...(isTexts(tags) && { tags }),
  };
  const undone = [known && 'status', change.assignee && 'assignee.id', change.tags && 'tags'];
  const notUndone = Object.keys(after).filter((key) => key !== 'private' && !undone.includes(key));
  const set = ticketWith(ticket, after);
  const isEmpty = Object.keys(change).length === 0;
  return {
    ...{ ticketId, ticket: set, change, state: isEmpty ? 'not-sent' : 'waiting' },
    ...(notUndone.length > 0 && { outcome: { notUndone } }),
  };
}

/** The ticket as the run left it. */
function ticketWith(ticket: TicketSummary, after: Values): TicketSummary {
  const { status, tags } = after;
  const assignee = after['assignee.id'];
  return {
    ...ticket,
    ...(typeof status === 'string' && { status }),
    ...(typeof assignee === 'string' && { assignee: { id: assignee } }),
    ...(isTexts(tags) && { tags }),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
