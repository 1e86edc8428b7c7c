import type { Checked } from './fieldProblem';
import { InputReader, omitUndefined } from './inputReader';
import {
  ticketPriorities,
  ticketSources,
  ticketStatuses,
  writableSources,
  type TicketChange,
  type TicketDraft,
  type TicketQuery,
  type TicketStatus,
} from '../ticket';

const chatWindowSource = 'chat-window';

/** The argument of "list tickets". `page` starts at 1. */
export interface TicketListInput {
  readonly query: TicketQuery;
  readonly page: number;
}

export interface TicketChangeInput {
  readonly ticketId: string;
  readonly change: TicketChange;
}

/**
 * Reads the argument of "list tickets": `{ dateFrom, dateTo, page, assigned, order, status, assignee, query,
 * requesterMail, group, source, tag, tagged }`, all optional (docs/livechat-api.md#rest-v2-tickets).
 * @param statuses those of the account, see `TicketCapabilities`
 */
export function readTicketQuery(
  input: unknown,
  statuses: readonly TicketStatus[] = ticketStatuses,
): Checked<TicketListInput> {
  const reader = new InputReader(input);
  const page = reader.wholeNumber('page', 1) ?? 1;
  const query = readTicketFilter(reader, statuses);
  return reader.finish(() => ({ query, page }));
}

/** Reads the filter and order of a list of tickets from a part of an input. */
export function readTicketFilter(reader: InputReader, statuses: readonly TicketStatus[]): TicketQuery {
  const query = omitUndefined({
    dateFrom: reader.day('dateFrom'),
    dateTo: reader.day('dateTo'),
    assigned: reader.flag('assigned'),
    order: reader.choice('order', ['asc', 'desc']),
    status: reader.choice('status', statuses),
    assignee: reader.id('assignee'),
    query: reader.text('query'),
    requesterMail: reader.mail('requesterMail'),
    group: reader.wholeNumber('group', 0),
    source: reader.choice('source', ticketSources),
    tag: reader.text('tag'),
    tagged: reader.flag('tagged'),
  });
  const { dateFrom, dateTo } = query;
  if (dateFrom !== undefined && dateTo !== undefined && dateTo < dateFrom) {
    reader.report('dateTo', { code: 'earlier-than', than: 'dateFrom' });
  }
  return query;
}

/** Reads `{ ticketId }`. */
export function readTicketId(input: unknown): Checked<string> {
  const reader = new InputReader(input);
  const ticketId = reader.id('ticketId', 'required');
  return reader.finish(() => ticketId ?? '');
}

/**
 * Reads `{ message, requester: { mail, name? }, subject?, assignee?: { id }, source?: { type, url? }, groups?,
 * tags?, priority? }`. The message is not trimmed. Empty lists count as absent.
 */
export function readTicketDraft(input: unknown): Checked<TicketDraft> {
  const reader = new InputReader(input);
  const message = reader.message('message', 'required') ?? '';
  const requester = reader.part('requester', (part) => ({
    mail: part.mail('mail', 'required') ?? '',
    ...omitUndefined({ name: part.text('name') }),
  })) ?? { mail: '' };
  const rest = omitUndefined({
    subject: reader.text('subject'),
    assignee: readAssignee(reader),
    source: readNewSource(reader),
    groups: nonEmpty(reader.wholeNumbers('groups')),
    tags: nonEmpty(reader.texts('tags')),
    priority: reader.choice('priority', ticketPriorities),
  });
  return reader.finish(() => ({ message, requester, ...rest }));
}

/**
 * Reads `{ ticketId, requester?, message?, private?, subject?, assignee?, source?, status?, groups?, tags?,
 * priority? }`. An empty list of tags removes all tags; an empty text leaves the field unchanged. `private: true`
 * requires a message.
 * @param statuses those of the account, see `TicketCapabilities`
 */
export function readTicketChange(
  input: unknown,
  statuses: readonly TicketStatus[] = ticketStatuses,
): Checked<TicketChangeInput> {
  const reader = new InputReader(input);
  const ticketId = reader.id('ticketId', 'required') ?? '';
  const isPrivate = reader.flag('private');
  const message = reader.message('message', isPrivate === true ? 'required' : 'optional');
  const change: TicketChange = omitUndefined({
    message,
    private: message === undefined ? undefined : isPrivate,
    requester: reader.part('requester', (part) =>
      omitUndefined({ mail: part.mail('mail'), name: part.text('name') }),
    ),
    subject: reader.text('subject'),
    assignee: readAssignee(reader),
    source: readChangedSource(reader),
    status: reader.choice('status', statuses),
    groups: nonEmpty(reader.wholeNumbers('groups')),
    tags: reader.texts('tags'),
    priority: reader.choice('priority', ticketPriorities),
  });
  const checked = reader.finish(() => ({ ticketId, change }));
  if (!checked.ok || Object.keys(change).length > 0) return checked;
  return { ok: false, problems: [{ field: '', code: 'nothing-to-change' }] };
}

/** Reads `assignee: { id }`. */
export function readAssignee(reader: InputReader): { readonly id: string } | undefined {
  const assignee = reader.part('assignee', (part) => omitUndefined({ id: part.id('id') }));
  return assignee?.id === undefined ? undefined : { id: assignee.id };
}

function readNewSource(reader: InputReader): TicketDraft['source'] {
  const source = reader.part('source', (part) => {
    const type = part.choice('type', writableSources);
    const url = part.url('url');
    if (url !== undefined && type !== chatWindowSource) part.report('url', { code: 'only-for-chat-window' });
    return omitUndefined({ type, url });
  });
  if (source?.type === undefined) return undefined;
  return { type: source.type, ...omitUndefined({ url: source.url }) };
}

/** A URL without a type is checked by the action, which knows the ticket's current type. */
function readChangedSource(reader: InputReader): TicketChange['source'] {
  return reader.part('source', (part) => {
    const type = part.choice('type', writableSources);
    const url = part.url('url');
    if (url !== undefined && type !== undefined && type !== chatWindowSource) {
      part.report('url', { code: 'only-for-chat-window' });
    }
    return omitUndefined({ type, url });
  });
}

function nonEmpty<T>(items: readonly T[] | undefined): readonly T[] | undefined {
  return items?.length === 0 ? undefined : items;
}
