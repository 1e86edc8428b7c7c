import { l10n, type QuickPickItem } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { TicketCapabilities } from '../../core/domain/capabilities';
import { ticketSources, type TicketQuery } from '../../core/domain/ticket';
import { emailProblem } from '../../core/domain/signIn';
import type { App } from '../shell/app';
import { pickStep, textStep, type StepResult } from '../shell/steps';
import { describeFilter, fieldLabel, groupNames, ticketCapabilities, type FilterField } from './filterLabels';
import { sourceLabel, statusLabel } from '../messages/ticketLabels';

interface ValueItem extends QuickPickItem {
  /** The filter after this item is picked. */
  readonly filter: TicketQuery;
}

type Ask = (filter: TicketQuery) => Promise<StepResult<TicketQuery>>;

interface FieldItem extends QuickPickItem {
  readonly field: FilterField;
  readonly ask: Ask;
}

/**
 * Asks which field to filter by, then for its value; Back returns to the fields.
 * @returns the new filter, or `undefined` when cancelled
 */
export async function askFilter(app: App): Promise<TicketQuery | undefined> {
  const { filter } = app.tickets;
  for (;;) {
    const field = await pickStep({
      title: l10n.t('Filter Tickets'),
      placeholder: l10n.t('Select a field to filter by'),
      back: false,
      items: fieldItems(app, filter),
    });
    if (field.kind !== 'done') return undefined;
    const value = await field.value.ask(filter);
    if (value.kind === 'done') return value.value;
    if (value.kind === 'cancelled') return undefined;
  }
}

/** Removes `undefined` fields, so that an empty filter has no keys. */
export function merged(
  filter: TicketQuery,
  change: { readonly [K in keyof TicketQuery]?: TicketQuery[K] | undefined },
): TicketQuery {
  return Object.fromEntries(
    Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== ''),
  );
}

function fieldItems(app: App, filter: TicketQuery): FieldItem[] {
  const groups = groupNames(app);
  const can = ticketCapabilities(app);
  const now = describeFilter(app.shield.shown.query(filter), groups);
  const item = (icon: string, field: FilterField, ask: Ask): FieldItem => ({
    field,
    label: `$(${icon}) ${fieldLabel(field, groups)}`,
    ...(now[field] !== undefined && { description: escapeIcons(now[field]) }),
    ask,
  });
  const items = [
    item('issues', 'status', (f) => askStatus(f, can)),
    item('account', 'assignee', (f) => askAssignee(f, can, app)),
    item('organization', 'group', (f) => askGroup(f, can, app)),
    item('tag', 'tag', (f) => askTag(f, can, app)),
    item('inbox', 'source', askSource),
    item('calendar', 'dateFrom', (f) => askDate(f, 'dateFrom')),
    item('calendar', 'dateTo', (f) => askDate(f, 'dateTo')),
    item('search', 'query', (f) => askText(f, app)),
    item('mail', 'requesterMail', (f) => askRequester(f, app)),
    item('sort-precedence', 'order', askOrder),
  ];
  return items.filter(({ field }) => isOffered(field, can));
}

async function askValue(
  title: string,
  items: ValueItem[] | Promise<ValueItem[]>,
): Promise<StepResult<TicketQuery>> {
  const result = await pickStep({ title, placeholder: title, back: true, items });
  return result.kind === 'done' ? { kind: 'done', value: result.value.filter } : result;
}

/** By assignee, or by whether there is one. */
function isOffered(field: FilterField, { filters }: TicketCapabilities): boolean {
  return filters.includes(field) || (field === 'assignee' && filters.includes('assigned'));
}

function askStatus(filter: TicketQuery, can: TicketCapabilities): Promise<StepResult<TicketQuery>> {
  return askValue(l10n.t('Filter by Status'), [
    { label: l10n.t('Any status'), filter: merged(filter, { status: undefined }) },
    ...can.statuses.map((status) => ({ label: statusLabel(status), filter: merged(filter, { status }) })),
  ]);
}

function askAssignee(
  filter: TicketQuery,
  can: TicketCapabilities,
  { agents }: App,
): Promise<StepResult<TicketQuery>> {
  const load = async (): Promise<ValueItem[]> => {
    const known = can.filters.includes('assignee') ? await agents.load() : undefined;
    return [
      { label: l10n.t('Anyone'), filter: merged(filter, { assignee: undefined, assigned: undefined }) },
      { label: l10n.t('Unassigned'), filter: merged(filter, { assignee: undefined, assigned: false }) },
      { label: l10n.t('Any agent'), filter: merged(filter, { assignee: undefined, assigned: true }) },
      ...(known ?? []).map(({ login, name }) => ({
        label: escapeIcons(oneLine(name ?? '') || oneLine(login)),
        description: escapeIcons(oneLine(login)),
        filter: merged(filter, { assignee: login, assigned: undefined }),
      })),
    ];
  };
  return askValue(l10n.t('Filter by Assignee'), load());
}

export function askGroup(
  filter: TicketQuery,
  can: TicketCapabilities,
  { directory }: App,
): Promise<StepResult<TicketQuery>> {
  const teams = can.groupedBy === 'teams';
  const anyGroup = teams ? l10n.t('Any team') : l10n.t('Any group');
  const load = async (): Promise<ValueItem[]> => [
    { label: anyGroup, filter: merged(filter, { group: undefined }) },
    ...(await directory.ticketGroups()).map(({ id, name }) => ({
      label: escapeIcons(oneLine(name)),
      // A team's number is generated here, so it means nothing to the user.
      ...(!teams && { description: String(id) }),
      filter: merged(filter, { group: id }),
    })),
  ];
  return askValue(teams ? l10n.t('Filter by Team') : l10n.t('Filter by Group'), load());
}

export function askTag(
  filter: TicketQuery,
  can: TicketCapabilities,
  { directory }: App,
): Promise<StepResult<TicketQuery>> {
  const load = async (): Promise<ValueItem[]> => [
    { label: l10n.t('With or without tags'), filter: merged(filter, { tag: undefined, tagged: undefined }) },
    ...(can.filters.includes('tagged')
      ? [
          { label: l10n.t('With any tag'), filter: merged(filter, { tag: undefined, tagged: true }) },
          { label: l10n.t('Without tags'), filter: merged(filter, { tag: undefined, tagged: false }) },
        ]
      : []),
    ...(await directory.tags()).map(({ name }) => ({
      label: escapeIcons(oneLine(name)),
      filter: merged(filter, { tag: name, tagged: undefined }),
    })),
  ];
  return askValue(l10n.t('Filter by Tag'), load());
}

function askSource(filter: TicketQuery): Promise<StepResult<TicketQuery>> {
  return askValue(l10n.t('Filter by Source'), [
    { label: l10n.t('Any source'), filter: merged(filter, { source: undefined }) },
    ...ticketSources.map((source) => ({ label: sourceLabel(source), filter: merged(filter, { source }) })),
  ]);
}

function askOrder(filter: TicketQuery): Promise<StepResult<TicketQuery>> {
  return askValue(l10n.t('Order of Tickets'), [
    { label: l10n.t('Newest first'), filter: merged(filter, { order: undefined }) },
    { label: l10n.t('Oldest first'), filter: merged(filter, { order: 'asc' }) },
  ]);
}

async function askTyped(
  field: 'query' | 'requesterMail' | 'dateFrom' | 'dateTo',
  filter: TicketQuery,
  step: { readonly title: string; readonly prompt: string; readonly placeholder?: string },
  problem: (text: string) => string | undefined,
  shown = filter,
): Promise<StepResult<TicketQuery>> {
  const value = filter[field] ?? '';
  // A mask must not become the filter.
  const isHidden = shown[field] !== filter[field];
  const result = await textStep({
    ...step,
    ...(isHidden && { placeholder: l10n.t('The present value is hidden by the privacy shield') }),
    back: true,
    value: isHidden ? '' : value,
    accept: (text) => (text.trim() === '' ? undefined : problem(text.trim())),
  });
  return result.kind === 'done'
    ? { kind: 'done', value: merged(filter, { [field]: result.value.trim() }) }
    : result;
}

function askText(filter: TicketQuery, { shield }: App): Promise<StepResult<TicketQuery>> {
  const step = { title: l10n.t('Filter by Text'), prompt: l10n.t('Words in the tickets; empty for all') };
  return askTyped('query', filter, step, () => undefined, shield.shown.query(filter));
}

function askRequester(filter: TicketQuery, { shield }: App): Promise<StepResult<TicketQuery>> {
  const step = {
    title: l10n.t('Filter by Requester'),
    prompt: l10n.t('E-mail address of the requester; empty for all'),
  };
  const problem = (text: string): string | undefined =>
    emailProblem(text) ? l10n.t('Enter an e-mail address, such as you@example.com.') : undefined;
  return askTyped('requesterMail', filter, step, problem, shield.shown.query(filter));
}

function askDate(filter: TicketQuery, field: 'dateFrom' | 'dateTo'): Promise<StepResult<TicketQuery>> {
  const from = field === 'dateFrom';
  const step = {
    title: from ? l10n.t('Filter from a Date') : l10n.t('Filter up to a Date'),
    prompt: l10n.t('Tickets with any activity in that time; empty for all'),
    placeholder: '2026-01-31',
  };
  return askTyped(field, filter, step, (text) => {
    if (!isDay(text)) return l10n.t('Enter the date as YYYY-MM-DD, such as 2026-01-31.');
    const first = from ? text : (filter.dateFrom ?? '');
    const last = from ? (filter.dateTo ?? '9999') : text;
    return first > last ? l10n.t('The start date is after the end date.') : undefined;
  });
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
