import type { TicketChange, TicketStatus } from '../ticket';
import type { Checked } from './fieldProblem';
import { InputReader, omitUndefined } from './inputReader';
import { readAssignee } from './ticketInput';

/** What can be changed in several tickets at once. */
export type SharedChange = Pick<TicketChange, 'status' | 'assignee' | 'tags' | 'message' | 'private'>;

export interface BulkInput {
  /** In the given order. One may occur more than once. */
  readonly ticketIds: readonly string[];
  readonly change: SharedChange;
  /** Sends nothing. */
  readonly dryRun: boolean;
}

/**
 * Reads `{ ticketIds, change: { status?, assignee?: { id }, tags?, message?, private? }, dryRun? }`. An empty list of
 * tags removes all tags. `private: true` requires a message.
 * @param statuses those of the account, see `TicketCapabilities`
 */
export function readBulk(input: unknown, statuses: readonly TicketStatus[]): Checked<BulkInput> {
  const reader = new InputReader(input);
  const ticketIds = reader.ids('ticketIds');
  if (!ticketIds && reader.isValid) reader.report('ticketIds', { code: 'required' });
  const change = reader.part('change', (part) => {
    const isPrivate = part.flag('private');
    const message = part.message('message', isPrivate === true ? 'required' : 'optional');
    return omitUndefined({
      status: part.choice('status', statuses),
      assignee: readAssignee(part),
      tags: part.texts('tags'),
      message,
      private: message === undefined ? undefined : isPrivate,
    });
  });
  const dryRun = reader.flag('dryRun') ?? false;
  if (!change && reader.isValid) reader.report('change', { code: 'nothing-to-change' });
  return reader.finish(() => ({ ticketIds: ticketIds ?? [], change: change ?? {}, dryRun }));
}
