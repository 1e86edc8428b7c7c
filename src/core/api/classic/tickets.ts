import type { CallOptions, Page, TicketApi } from '../../domain/connection';
import { fail, failureOf, FailureError } from '../../domain/failure';
import type { IsoTime, Ticket, TicketChange, TicketDraft, TicketQuery, TicketRow } from '../../domain/ticket';
import { arrayIn, countIn, objectIn, wrongShape } from '../decode';
import type { Caller } from '../transport';
import { ticketIn, ticketRow } from './ticketShape';

/** Fixed by the API (classic REST v2, section 3.5 of the API notes). */
const pageSize = 25;

/** Tickets of the classic API: one method per call, as section 3.5 of the API notes describes them. */
export class ClassicTickets implements TicketApi {
  /** Whether the undocumented update has ever worked: then a refusal is about the values. */
  private updateIsKnown = false;

  constructor(private readonly caller: Caller) {}

  /**
   * `GET /tickets`: 25 a page from page 1, `{ tickets, total, pages }`.
   * @throws FailureError `invalid-input` for an `at` that is not a page number, `server`/`shape` for an answer
   * without tickets
   */
  async list(query: TicketQuery, at = '1', options?: CallOptions): Promise<Page<TicketRow>> {
    if (!/^[1-9]\d{0,8}$/.test(at)) return fail({ code: 'invalid-input', reasons: [], field: 'page' });
    const page = Number(at);
    const request = { method: 'GET', route: '/tickets', query: parametersOf(query, page) } as const;
    const { value } = await this.caller.call(request, options);
    return pageIn(value, page);
  }

  /** As `list`, which goes by the last change of a ticket: one that was made is changed then. */
  async newest(since: IsoTime, at?: string, options?: CallOptions): Promise<Page<TicketRow>> {
    return await this.list({ dateFrom: since.slice(0, 10), order: 'desc' }, at, options);
  }

  /** `GET /tickets/<ID>`: the ticket with all its events. */
  async get(id: string, options?: CallOptions): Promise<Ticket> {
    const { value } = await this.caller.call({ method: 'GET', route: '/tickets/*', ids: [id] }, options);
    return ticketIn(value, id) ?? wrongShape();
  }

  /**
   * `POST /tickets`, and where tags are wanted `PUT /tickets/<ID>/tags` after it, since a new ticket takes none.
   * @throws FailureError where nothing was made; and where the ticket was made and its tags were not, then
   * with the ticket as `done`, so that nobody makes it twice and nobody believes that it has its tags
   */
  async create(draft: TicketDraft, options?: CallOptions): Promise<Ticket> {
    const { tags, groups, ...body } = draft;
    const { value } = await this.caller.call(
      { method: 'POST', route: '/tickets', body: { ...body, ...(groups && { group: groups }) } },
      options,
    );
    const created = ticketIn(value) ?? wrongShape();
    if (!tags || tags.length === 0) return created;
    return await this.after(created, () => this.setTags(created.id, tags, options));
  }

  /**
   * `PUT /tickets/<ID>` for all but tags, then `PUT /tickets/<ID>/tags`. Only what is in `change` travels.
   *
   * The first call is not documented: path and body are the best guess (section 3.5 of the API notes, marked
   * as inferred), and the private note's `is_private` is named as in the events of a ticket.
   * @throws FailureError `unsupported` with the names of the fields, joined by `, `, and `instead: 'tags'`,
   * where the ticket exists and that call does not; nothing was changed then. Where only the tags failed,
   * the failure has the changed ticket as `done`.
   */
  async update(id: string, change: TicketChange, options?: CallOptions): Promise<Ticket> {
    const { tags, ...rest } = change;
    const needsUpdate = Object.keys(rest).length > 0;
    if (!needsUpdate) return tags ? await this.setTags(id, tags, options) : await this.get(id, options);
    const changed = await this.change(id, rest, options);
    return tags ? await this.after(changed, () => this.setTags(id, tags, options)) : changed;
  }

  /** `PUT /tickets/<ID>/tags` with `{ tag: [...] }`: replaces all tags. */
  private async setTags(id: string, tags: readonly string[], options?: CallOptions): Promise<Ticket> {
    const request = { method: 'PUT', route: '/tickets/*/tags', ids: [id], body: { tag: tags } } as const;
    const { value } = await this.caller.call(request, options);
    return ticketIn(value, id) ?? (await this.get(id, options));
  }

  private async change(
    id: string,
    change: Omit<TicketChange, 'tags'>,
    options?: CallOptions,
  ): Promise<Ticket> {
    const { private: isPrivate, groups, ...rest } = change;
    const body = {
      ...rest,
      ...(isPrivate !== undefined && { is_private: isPrivate }),
      // Named as in the documented body of "create"; a guess like the call itself.
      ...(groups && { group: groups }),
    };
    try {
      const { value } = await this.caller.call(
        { method: 'PUT', route: '/tickets/*', ids: [id], body },
        options,
      );
      this.updateIsKnown = true;
      return ticketIn(value, id) ?? (await this.get(id, options));
    } catch (error) {
      if (!this.refusesUpdates(error, Object.keys(change))) throw error;
      // The same answer as for a ticket that does not exist: only reading it tells them apart.
      await this.get(id, options);
      return fail({ code: 'unsupported', field: Object.keys(change).join(', '), instead: 'tags' });
    }
  }

  /**
   * Whether a failure may mean that there is no such call: 404, 405, 501, or a 400 whose reasons speak of none
   * of the fields that were sent.
   */
  private refusesUpdates(error: unknown, fields: readonly string[]): boolean {
    const failure = failureOf(error);
    if (failure?.code === 'not-found') return true;
    if (failure?.code === 'server') return failure.status === 405 || failure.status === 501;
    if (failure?.code !== 'invalid-input' || this.updateIsKnown) return false;
    const words = new Set(failure.reasons.flatMap((reason) => reason.toLowerCase().match(/\w+/g) ?? []));
    return !fields.some((field) => words.has(field));
  }

  private async after(done: Ticket, step: () => Promise<Ticket>): Promise<Ticket> {
    try {
      return await step();
    } catch (error) {
      const failure = failureOf(error);
      throw failure ? new FailureError(failure, done) : error;
    }
  }
}

/** All filters of section 3.5 of the API notes, by their names there. */
function parametersOf(query: TicketQuery, page: number): Record<string, string | number | undefined> {
  return {
    page,
    date_from: query.dateFrom,
    date_to: query.dateTo,
    assigned: bit(query.assigned),
    order: query.order,
    status: query.status,
    assignee: query.assignee,
    query: query.query,
    'requester[mail]': query.requesterMail,
    group: query.group,
    source: query.source,
    tag: query.tag,
    tagged: bit(query.tagged),
  };
}

function bit(value: boolean | undefined): 0 | 1 | undefined {
  return value === undefined ? undefined : value ? 1 : 0;
}

function pageIn(value: unknown, page: number): Page<TicketRow> {
  const rows = arrayIn(value, 'tickets').map((item, index) => ticketRow(item, `${page}.${index}`));
  const envelope = objectIn(value) ?? {};
  const total = countIn(envelope.total) ?? (page - 1) * pageSize + rows.length;
  const pages = countIn(envelope.pages) ?? Math.ceil(total / pageSize);
  return { rows, total, pages, page, ...(page < pages && { next: String(page + 1) }) };
}
