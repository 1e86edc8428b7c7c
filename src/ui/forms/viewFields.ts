import { l10n } from 'vscode';
import { ticketSorts, ticketSources, type TicketQuery, type TicketView } from '../../core/domain/ticket';
import type { ChoiceField, FieldSpec, FormOption, FormSpec, FormValues } from '../../protocol/form';
import { groupLabel, sortLabel, sourceLabel, statusLabel } from '../messages/ticketLabels';
import { including, missingLists, type Choices } from './choices';
import { formLabels } from './formMessages';

/** Values of the field `filter.assignee` that are no login, and of `filter.tag` that are no tag. */
const anyOne = ':any';
const noOne = ':none';

export function newViewTitle(): string {
  return l10n.t('New Ticket View');
}

/**
 * The form of a saved view.
 * @param title of the form
 * @param places names of the other views, in order
 */
export function viewSpec(
  title: string,
  choices: Choices,
  values: FormValues,
  places: readonly string[],
): FormSpec {
  const choice = (name: string, label: string, options: readonly FormOption[], help?: string): FieldSpec => {
    const present = values[name];
    const known = typeof present === 'string' ? including(options, present) : options;
    const field: ChoiceField = { kind: 'choice', name, label, options: known };
    return help === undefined ? field : { ...field, help };
  };
  const { can, agents = [], groups = [], tags = [] } = choices;
  const { filters, groupedBy } = can.tickets;
  const helpOf = (...keys: readonly (keyof TicketQuery)[]): string | undefined =>
    keys.every((key) => filters.includes(key))
      ? undefined
      : l10n.t('LiveChat cannot filter by this. The view shows what is kept on this machine.');
  return {
    id: 'view',
    title,
    submitLabel: l10n.t('Save View'),
    labels: formLabels(),
    ...missingLists(
      [l10n.t('Agents'), choices.agents],
      [groupLabel(groupedBy), choices.groups],
      [l10n.t('Tags'), choices.tags],
    ),
    fields: [
      { kind: 'text', name: 'name', label: l10n.t('Name'), required: true },
      choice('filter.status', l10n.t('Status'), [
        { value: '', label: l10n.t('Any status') },
        ...can.tickets.statuses.map((value) => ({ value, label: statusLabel(value) })),
      ]),
      choice(
        'filter.assignee',
        l10n.t('Assignee'),
        [
          { value: '', label: l10n.t('Anyone') },
          { value: noOne, label: l10n.t('Unassigned') },
          { value: anyOne, label: l10n.t('Any agent') },
          ...agents,
        ],
        helpOf('assignee'),
      ),
      choice('filter.group', groupLabel(groupedBy), [
        { value: '', label: groupedBy === 'teams' ? l10n.t('Any team') : l10n.t('Any group') },
        ...groups,
      ]),
      choice('filter.tag', l10n.t('Tag'), [
        { value: '', label: l10n.t('With or without tags') },
        { value: anyOne, label: l10n.t('With any tag') },
        { value: noOne, label: l10n.t('Without tags') },
        ...tags,
      ]),
      choice(
        'filter.source',
        l10n.t('Source'),
        [
          { value: '', label: l10n.t('Any source') },
          ...ticketSources.map((value) => ({ value, label: sourceLabel(value) })),
        ],
        helpOf('source'),
      ),
      { kind: 'text', name: 'filter.query', label: l10n.t('Text') },
      { kind: 'email', name: 'filter.requesterMail', label: l10n.t('Requester’s e-mail address') },
      { kind: 'text', name: 'filter.dateFrom', label: l10n.t('From date'), placeholder: '2026-01-31' },
      { kind: 'text', name: 'filter.dateTo', label: l10n.t('To date'), placeholder: '2026-01-31' },
      choice(
        'sort',
        l10n.t('Order'),
        ticketSorts.map((value) => ({ value, label: sortLabel(value) })),
      ),
      {
        kind: 'checkbox',
        name: 'badge',
        label: l10n.t('Show the number of tickets on the Tickets view'),
        help: l10n.t('Only one view does so.'),
      },
      choice('place', l10n.t('Place'), [
        { value: '0', label: l10n.t('First') },
        ...places.map((name, index) => ({ value: String(index + 1), label: l10n.t('After {0}', name) })),
      ]),
    ],
  };
}

/** @param place its index among the views */
export function valuesOfView({ name, filter, sort, badge }: TicketView, place = 0): FormValues {
  const { assigned, assignee, tag, tagged, group, status, source, query, requesterMail, dateFrom, dateTo } =
    filter;
  const either = (value: boolean | undefined): string => (value === undefined ? '' : value ? anyOne : noOne);
  return {
    name,
    'filter.status': status ?? '',
    'filter.assignee': assignee ?? either(assigned),
    'filter.group': group === undefined ? '' : String(group),
    'filter.tag': tag ?? either(tagged),
    'filter.source': source ?? '',
    'filter.query': query ?? '',
    'filter.requesterMail': requesterMail ?? '',
    'filter.dateFrom': dateFrom ?? '',
    'filter.dateTo': dateTo ?? '',
    sort,
    badge,
    place: String(place),
  };
}

/**
 * The entry of the setting `livechat.tickets.views`, unchecked. Empty fields and defaults are absent.
 * @param order of the filter, which the form does not show
 */
export function entryOf(values: FormValues, order: TicketQuery['order']): Record<string, unknown> {
  const filter: Record<string, unknown> = order === undefined ? {} : { order };
  for (const [name, value] of Object.entries(values)) {
    const key = name.startsWith('filter.') ? name.slice('filter.'.length) : undefined;
    if (key === undefined || typeof value !== 'string' || value.trim() === '') continue;
    const isSpecial = value === anyOne || value === noOne;
    if (key === 'assignee' && isSpecial) filter.assigned = value === anyOne;
    else if (key === 'tag' && isSpecial) filter.tagged = value === anyOne;
    else filter[key] = key === 'group' ? Number(value) : value.trim();
  }
  const { name, sort, badge } = values;
  return {
    name: typeof name === 'string' ? name.trim() : name,
    filter,
    ...(sort !== 'newest' && { sort }),
    ...(badge === true && { badge }),
  };
}
