import { isolateRtl, oneLine, plainText } from '../../core/base/plainText';
import type {
  GroupRef,
  IsoTime,
  RelatedTicket,
  Source,
  Ticket,
  TicketEvent,
  TicketEventAuthor,
  TicketEventChange,
} from '../../core/domain/ticket';
import type { EventAuthor, EventSource, EventView, Fact, ShownTime } from '../../protocol/conversation';
import type { TicketPageView } from '../../protocol/detail';
import { fileViews, type FileLabels } from '../messages/fileViews';
import { addressOf, openableIf } from '../messages/addresses';
import { foldsIn, type FoldLabel } from './folds';

/** Localized texts of the view, passed in so that it does not depend on the editor. */
export interface ViewLabels {
  status(status: string): string;
  priority(priority: string): string;
  source(type: string): string;
  role(type: string): string;
  time(iso: IsoTime): string;
  /** Label of a group whose name is unknown. */
  group(id: number): string;
  readonly noSubject: string;
  readonly noAssignee: string;
  readonly someone: string;
  assigned(who: string, from: string | undefined, to: string | undefined): string;
  statusChanged(who: string, from: string | undefined, to: string | undefined): string;
  moved(who: string, from: string | undefined, to: string | undefined): string;
  /** @param field as LiveChat names it: `priority`, `tags`, … */
  changed(who: string, field: string, from: string | undefined, to: string | undefined): string;
  happened(who: string, what: string): string;
  readonly file: FileLabels;
  readonly fold: FoldLabel;
  readonly names: Readonly<Record<FactName | 'message' | 'privateNote' | 'subject', string>>;
}

type FactName =
  | 'id'
  | 'status'
  | 'priority'
  | 'date'
  | 'modified'
  | 'requester'
  | 'mail'
  | 'ip'
  | 'assignee'
  | 'source'
  | 'sourceUrl'
  | 'sourceId'
  | 'currentGroup'
  | 'groups'
  | 'tags'
  | 'parent'
  | 'children';

const longText = 2000;

/** A ticket as the page shows it, without its conversation. */
export function ticketView(ticket: Ticket, labels: ViewLabels): TicketPageView {
  const { id, shortId, status } = ticket;
  return {
    id: oneLine(shortId ?? id, 60),
    subject: subjectOf(ticket, labels),
    ...(status !== undefined && { status: { value: status, label: labels.status(status) } }),
    facts: factsOf(ticket, labels),
  };
}

export function subjectOf(
  { subject }: Pick<Ticket, 'subject'>,
  labels: Pick<ViewLabels, 'noSubject'>,
): string {
  return oneLine(subject ?? '', longText) || labels.noSubject;
}

/** The fields of a ticket in display order. Absent fields are left out. */
function factsOf(ticket: Ticket, labels: ViewLabels): Fact[] {
  const { names } = labels;
  const { requester, assignee, source, currentGroup, groups, tags, status, priority } = ticket;
  const fact = (name: FactName, ...texts: readonly (string | undefined)[]): Fact[] => {
    const shown = texts.map((text) => oneLine(text ?? '', longText)).filter((text) => text !== '');
    return shown.length === 0 ? [] : [{ label: names[name], texts: shown }];
  };
  const moment = (name: FactName, iso: IsoTime | undefined): Fact[] =>
    iso === undefined ? [] : [{ label: names[name], texts: [], moment: momentOf(iso, labels) }];
  const related = (name: FactName, tickets: readonly RelatedTicket[]): Fact[] =>
    fact(name, ...tickets.map(relatedText)).map((shown) => ({
      ...shown,
      ticketIds: tickets.map(({ id: relatedId }) => relatedId),
    }));
  return [
    ...fact('id', ticket.shortId, ticket.id),
    ...fact('status', status === undefined ? undefined : labels.status(status)),
    ...fact('priority', priority === undefined ? undefined : labels.priority(priority)),
    ...fact('requester', requester?.name),
    ...fact('mail', requester?.mail),
    ...fact('ip', requester?.ip),
    ...fact('assignee', ...(assignee ? namesOf(assignee.name, assignee.id) : [labels.noAssignee])),
    ...fact('tags', ...tags),
    ...fact('groups', ...groups.map((group) => groupText(group, labels))),
    ...fact('currentGroup', currentGroup && groupText(currentGroup, labels)),
    ...moment('date', ticket.date),
    ...moment('modified', ticket.modified),
    ...fact('source', source?.type === undefined ? undefined : labels.source(source.type)),
    ...fact('sourceUrl', source?.url).map((shown) => ({ ...shown, ...openableIf(source?.url) })),
    ...fact('sourceId', source?.id),
    ...related('parent', ticket.parent ? [ticket.parent] : []),
    ...related('children', ticket.children ?? []),
  ];
}

function relatedText({ id, shortId, subject }: RelatedTicket): string {
  return [oneLine(shortId ?? id, 60), isolateRtl(oneLine(subject ?? ''))].filter(Boolean).join(' · ');
}

function namesOf(name: string | undefined, id: string): string[] {
  return name === undefined || name === id ? [id] : [name, id];
}

function groupText({ id, name }: GroupRef, labels: ViewLabels): string {
  const shown = oneLine(name ?? '');
  return shown === '' ? labels.group(id) : `${isolateRtl(shown)} (${id})`;
}

function momentOf(iso: IsoTime, labels: Pick<ViewLabels, 'time'>): ShownTime {
  return { iso, text: labels.time(iso) };
}

export function eventViews({ events }: Ticket, labels: ViewLabels): EventView[] {
  return events.map((event) => eventView(event, labels));
}

function eventView(event: TicketEvent, labels: ViewLabels): EventView {
  const { type, date, author, source } = event;
  const kind = type === 'message' ? 'message' : 'line';
  const shown = author && authorOf(author, labels);
  const shownFiles = fileViews(event.files, labels.file);
  return {
    kind,
    isPrivate: event.is_private === true,
    ...(shown && { author: shown }),
    ...(date !== undefined && { moment: momentOf(date, labels) }),
    ...(source && { source: sourceOf(source, labels) }),
    ...textOf(event, labels),
    ...(shownFiles.length > 0 && { files: shownFiles }),
    ...(kind === 'line' && { line: lineOf(event, labels) }),
  };
}

/** The names of files are shown with the files. */
function textOf(
  { type, message, files, details }: TicketEvent,
  labels: ViewLabels,
): Pick<EventView, 'text' | 'folds'> {
  const names = files?.map(({ name, url }) => name ?? url).join(', ');
  const shown = message === names ? details : (message ?? details);
  if (shown === undefined) return {};
  const text = plainText(shown);
  const folds = type === 'message' ? foldsIn(text, labels.fold) : [];
  return { text, ...(folds.length > 0 && { folds }) };
}

function authorOf({ id, name, type }: TicketEventAuthor, labels: ViewLabels): EventAuthor {
  const shownId = oneLine(id ?? '', 254);
  const shownName = oneLine(name ?? '') || shownId || labels.someone;
  return {
    name: shownName,
    ...(shownId !== '' && shownId !== shownName && { id: shownId }),
    ...(type !== undefined && { role: labels.role(type) }),
    isClient: type === 'client',
  };
}

function sourceOf({ type, url }: Source, labels: ViewLabels): EventSource {
  return {
    ...(type !== undefined && { label: labels.source(type) }),
    ...(url !== undefined && { url: oneLine(url, longText), ...openableIf(url) }),
  };
}

function lineOf({ type, author, to, changes = [] }: TicketEvent, labels: ViewLabels): string {
  const who = isolateRtl(oneLine(author?.name ?? '') || oneLine(author?.id ?? '') || labels.someone);
  const target = oneLine(to?.name ?? '') || oneLine(to?.id ?? '');
  const [assignee, status] = ['assignee', 'status'].map((name) =>
    changes.find(({ field }) => field === name),
  );
  const others = changes.filter(({ field }) => field !== 'status' && field !== 'assignee');
  const sentences = others.map(({ field, from, to: next }) => {
    const [before, after] = [from, next].map((value) =>
      value === undefined ? undefined : isolateRtl(valueText(field, value, labels)),
    );
    return field === 'team'
      ? labels.moved(who, before, after)
      : labels.changed(who, oneLine(field, 60), before, after);
  });
  if (type === 'assignee_changed' && assignee) sentences.unshift(assigneeLine(who, assignee, target, labels));
  if (sentences.length > 0) return sentences.join(' ');
  switch (type) {
    case 'assignee_changed':
      return assigneeLine(who, undefined, target, labels);
    case 'status_changed':
      return labels.statusChanged(who, oneLine(status?.from ?? '') || undefined, target || undefined);
    default:
      return labels.happened(who, oneLine(target === '' ? type : `${type} → ${target}`));
  }
}

function assigneeLine(
  who: string,
  change: TicketEventChange | undefined,
  target: string,
  labels: ViewLabels,
): string {
  const [from, to] = [change?.from, target || change?.to].map(
    (name) => isolateRtl(oneLine(name ?? '')) || undefined,
  );
  return labels.assigned(who, from, to);
}

function valueText(field: string, value: string, labels: ViewLabels): string {
  return field === 'priority' ? labels.priority(value) : oneLine(value, 300);
}

/** The URLs that the page may open. */
export function addressesIn(ticket: Ticket): ReadonlySet<string> {
  const { events } = ticket;
  const urls = [
    ticket.source?.url,
    ...events.map(({ source }) => source?.url),
    ...events.flatMap(({ files = [] }) => files.map(({ url }) => url)),
  ];
  return new Set(
    urls.flatMap((url) => (url !== undefined && addressOf(url) ? [oneLine(url, longText)] : [])),
  );
}

/**
 * One version of a ticket as plain text for the diff editor, one line per field.
 * @param from index of the first event that the two versions do not share; earlier events are left out
 */
export function versionText(ticket: Ticket, labels: ViewLabels, from: number): string {
  const { subject, facts } = ticketView(ticket, labels);
  const lines = facts.map(({ label, texts, moment }) => `${label}: ${moment?.text ?? texts.join(', ')}`);
  const { names } = labels;
  const events = ticket.events.slice(from).flatMap(({ message, is_private, author }) => {
    if (message === undefined) return [];
    const who = oneLine(author?.name ?? '') || oneLine(author?.id ?? '');
    const kind = is_private === true ? names.privateNote : names.message;
    return [['', `${[kind, who].filter(Boolean).join(', ')}:`, plainText(message)].join('\n')];
  });
  return [`${names.subject}: ${subject}`, ...lines, ...events, ''].join('\n');
}
