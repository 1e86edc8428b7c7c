import type { CallOptions, Page, TicketApi } from '../../domain/connection';
import { fail, failureOf, FailureError } from '../../domain/failure';
import type { IsoTime, Ticket, TicketChange, TicketDraft, TicketQuery, TicketRow } from '../../domain/ticket';
import { readArray, asCount, asObject, throwWrongShape } from '../decode';
import { readChanged, throwUnreadableResult } from '../request';
import type { Caller } from '../transport';
import { utcDaysOf } from '../../base/localDays';
import { decodeTicket, decodeTicketRow } from './ticketShape';

/** Fixed by the API. */
const pageSize = 25;

/** Tickets of REST API v2 (docs/livechat-api.md#rest-v2-tickets), one method per call. */
export class ClassicTickets implements TicketApi {
  /**
   * Whether the undocumented update has ever succeeded. From then on a refusal is about the values, not about the
   * method.
   */
  private isUpdateSupported = false;

  constructor(private readonly caller: Caller) {}

  /**
   * `GET /tickets`: `{ tickets, total, pages }`, 25 per page from page 1. Of a page that is too large, texts are
   * shortened, which rows do not show: the API cannot give fewer tickets or leave out their events.
   * @throws FailureError `invalid-input` if `at` is not a page number, `server`/`shape` for a response without
   * tickets
   */
  async list(query: TicketQuery, at = '1', options?: CallOptions): Promise<Page<TicketRow>> {
    return await this.fetchPage(query, at, options);
  }

  /** @param more parameters in addition to those of the query */
  private async fetchPage(
    query: TicketQuery,
    at = '1',
    options?: CallOptions,
    more?: Readonly<Record<string, string>>,
  ): Promise<Page<TicketRow>> {
    if (!/^[1-9]\d{0,8}$/.test(at)) return fail({ code: 'invalid-input', reasons: [], field: 'page' });
    const page = Number(at);
    const parameters = { ...toParameters(query, page), ...more };
    const large = { items: pageSize };
    const request = { method: 'GET', route: '/tickets', query: parameters, large } as const;
    const { value, isShortened } = await this.caller.call(request, options);
    const decoded = decodePage(value, page, isShortened);
    return { ...decoded, ...(query.order === 'asc' && { endsWithNewest: true }) };
  }

  /** As `list`, which filters by last change: a ticket created since then has also changed since then. */
  async newest(since: IsoTime, at?: string, options?: CallOptions): Promise<Page<TicketRow>> {
    return await this.fetchPage({ order: 'desc' }, at, options, { date_from: since.slice(0, 10) });
  }

  /** `GET /tickets/<ID>`: the ticket with all its events. */
  async get(id: string, options?: CallOptions): Promise<Ticket> {
    const request = { method: 'GET', route: '/tickets/*', ids: [id], large: 'item' } as const;
    const { value } = await this.caller.call(request, options);
    return decodeTicket(value, id) ?? throwWrongShape();
  }

  /**
   * `POST /tickets`, followed by `PUT /tickets/<ID>/tags` if there are tags, because a new ticket takes none.
   * @throws FailureError if nothing was created; if the ticket was created but not its tags, `done` is the ticket,
   * so that the caller neither creates it again nor reports the tags as set. `isExecuted` if the response has no ticket
   */
  async create(draft: TicketDraft, options?: CallOptions): Promise<Ticket> {
    const { tags, groups, ...body } = draft;
    const { value } = await this.caller.call(
      {
        method: 'POST',
        route: '/tickets',
        body: { ...body, ...(groups && { group: groups }) },
        large: 'item',
      },
      options,
    );
    const hasTags = tags !== undefined && tags.length > 0;
    const created = decodeTicket(value) ?? throwUnreadableResult(hasTags ? { missing: 'tags' } : {});
    if (!hasTags) return created;
    try {
      const tagged = await this.setTags(created.id, tags, options);
      return tagged ?? (await this.get(created.id, options).catch(() => ({ ...created, tags })));
    } catch (thrown) {
      const failure = failureOf(thrown);
      throw failure ? new FailureError(failure, { ticket: created, missing: 'tags' }) : thrown;
    }
  }

  /**
   * `PUT /tickets/<ID>` for all fields but tags, then `PUT /tickets/<ID>/tags`. Sends only the fields in `change`.
   *
   * The first call is undocumented. Path and body, including `is_private`, are inferred
   * (docs/livechat-api.md#rest-v2-tickets).
   * @throws FailureError `unsupported` with the names of the fields, joined by `, `, and `instead: 'tags'`, if the
   * ticket exists but the method does not; nothing was changed then. If only the tags failed, `done` is the
   * changed ticket.
   */
  async update(id: string, change: TicketChange, options?: CallOptions): Promise<Ticket> {
    const { tags, ...rest } = change;
    const needsUpdate = Object.keys(rest).length > 0;
    if (!needsUpdate && !tags) return await this.get(id, options);
    const changed = needsUpdate ? await this.putTicket(id, rest, options) : undefined;
    const shown = tags ? await this.setTags(id, tags, options).catch(rethrowWithDone) : changed;
    return shown ?? (await readChanged(() => this.get(id, options)));

    function rethrowWithDone(thrown: unknown): never {
      const failure = failureOf(thrown);
      if (!failure || !needsUpdate) throw thrown;
      const done = changed ? { ticket: changed } : { isExecuted: true as const };
      throw new FailureError(failure, { ...done, missing: 'tags' });
    }
  }

  /**
   * `PUT /tickets/<ID>/tags` with `{ tag: [...] }`: replaces all tags.
   * @returns `undefined` if the response has no ticket
   */
  private async setTags(
    id: string,
    tags: readonly string[],
    options?: CallOptions,
  ): Promise<Ticket | undefined> {
    const request = {
      method: 'PUT',
      route: '/tickets/*/tags',
      ids: [id],
      body: { tag: tags },
      large: 'item',
    } as const;
    const { value } = await this.caller.call(request, options);
    return decodeTicket(value, id);
  }

  private async putTicket(
    id: string,
    change: Omit<TicketChange, 'tags'>,
    options?: CallOptions,
  ): Promise<Ticket | undefined> {
    const { private: isPrivate, groups, ...rest } = change;
    const body = {
      ...rest,
      ...(isPrivate !== undefined && { is_private: isPrivate }),
      // Named as in the documented body of `POST /tickets` (inferred).
      ...(groups && { group: groups }),
    };
    try {
      const { value } = await this.caller.call(
        { method: 'PUT', route: '/tickets/*', ids: [id], body, large: 'item' },
        options,
      );
      this.isUpdateSupported = true;
      return decodeTicket(value, id);
    } catch (error) {
      if (!this.mayLackUpdate(error, Object.keys(change))) throw error;
      // The response is the same as for a missing ticket; only reading the ticket shows which it is.
      await this.get(id, options);
      return fail({ code: 'unsupported', field: Object.keys(change).join(', '), instead: 'tags' });
    }
  }

  /**
   * Whether a failure may mean that the method does not exist: 404, 405, 501, or a 400 whose reasons name none of
   * the fields that were sent.
   */
  private mayLackUpdate(error: unknown, fields: readonly string[]): boolean {
    const failure = failureOf(error);
    if (failure?.code === 'not-found') return true;
    if (failure?.code === 'server') return [404, 405, 501].includes(failure.status);
    if (failure?.code !== 'invalid-input' || this.isUpdateSupported) return false;
    const mentioned = new Set(failure.reasons.flatMap((reason) => reason.toLowerCase().match(/\w+/g) ?? []));
    return !fields.some((field) => mentioned.has(field));
  }
}

function toParameters(query: TicketQuery, page: number): Record<string, string | number | undefined> {
  return {
    page,
    // LiveChat's days are in UTC (inferred): they contain the whole of the local days, and some hours more.
    date_from: query.dateFrom === undefined ? undefined : utcDaysOf(query.dateFrom).first,
    date_to: query.dateTo === undefined ? undefined : utcDaysOf(query.dateTo).last,
    assigned: toBit(query.assigned),
    order: query.order,
    status: query.status,
    assignee: query.assignee,
    query: query.query,
    'requester[mail]': query.requesterMail,
    group: query.group,
    source: query.source,
    tag: query.tag,
    tagged: toBit(query.tagged),
  };
}

function toBit(value: boolean | undefined): 0 | 1 | undefined {
  return value === undefined ? undefined : value ? 1 : 0;
}

function decodePage(value: unknown, page: number, isShortened?: boolean): Page<TicketRow> {
  const rows = readArray(value, 'tickets').map((item, index) =>
    decodeTicketRow(item, `${page}.${index}`, isShortened),
  );
  const envelope = asObject(value) ?? {};
  const total = asCount(envelope.total) ?? (page - 1) * pageSize + rows.length;
  const pages = asCount(envelope.pages) ?? Math.ceil(total / pageSize);
  return { rows, total, pages, page, paging: 'numbered', ...(page < pages && { next: String(page + 1) }) };
}
