import type { Checked } from '../domain/input/fieldProblem';
import { InputReader, omitUndefined } from '../domain/input/inputReader';
import { readAssignee } from '../domain/input/ticketInput';
import type { TicketStatus } from '../domain/ticket';
import { tagsHow, type RunRequest } from './run';

/** Removes all tags, in the form. */
export const removeAllTags = 'removeAll';

/**
 * Reads what the form asks: `{ status?, assignee?: { id }, tagsHow?, tags?, message?, private? }`.
 * @param statuses those of the account, see `TicketCapabilities`
 */
export function readRunRequest(input: unknown, statuses: readonly TicketStatus[]): Checked<RunRequest> {
  const reader = new InputReader(input);
  const how = reader.choice('tagsHow', [...tagsHow, removeAllTags]) ?? 'add';
  const names = reader.texts('tags') ?? [];
  const isPrivate = reader.flag('private');
  const message = reader.message('message', isPrivate === true ? 'required' : 'optional');
  const request: RunRequest = omitUndefined({
    status: reader.choice('status', statuses),
    assignee: readAssignee(reader),
    tags: tagsOf(how, names),
    message,
    private: message === undefined ? undefined : isPrivate,
  });
  const checked = reader.finish(() => request);
  if (!checked.ok || Object.keys(request).length > 0) return checked;
  return { ok: false, problems: [{ field: '', code: 'nothing-to-change' }] };
}

function tagsOf(
  how: (typeof tagsHow)[number] | typeof removeAllTags,
  names: readonly string[],
): RunRequest['tags'] {
  if (how === removeAllTags) return { how: 'replace', names: [] };
  return names.length === 0 ? undefined : { how, names };
}
