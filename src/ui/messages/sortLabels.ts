import { l10n } from 'vscode';
import type { TicketSort } from '../../core/domain/ticket';

/** The order of the tickets in a view. */
export function sortLabel(sort: TicketSort): string {
  switch (sort) {
    case 'waiting':
      return l10n.t('Longest waiting first');
    case 'newest':
      return l10n.t('Newest first');
    case 'priority':
      return l10n.t('Highest priority first');
  }
}
