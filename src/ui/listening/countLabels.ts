import { l10n } from 'vscode';
import type { EventNotification, Counts } from '../../core/events/status/notification';

/** What several events are told as. */
export function countsText(notification: EventNotification & { kind: 'many' | 'digest' }): string {
  const parts = countParts(notification.counts).join(', ');
  if (notification.kind === 'many') return parts;
  return notification.more ? l10n.t('Meanwhile: {0}, and more', parts) : l10n.t('Meanwhile: {0}', parts);
}

function countParts(counts: Counts): readonly string[] {
  const { chat_started: started, chat_ended: ended, ticket_created: tickets } = counts;
  return [
    ...(started === 1 ? [l10n.t('1 chat started')] : []),
    ...(started > 1 ? [l10n.t('{0} chats started', started)] : []),
    ...(ended === 1 ? [l10n.t('1 chat ended')] : []),
    ...(ended > 1 ? [l10n.t('{0} chats ended', ended)] : []),
    ...(tickets === 1 ? [l10n.t('1 new ticket')] : []),
    ...(tickets > 1 ? [l10n.t('{0} new tickets', tickets)] : []),
  ];
}
