import { asRecord } from '../../base/json';
import type { FieldProblem } from './fieldProblem';
import { InputReader } from './inputReader';
import { readTicketFilter } from './ticketInput';
import { allTicketStatuses, ticketSorts, type TicketView } from '../ticket';

/** An entry of the setting `livechat.tickets.views`: a view, or why it cannot be read. */
export type ReadTicketView =
  | { readonly kind: 'view'; readonly view: TicketView }
  | { readonly kind: 'unreadable'; readonly name: string; readonly problems: readonly FieldProblem[] };

/**
 * Reads the setting `livechat.tickets.views`: an array of `{ name, filter, sort?, badge? }`. `filter` takes the keys of
 * `livechat.ticket.list` except `page`, for any kind of account. Each entry is read on its own. Of several views with
 * `badge`, the first has it.
 */
export function readTicketViews(value: unknown): readonly ReadTicketView[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    return [{ kind: 'unreadable', name: '', problems: [{ field: '', code: 'not-a-list' }] }];
  }
  const names = new Set<string>();
  let hasBadge = false;
  return value.map((entry: unknown): ReadTicketView => {
    const read = readTicketView(entry, names);
    if (read.kind === 'unreadable') return read;
    names.add(read.view.name);
    const badge = read.view.badge && !hasBadge;
    hasBadge ||= badge;
    return { ...read, view: { ...read.view, badge } };
  });
}

/** @param names that other views have */
export function readTicketView(input: unknown, names: ReadonlySet<string> = new Set()): ReadTicketView {
  const reader = new InputReader(input);
  const name = reader.text('name', 'required') ?? '';
  if (names.has(name)) reader.report('name', { code: 'not-unique' });
  const filter = reader.part('filter', (part) => readTicketFilter(part, allTicketStatuses)) ?? {};
  const sort = reader.choice('sort', ticketSorts) ?? 'newest';
  const badge = reader.flag('badge') ?? false;
  const read = reader.finish((): TicketView => ({ name, filter, sort, badge }));
  if (read.ok) return { kind: 'view', view: read.value };
  const given = asRecord(input).name;
  return { kind: 'unreadable', name: typeof given === 'string' ? given : '', problems: read.problems };
}
