import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { TicketQuery } from '../../core/domain/ticket';
import { sourceLabel, statusLabel } from '../shell/ticketWords';

export type FilterWords = { readonly [K in keyof TicketQuery]?: string };

/** Each field of the filter as a person reads it. */
export function describeFilter(filter: TicketQuery): FilterWords {
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
    assignee ?? (assigned === undefined ? undefined : assigned ? l10n.t('Any agent') : l10n.t('Nobody'));
  const tags =
    tag ?? (tagged === undefined ? undefined : tagged ? l10n.t('With any tag') : l10n.t('Without tags'));
  return {
    ...(status !== undefined && { status: statusLabel(status) }),
    ...(who !== undefined && { assignee: who }),
    ...(group !== undefined && { group: l10n.t('Group {0}', group) }),
    ...(tags !== undefined && { tag: tags }),
    ...(source !== undefined && { source: sourceLabel(source) }),
    ...(dateFrom !== undefined && { dateFrom }),
    ...(dateTo !== undefined && { dateTo }),
    ...(query !== undefined && { query }),
    ...(requesterMail !== undefined && { requesterMail }),
    ...(order === 'asc' && { order: l10n.t('Oldest first') }),
  };
}

/** The whole filter on one line, for the view's description; empty where nothing is filtered. */
export function filterLine(filter: TicketQuery): string {
  return oneLine(Object.values(describeFilter(filter)).join(' · '), 80);
}
