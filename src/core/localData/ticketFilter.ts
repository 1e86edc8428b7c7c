import { startOfDay } from '../base/localDays';
import type { TicketQuery, TicketSort } from '../domain/ticket';
import type { Parameter } from '../storage/parameters';

/**
 * How long requesters wait. `any`: someone waits. A range has ISO times; `after` is exclusive. `none`: the conversation
 * is known and no answer is due. `unknown`: the conversation is not known.
 */
export type WaitFilter = 'any' | 'none' | 'unknown' | { readonly after?: string; readonly until?: string };

/** What LiveChat returned for the filter: kept tickets that it would have returned, and did not, match no longer. */
export interface ListedByApi {
  readonly ids: readonly string[];
  /** It returned every ticket that changed since, in epoch milliseconds. */
  readonly from: number;
  /** When it did. What was fetched later may match since. */
  readonly before: number;
}

/** Which of the kept tickets are wanted. */
export interface KeptTicketFilter {
  readonly account: string;
  /** As for a list of the API; `order` decides about the order `newest`. */
  readonly filter: TicketQuery;
  readonly wait?: WaitFilter;
  readonly listed?: ListedByApi;
  /** Statuses that a list without a status leaves out, see `TicketCapabilities`. */
  readonly unlisted: readonly string[];
  /** Items that were fetched earlier are left out, in epoch milliseconds. */
  readonly since: number;
}

export interface Conditions {
  /** For the `WHERE` clause of a query of `kept_items`. */
  readonly where: string;
  readonly parameters: readonly Parameter[];
}

type Condition = readonly [sql: string, ...parameters: Parameter[]];

/**
 * The conditions in SQL, all of them on columns of the index `kept_items_facets`. They mean the same as the filters of
 * the API. `query` is not among them: its words are looked for in the texts.
 */
export function conditionsOf({
  account,
  filter,
  wait,
  unlisted,
  since,
  listed,
}: KeptTicketFilter): Conditions {
  const conditions: readonly Condition[] = [
    ['account = ?', account],
    ["kind = 'ticket'"],
    ['fetched_at >= ?', since],
    ...filterConditions(filter),
    ...(filter.status === undefined ? unlisted.map((status): Condition => ['status IS NOT ?', status]) : []),
    ...waitConditions(wait),
    ...(listed ? [listedCondition(listed)] : []),
  ];
  return {
    where: conditions.map(([sql]) => sql).join(' AND '),
    parameters: conditions.flatMap(([, ...parameters]) => parameters),
  };
}

function filterConditions(filter: TicketQuery): readonly Condition[] {
  const { status, assigned, assignee, requesterMail, group, source, tag, tagged, dateFrom, dateTo } = filter;
  const when = (value: unknown, ...condition: Condition): readonly Condition[] =>
    value === undefined ? [] : [condition];
  return [
    ...when(status, 'status = ?', status ?? ''),
    ...when(assigned, assigned === true ? 'assignee IS NOT NULL' : 'assignee IS NULL'),
    ...when(assignee, 'assignee = ?', lowerCase(assignee)),
    ...when(requesterMail, 'requester = ?', lowerCase(requesterMail)),
    // A list of a ticket is JSON without spaces.
    ...when(group, `replace(replace(group_ids, '[', ','), ']', ',') LIKE ?`, `%,${group},%`),
    ...when(source, "(source = ? OR source LIKE ? || ':%')", source ?? '', source ?? ''),
    ...when(tag, 'instr(tags, ?) > 0', JSON.stringify(tag)),
    ...when(tagged, tagged === true ? "tags <> '[]'" : "coalesce(tags, '[]') = '[]'"),
    ...when(dateFrom, 'changed_at >= ?', dateFrom === undefined ? 0 : startOfDay(dateFrom).getTime()),
    ...when(
      dateTo,
      "coalesce(created, '') < ?",
      dateTo === undefined ? '' : startOfDay(dateTo, 1).toISOString(),
    ),
  ];
}

function listedCondition({ ids, from, before }: ListedByApi): Condition {
  const isListed = 'item_id IN (SELECT value FROM json_each(?))';
  return [`(changed_at < ? OR fetched_at >= ? OR ${isListed})`, from, before, JSON.stringify(ids)];
}

function waitConditions(wait: WaitFilter | undefined): readonly Condition[] {
  if (wait === undefined) return [];
  if (wait === 'unknown') return [['waits_since IS NULL']];
  if (wait === 'none') return [["waits_since = ''"]];
  const { after, until } = wait === 'any' ? {} : wait;
  return [
    after === undefined ? ["waits_since > ''"] : ['waits_since > ?', after],
    ...(until === undefined ? [] : [['waits_since <= ?', until] as const]),
  ];
}

/** As SQLite's `lower` does. */
function lowerCase(text = ''): string {
  return text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Tickets without a known wait, come last. */
const byWait = "coalesce(waits_since, '') > '' DESC, iif(waits_since > '', waits_since, NULL)";

/** The `ORDER BY` clause. */
export function orderOf(sort: TicketSort, order: TicketQuery['order']): string {
  const byChange = `doc ${order === 'asc' ? 'ASC' : 'DESC'}`;
  switch (sort) {
    case 'newest':
      return byChange;
    case 'waiting':
      return `${byWait}, ${byChange}`;
    case 'priority':
      return `priority_rank DESC, ${byWait}, ${byChange}`;
  }
}
