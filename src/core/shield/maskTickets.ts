import { addressKey, isSameAddress } from '../domain/account';
import type { SharedFile } from '../domain/sharedFile';
import type {
  RelatedTicket,
  Requester,
  Source,
  Ticket,
  TicketEvent,
  TicketQuery,
  TicketSummary,
} from '../domain/ticket';
import type { AuditEntry, AuditValues } from '../stores/auditLog';
import type { Masks, Person } from './masks';

/** Masks tickets, and what is stored about them. */
export class TicketMasks {
  private readonly shown = new WeakMap<object, object>();
  /** By the ids of tickets that were shown. */
  private readonly requesters = new Map<string, Person>();

  constructor(private readonly masks: Masks) {}

  /** Equal objects for equal tickets, so that what is unchanged is not drawn again. */
  ticket<T extends TicketSummary | Ticket>(ticket: T): T {
    const known = this.shown.get(ticket);
    if (known) return known as T;
    const masked = this.masked(ticket);
    this.shown.set(ticket, masked);
    // What is masked already stays as it is.
    this.shown.set(masked, masked);
    return masked;
  }

  /** The title of a draft: the subject of a ticket that was shown; otherwise it may have a name that is not known. */
  subjectOf(ticketId: string, subject: string): string | undefined {
    const requester = this.requesters.get(ticketId);
    return requester && this.masks.text(subject, [requester]);
  }

  /** The requester of a ticket that was shown. */
  requesterOf(ticketId: string): Person | undefined {
    return this.requesters.get(ticketId);
  }

  query(query: TicketQuery): TicketQuery {
    const { requesterMail, query: words } = query;
    return {
      ...query,
      ...(requesterMail !== undefined && { requesterMail: this.masks.email(requesterMail) }),
      ...(words !== undefined && { query: this.masks.text(words) }),
    };
  }

  /** @param peopleOf people of the entry’s ticket or chat */
  audit(entry: AuditEntry): AuditEntry {
    const { action, target, before, after } = entry;
    if (action.startsWith('agent.')) return entry;
    const requester = this.requesters.get(target);
    const people = requester ? [requester] : [];
    return {
      ...entry,
      target: this.masks.text(target, people),
      ...(before && { before: this.values(before, people) }),
      ...(after && { after: this.values(after, people) }),
    };
  }

  private masked<T extends TicketSummary>(ticket: T): T {
    const { masks } = this;
    const person = personOf(ticket.requester);
    const people = person ? [person] : [];
    if (person) this.remember(ticket, person);
    const text = (value: string): string => masks.text(value, people);
    const { requester, subject, source, tags } = ticket;
    const { events, parent, children } = ticket as Partial<Ticket>;
    const related = (one: RelatedTicket): RelatedTicket => ({
      ...one,
      ...(one.subject !== undefined && { subject: text(one.subject) }),
    });
    return {
      ...ticket,
      ...(requester && person && { requester: masks.person(person) }),
      ...(subject !== undefined && { subject: text(subject) }),
      ...(source && { source: this.source(source, people) }),
      ...(tags && { tags: tags.map(text) }),
      ...(events && { events: events.map((event) => this.event(event, people)) }),
      ...(parent && { parent: related(parent) }),
      ...(children && { children: children.map(related) }),
    };
  }

  private event(event: TicketEvent, people: readonly Person[]): TicketEvent {
    const { masks } = this;
    const { author, message, details, files, source, changes, to } = event;
    const writer = author && authorOf(author, people[0]);
    const all = writer ? [...people, writer] : people;
    const text = (value: string): string => masks.text(value, all);
    const shown = writer && masks.person(writer);
    return {
      ...event,
      ...(shown && {
        author: {
          ...author,
          ...(shown.name !== undefined && { name: shown.name }),
          ...(shown.mail !== undefined && { id: shown.mail }),
        },
      }),
      ...(message !== undefined && { message: text(message) }),
      ...(details !== undefined && { details: text(details) }),
      ...(files && { files: files.map((file) => maskedFile(masks, file, all)) }),
      ...(source && { source: this.source(source, all) }),
      ...(to && !isOfAgents(event.type) && { to: eachText(to, text) }),
      ...(changes && {
        changes: changes.map((change) =>
          isOfAgents(change.field) ? change : { ...eachText(change, text), field: change.field },
        ),
      }),
    };
  }

  private source<S extends Source>(source: S, people: readonly Person[]): S {
    const { id, url } = source;
    return {
      ...source,
      ...(id !== undefined && { id: this.masks.text(id, people) }),
      ...(url !== undefined && { url: this.masks.url(url, people) }),
    };
  }

  private values(values: AuditValues, people: readonly Person[]): AuditValues {
    const { masks } = this;
    const name = textIn(values['requester.name']);
    const mail = textIn(values['requester.mail']);
    const own = personOf({ ...(name !== undefined && { name }), ...(mail !== undefined && { mail }) });
    const all = own ? [...people, own] : people;
    const maskedValue = (key: string, value: unknown): unknown => {
      if (agentKeys.has(key)) return value;
      if (typeof value === 'string') {
        if (key === 'requester.name' || (key === 'name' && own)) return own ? masks.nameOf(own) : value;
        return masks.text(value, all);
      }
      if (Array.isArray(value)) return value.map((each) => maskedValue(key, each));
      if (typeof value !== 'object' || value === null) return value;
      if (key === 'requester') return this.values(requesterValues(value), people);
      return Object.fromEntries(
        Object.entries(value).map(([each, inner]) => [each, maskedValue(each, inner)]),
      );
    };
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, maskedValue(key, value)]));
  }

  private remember({ id, shortId }: TicketSummary, person: Person): void {
    if (this.requesters.size > 10_000) this.requesters.clear();
    for (const key of [id, shortId]) if (key !== undefined) this.requesters.set(key, person);
  }
}

/** Keys of values that name an agent. */
const agentKeys: ReadonlySet<string> = new Set(['assignee', 'assignee.id', 'agent', 'status', 'priority']);

function isOfAgents(type: string): boolean {
  return [
    'assignee',
    'assignee_changed',
    'followers',
    'status',
    'status_changed',
    'priority',
    'team',
  ].includes(type);
}

function personOf(requester: Requester | undefined): Person | undefined {
  if (!requester || Object.keys(requester).length === 0) return undefined;
  const { name, mail, ip } = requester;
  return { name, mail, ip, role: 'requester' };
}

/** Whoever wrote an event, unless that is an agent. The author’s id may be an e-mail address. */
function authorOf(
  { id, name, type }: NonNullable<TicketEvent['author']>,
  requester: Person | undefined,
): Person | undefined {
  const isRequester =
    (id !== undefined && isSameAddress(id, requester?.mail)) ||
    (name !== undefined && requester?.name !== undefined && addressKey(name) === addressKey(requester.name));
  if (!isRequester && (type === undefined || type === 'agent')) return undefined;
  const mail = id?.includes('@') === true ? id : undefined;
  return { name, mail: mail ?? (isRequester ? requester?.mail : undefined), role: 'requester' };
}

export function maskedFile(masks: Masks, file: SharedFile, people: readonly Person[]): SharedFile {
  const { name, url } = file;
  return {
    ...file,
    ...(name !== undefined && { name: masks.text(name, people) }),
    ...(url !== undefined && { url: masks.url(url, people) }),
  };
}

function eachText<T extends object>(value: T, mask: (text: string) => string): T {
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => [
    key,
    typeof inner === 'string' ? mask(inner) : inner,
  ]);
  return Object.fromEntries(entries) as T;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function requesterValues(value: object): AuditValues {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [`requester.${key}`, inner]),
  );
}
