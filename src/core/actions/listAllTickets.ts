import { isSameAddress } from '../domain/account';
import { isRowFilter, type rowFilters } from '../domain/capabilities';
import type { CallOptions, Page } from '../domain/connection';
import { fail } from '../domain/failure';
import type { TicketQuery, TicketRow, TicketSummary } from '../domain/ticket';
import { callsForAll } from '../stores/readPages';
import { refuseUnsupported, ActionContext, type ActionOptions } from './actionContext';
import { knownLogin } from './knownLogin';

type ReadRow = TicketRow & { readonly kind: 'ticket' };

export interface AllTickets {
  /** Each ticket once, in the order of the query. */
  readonly tickets: readonly TicketSummary[];
  /** The same, as rows of a list. */
  readonly rows: readonly ReadRow[];
  /** Number of rows without a readable id. */
  readonly unreadable: number;
}

export interface ListAllOptions {
  readonly signal?: AbortSignal;
  /** Called after each page. @param total as the last page reports it */
  readonly onProgress?: (done: number, total: number) => void;
  /**
   * Called after the first page if there are others, with the number of all calls (`callsForAll`), of which one was made,
   * and of tickets; `false` ends the reading as if it was aborted.
   */
  readonly mayGoOn?: (calls: number, total: number) => Promise<boolean>;
}

/** A page may show more changes that were made meanwhile. */
const mostRepeats = 3;

/**
 * Reads every page of a list of tickets, one call after the other, at the rate that the limit of calls leaves; other calls
 * of the user go first. A ticket that moves meanwhile is not missed, nor one that it moves to another page: LiveChat lists
 * the newest first, whatever the order of the query, because then a changed ticket moves to the first page only.
 * @throws FailureError `cancelled` if it was aborted or another account is active; then nothing is returned
 */
export async function listAllTickets(
  options: ActionOptions,
  query: TicketQuery,
  { signal, onProgress, mayGoOn }: ListAllOptions = {},
): Promise<AllTickets> {
  const scope = new ActionContext(options);
  const { sent, rest } = splitQuery(scope.capabilities.tickets.filters, query);
  const { assignee } = sent;
  const login = assignee === undefined ? undefined : await knownLogin(options.agents, assignee);
  const wanted = { ...sent, ...(login !== undefined && { assignee: login }), order: 'desc' as const };
  // The user asked for it, so no budget stops it.
  const call: CallOptions = { priority: 'background', outsideBudget: true, ...(signal && { signal }) };
  const found = new Map<string, ReadRow>();
  const unreadable = new Set<string>();
  const add = (rows: readonly TicketRow[]): number => {
    let changed = 0;
    for (const row of rows) {
      if (row.kind === 'unreadable') unreadable.add(row.key);
      else {
        const known = found.get(row.ticket.id);
        if (known?.ticket.modified !== row.ticket.modified || !known) changed += 1;
        found.set(row.ticket.id, row);
      }
    }
    return changed;
  };
  const list = (at: string): Promise<Page<TicketRow>> =>
    scope.run(({ tickets }) => tickets.list(wanted, at, call));
  let hasMoved = false;
  const totals = new Set<number>();
  let lacksSome = false;
  const read: string[] = [];
  let last: Page<TicketRow> | undefined;
  for (let at: string | undefined = '1'; at !== undefined;) {
    const page: Page<TicketRow> = await list(at);
    const before = found.size;
    add(page.rows);
    hasMoved ||= found.size - before < page.rows.filter(({ kind }) => kind === 'ticket').length;
    if (last && page.paging === 'numbered') await addShifted(last.total - page.total, last.rows.length);
    totals.add(page.total);
    lacksSome = page.paging !== undefined && found.size + unreadable.size < page.total;
    onProgress?.(found.size, page.total);
    read.push(at);
    at = page.next;
    const isFirst = last === undefined;
    last = page;
    if (isFirst && at !== undefined && (await mayGoOn?.(callsForAll(page), page.total)) === false)
      fail({ code: 'cancelled' });
  }
  // A ticket that changed while pages were read is on the first ones now. Pages that continue after a row are without it,
  // and neither repeat others nor count differently.
  if (hasMoved || totals.size > 1 || lacksSome) await addChanged();
  const matching = [...found.values()].filter(({ ticket }) => matches(ticket, rest));
  const rows = byLastChange(matching, query.order);
  return { tickets: rows.map(({ ticket }) => ticket), rows, unreadable: unreadable.size };

  /**
   * Reads the pages before the last one again after tickets left the list: as many may have moved from the last page to
   * these before it was read.
   */
  async function addShifted(left: number, pageSize: number): Promise<void> {
    if (left <= 0) return;
    for (const at of read.slice(-Math.ceil(left / Math.max(1, pageSize)))) add((await list(at)).rows);
  }

  async function addChanged(): Promise<void> {
    let at: string | undefined = '1';
    for (let page = 0; at !== undefined && page < mostRepeats; page += 1) {
      const { rows, next }: Page<TicketRow> = await list(at);
      at = add(rows) === 0 ? undefined : next;
    }
  }
}

type RowFilter = Pick<TicketQuery, (typeof rowFilters)[number]>;

/**
 * What the API can filter by, and what is left for its rows.
 * @throws FailureError `unsupported` with the names of other filters
 */
function splitQuery(
  supported: readonly (keyof TicketQuery)[],
  query: TicketQuery,
): { readonly sent: TicketQuery; readonly rest: RowFilter } {
  const isLeft = (key: string): boolean => isRowFilter(key) && !supported.some((name) => name === key);
  const of = (wanted: boolean): TicketQuery =>
    Object.fromEntries(Object.entries(query).filter(([key]) => isLeft(key) === wanted));
  const sent = of(false);
  refuseUnsupported(supported, sent);
  return { sent, rest: of(true) };
}

function matches(
  { assignee, source, tags = [] }: TicketSummary,
  { assignee: login, source: type, tagged }: RowFilter,
): boolean {
  if (login !== undefined && !isSameAddress(assignee?.id, login)) return false;
  if (type !== undefined && source?.type !== type) return false;
  return tagged === undefined || tags.length > 0 === tagged;
}

/** As LiveChat sorts; tickets without a time keep their place at the end. */
function byLastChange(rows: readonly ReadRow[], order: TicketQuery['order'] = 'desc'): readonly ReadRow[] {
  const timeOf = ({ ticket: { modified, date } }: ReadRow): string => modified ?? date ?? '';
  const sign = order === 'asc' ? -1 : 1;
  return rows.toSorted((one, other) => sign * timeOf(other).localeCompare(timeOf(one)));
}
