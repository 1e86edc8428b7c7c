import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { classicCapabilities, type TicketCapabilities } from '../../core/domain/capabilities';
import type { TicketQuery } from '../../core/domain/ticket';
import type { App } from '../shell/app';
import { groupLabel, sourceLabel, statusLabel, unnamedGroup } from '../messages/ticketLabels';

export type FilterLabels = { readonly [K in keyof TicketQuery]?: string };

/** The account's term for the groups of tickets, and the known names. */
export interface GroupNames {
  readonly groupedBy: TicketCapabilities['groupedBy'];
  readonly nameOf: (id: number) => string | undefined;
}

/** What the active account can do with tickets; a classic account's if none is signed in. */
export function ticketCapabilities({ session }: App): TicketCapabilities {
  return (session.capabilities ?? classicCapabilities).tickets;
}

export function groupNames(app: App): GroupNames {
  const { groupedBy } = ticketCapabilities(app);
  return { groupedBy, nameOf: (id) => app.directory.cachedTicketGroupName(id) };
}

/** Localized fields of the filter. */
export function describeFilter(filter: TicketQuery, { groupedBy, nameOf }: GroupNames): FilterLabels {
  const {
    status,
    assignee,
    assigned,
    group,
    tag,
    tagged,
    source,
    dateFrom,
    dateTo,
    query,
    requesterMail,
    order,
  } = filter;
  const who =
    assignee ?? (assigned === undefined ? undefined : assigned ? l10n.t('Any agent') : l10n.t('Unassigned'));
  const tags =
    tag ?? (tagged === undefined ? undefined : tagged ? l10n.t('With any tag') : l10n.t('Without tags'));
  return {
    ...(status !== undefined && { status: statusLabel(status) }),
    ...(who !== undefined && { assignee: who }),
    ...(group !== undefined && { group: nameOf(group) ?? unnamedGroup(groupedBy, group) }),
    ...(tags !== undefined && { tag: tags }),
    ...(source !== undefined && { source: sourceLabel(source) }),
    ...(dateFrom !== undefined && { dateFrom }),
    ...(dateTo !== undefined && { dateTo }),
    ...(query !== undefined && { query }),
    ...(requesterMail !== undefined && { requesterMail }),
    ...(order === 'asc' && { order: l10n.t('Oldest first') }),
  };
}

export type FilterField = keyof FilterLabels;

/** Labels of the filter's fields. */
export function fieldLabel(field: FilterField, { groupedBy }: Pick<GroupNames, 'groupedBy'>): string {
  switch (field) {
    case 'status':
      return l10n.t('Status');
    case 'assignee':
    case 'assigned':
      return l10n.t('Assignee');
    case 'group':
      return groupLabel(groupedBy);
    case 'tag':
    case 'tagged':
      return l10n.t('Tag');
    case 'source':
      return l10n.t('Source');
    case 'dateFrom':
      return l10n.t('From date');
    case 'dateTo':
      return l10n.t('To date');
    case 'query':
      return l10n.t('Text');
    case 'requesterMail':
      return l10n.t('Requester');
    case 'order':
      return l10n.t('Order');
  }
}

/** The filter on one line, for the view's description; empty without a filter. */
export function filterLine(filter: TicketQuery, groups: GroupNames): string {
  const fields = Object.entries(describeFilter(filter, groups)) as [FilterField, string][];
  return oneLine(fields.map(([field, value]) => `${fieldLabel(field, groups)}: ${value}`).join(' · '), 120);
}
