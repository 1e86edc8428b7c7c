import { asRecord } from '../../../base/json';
import type { CallOptions, Page, TicketApi } from '../../../domain/connection';
import { fail, FailureError, failureOf } from '../../../domain/failure';
import type {
  IsoTime,
  Ticket,
  TicketChange,
  TicketDraft,
  TicketQuery,
  TicketRow,
} from '../../../domain/ticket';
import { readChanged, throwUnreadableResult, undefinedOnFailure } from '../../request';
import type { ApiResponse } from '../../response';
import { readArray, throwWrongShape } from '../../decode';
import type { Caller } from '../../transport';
import { noNames, type HelpDeskNames } from './helpDeskNames';
import {
  byChange,
  byCreation,
  cursorAfter,
  toPage,
  parsePageStart,
  maxPageSize,
  type Cursor,
} from './ticketPaging';
import { matchesQuery, TicketQueries, type Parameters } from './ticketQuery';
import { toPriorityNumber } from './priority';
import { collectIds, toSilo, decodeTicket, decodeTicketRow } from './ticketShape';

/** Maximum steps of `strideSize` tickets to reach a page by its number: 2,000 tickets. */
const maxSteps = 20;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Tickets of HelpDesk (docs/livechat-api.md#helpdesk-tickets). docs/platform.md lists how fields are mapped. */
export class HelpDeskTickets implements TicketApi {
  private readonly queries: TicketQueries;

  constructor(
    private readonly caller: Caller,
    private readonly names: HelpDeskNames,
  ) {
    this.queries = new TicketQueries(names);
  }

  /**
   * `GET /tickets`: a bare array with totals in headers. A page by its number is reached in larger steps from the
   * first one.
   * @throws FailureError `unsupported` with filters that HelpDesk does not have, or with `page` if it is too far
   * away
   */
  async list(query: TicketQuery, at = '1', options?: CallOptions): Promise<Page<TicketRow>> {
    const start = parsePageStart(at);
    const parameters = await this.queries.toParameters(query);
    if (!parameters) return { rows: [], total: 0, pages: 0, page: start.page };
    const cursor = 'ID' in start ? start : await this.findCursor(start.page, parameters, options);
    if (cursor === 'end') return await this.toEmptyPage(start.page, parameters, options);
    const response = await this.fetchPage(parameters, byChange.size, cursor, options);
    const items = readArray(response.value, 'tickets');
    const names = await this.names.lookUp(collectIds(items, false), options);
    const rows = items
      .filter((item) => matchesQuery(item, query, parameters))
      .map((item, index) => decodeTicketRow(item, `${start.page}.${index}`, names, response.isShortened));
    return toPage(response, items, rows, start.page, byChange);
  }

  /** `GET /tickets?createdDateFrom=` sorted by `createdAt`, up to 100 per page, in the silo `tickets`. */
  async newest(since: IsoTime, at = '1', options?: CallOptions): Promise<Page<TicketRow>> {
    const start = parsePageStart(at);
    const query = { ...toSilo(undefined), sortBy: byCreation.sortBy, order: 'desc', createdDateFrom: since };
    const cursor = 'ID' in start ? start : undefined;
    const response = await this.fetchPage({ query }, byCreation.size, cursor, options);
    const items = readArray(response.value, 'tickets');
    const names = await this.names.lookUp(collectIds(items, false), options);
    const rows = items.map((item, index) =>
      decodeTicketRow(item, `${start.page}.${index}`, names, response.isShortened),
    );
    return toPage(response, items, rows, start.page, byCreation);
  }

  /** `GET /tickets/<ID>`; a short id is looked up with a list. */
  async get(id: string, options?: CallOptions): Promise<Ticket> {
    if (uuid.test(id)) {
      const request = { method: 'GET', route: '/tickets/*', ids: [id], large: 'item' } as const;
      const { value } = await this.caller.call(request, options);
      return (await this.toTicket(value, id, options)) ?? throwWrongShape();
    }
    if (!/^[\w-]{1,64}$/.test(id)) return fail({ code: 'not-found' });
    const request = { method: 'GET', route: '/tickets', query: { shortID: id }, large: 'item' } as const;
    const { value } = await this.caller.call(request, options);
    const found = readArray(value, 'tickets').find((item) => shortIdOf(item) === id.toUpperCase());
    return (await this.toTicket(found, undefined, options)) ?? fail({ code: 'not-found' });
  }

  /** `POST /tickets` with all fields in one call. The author is left to HelpDesk's default. */
  async create(draft: TicketDraft, options?: CallOptions): Promise<Ticket> {
    const { message, requester, subject } = draft;
    if (draft.source) return fail({ code: 'unsupported', field: 'source' });
    const { mail: email, ...person } = requester;
    const body = {
      message: { text: message },
      requester: { email, ...person },
      ...(subject !== undefined && { subject }),
      ...(await this.toReferences(draft)),
    };
    const { value } = await this.caller.call(
      { method: 'POST', route: '/tickets', body, large: 'item' },
      options,
    );
    return (await this.toWrittenTicket(value, undefined, options)) ?? throwUnreadableResult();
  }

  /**
   * `PATCH /tickets/<ID>`, also for a reply and a private note; then `PUT /tickets/<ID>/silo` if the ticket moves
   * to or from spam. Sends only the fields in `change`.
   * @throws FailureError if nothing was changed; if only moving failed, `done` is the ticket
   */
  async update(id: string, change: TicketChange, options?: CallOptions): Promise<Ticket> {
    if (change.source) return fail({ code: 'unsupported', field: 'source' });
    const body = await this.toPatchBody(id, change, options);
    const needsPatch = Object.keys(body).length > 0;
    const changed = needsPatch ? await this.patch(id, body, options) : undefined;
    const { status } = change;
    if (status === undefined || (status !== 'spam' && changed?.status !== 'spam')) {
      if (changed) return changed;
      return await (needsPatch ? readChanged(() => this.get(id, options)) : this.get(id, options));
    }
    await this.moveToSilo(id, status === 'spam' ? 'spam' : 'tickets', options).catch((thrown: unknown) => {
      const why = failureOf(thrown);
      if (!why || !needsPatch) throw thrown;
      const done = changed ? { ticket: changed } : { isExecuted: true as const };
      throw new FailureError(why, { ...done, missing: 'status' });
    });
    return await readChanged(() => this.get(id, options)).catch((thrown: unknown) => {
      if (!changed || !failureOf(thrown)) throw thrown;
      return { ...changed, status };
    });
  }

  /** @returns `undefined` if the change was confirmed, but neither the response nor reading gives the ticket */
  private async patch(id: string, body: object, options?: CallOptions): Promise<Ticket | undefined> {
    const request = {
      method: 'PATCH',
      route: '/tickets/*',
      ids: [id],
      body,
      large: 'item',
    } as const;
    const { value } = await this.caller.call(request, options);
    return (await this.toWrittenTicket(value, id)) ?? (await this.get(id, options).catch(undefinedOnFailure));
  }

  private async toPatchBody(id: string, change: TicketChange, options?: CallOptions): Promise<object> {
    const { message, subject, status, requester } = change;
    return {
      ...(message !== undefined && {
        message: { text: message },
        author: { type: 'agent' },
        isPrivate: change.private ?? false,
      }),
      ...(subject !== undefined && { subject }),
      ...(status !== undefined && status !== 'spam' && { status }),
      ...(requester && { requester: await this.toRequesterBody(id, requester, options) }),
      ...(await this.toReferences(change)),
    };
  }

  /** The e-mail is required even if only the name changes. */
  private async toRequesterBody(
    id: string,
    { mail, name }: NonNullable<TicketChange['requester']>,
    options?: CallOptions,
  ): Promise<object> {
    const email = mail ?? (await this.get(id, options)).requester?.mail;
    return { ...(email !== undefined && { email }), ...(name !== undefined && { name }) };
  }

  private async toReferences({
    assignee,
    groups,
    tags,
    priority,
  }: TicketChange | TicketDraft): Promise<object> {
    const [agent, teamIDs, tagIDs] = await Promise.all([
      assignee && this.names.findAgentId(assignee.id),
      groups && this.names.findTeamIds(groups),
      tags && this.names.findTagIds(tags),
    ]);
    return {
      ...(agent !== undefined && { assignment: { agent: { ID: agent } } }),
      ...(teamIDs && { teamIDs }),
      ...(tagIDs && { tagIDs }),
      ...(priority && { priority: toPriorityNumber(priority) }),
    };
  }

  private async moveToSilo(id: string, silo: string, options?: CallOptions): Promise<void> {
    const request = {
      method: 'PUT',
      route: '/tickets/*/silo',
      ids: [id],
      body: { silo },
    } as const;
    await this.caller.call(request, options);
  }

  private async toTicket(value: unknown, id?: string, options?: CallOptions): Promise<Ticket | undefined> {
    return decodeTicket(value, await this.names.lookUp(collectIds([value], true), options), id);
  }

  /** The ticket in the response to a write, without names that cannot be read. */
  private async toWrittenTicket(
    value: unknown,
    id?: string,
    options?: CallOptions,
  ): Promise<Ticket | undefined> {
    const names = await this.names.lookUp(collectIds([value], true), options).catch(undefinedOnFailure);
    return decodeTicket(value, names ?? noNames, id);
  }

  private async fetchPage(
    { query }: Parameters,
    size: number,
    cursor: Cursor | undefined,
    options?: CallOptions,
  ): Promise<ApiResponse> {
    const from = cursor && { 'next.value': cursor.value, 'next.ID': cursor.ID };
    const request = {
      method: 'GET',
      route: '/tickets',
      query: { ...query, pageSize: size, ...from },
      large: { items: size },
    } as const;
    return await this.caller.call(request, options);
  }

  /** Steps over the preceding pages. @returns `end` if there are fewer pages */
  private async findCursor(
    page: number,
    parameters: Parameters,
    options?: CallOptions,
  ): Promise<Cursor | 'end' | undefined> {
    let left = (page - 1) * byChange.size;
    if (left > maxSteps * maxPageSize) return fail({ code: 'unsupported', field: 'page' });
    let cursor: Cursor | undefined;
    while (left > 0) {
      const size = Math.min(left, maxPageSize);
      const items = readArray((await this.fetchPage(parameters, size, cursor, options)).value, 'tickets');
      if (items.length < size) return 'end';
      cursor = cursorAfter(items, page, byChange.sortBy);
      if (!cursor) return throwWrongShape();
      left -= size;
    }
    return cursor;
  }

  private async toEmptyPage(
    page: number,
    parameters: Parameters,
    options?: CallOptions,
  ): Promise<Page<TicketRow>> {
    const first = await this.fetchPage(parameters, byChange.size, undefined, options);
    const items = readArray(first.value, 'tickets');
    const rows = items.map((_, place) => ({ kind: 'unreadable', key: String(place) }) as const);
    const { total, pages } = toPage(first, items, rows, 1, byChange);
    return { rows: [], total, pages, page };
  }
}

function shortIdOf(item: unknown): string | undefined {
  const id = asRecord(item).shortID;
  return typeof id === 'string' ? id.toUpperCase() : undefined;
}
