import { isSameAddress } from '../domain/account';
import { isRowFilter, type rowFilters } from '../domain/capabilities';
import type { CallOptions } from '../domain/connection';
import { fail } from '../domain/failure';
import type { TicketQuery, TicketRow, TicketSummary } from '../domain/ticket';
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
  /** Called once the number of further calls is known, and of tickets; `false` ends the reading as if it was aborted. */
  readonly mayGoOn?: (calls: number, total: number) => Promise<boolean>;
}

/** A page may show more changes that were made meanwhile. */
const mostRepeats = 3;

/**
 * Reads every page of a list of tickets, one call after the other, at the rate that the limit of calls leaves; other calls
 * of the user go first.
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
  const wanted = { ...sent, ...(login !== undefined && { assignee: login }) };
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
  let hasMoved = false;
  const totals = new Set<number>();
  let lacksSome = false;
  for (let at: string | undefined = '1'; at !== undefined;) {
    const start: string = at;
    const page = await scope.run(({ tickets }) => tickets.list(wanted, start, call));
    const before = found.size;
    add(page.rows);
    hasMoved ||= found.size - before < page.rows.filter(({ kind }) => kind === 'ticket').length;
    const isFirst = totals.size === 0;
    totals.add(page.total);
    lacksSome = page.paging !== undefined && found.size + unreadable.size < page.total;
    onProgress?.(found.size, page.total);
    at = page.next;
    if (isFirst && at !== undefined && (await mayGoOn?.(page.pages - 1, page.total)) === false)
      fail({ code: 'cancelled' });
  }
  // A ticket that changed while pages were read is on the first ones now, or on the last ones. Pages that continue after
  // a row are without it, and neither repeat others nor count differently.
  if (hasMoved || totals.size > 1 || lacksSome) await addChanged();
  const matching = [...found.values()].filter(({ ticket }) => matches(ticket, rest));
  const rows = byLastChange(matching, query.order);
  return { tickets: rows.map(({ ticket }) => ticket), rows, unreadable: unreadable.size };

  async function addChanged(): Promise<void> {
    let at: string | undefined = '1';
    const newest = { ...wanted, order: 'desc' as const };
    for (let page = 0; at !== undefined && page < mostRepeats; page += 1) {
      const start: string = at;
      const { rows, next } = await scope.run(({ tickets }) => tickets.list(newest, start, call));
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
