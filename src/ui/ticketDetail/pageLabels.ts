import { l10n } from 'vscode';
import type { DetailLabels } from '../../protocol/detail';
import { ownFault } from '../messages/failureMessages';

/** Localized texts of the page. The page replaces `{0}` with a number. */
export function pageLabels(): DetailLabels {
  return {
    loading: l10n.t('Loading…'),
    refresh: l10n.t('Refresh'),
    copy: l10n.t('Copy as Markdown'),
    copied: l10n.t('The ticket was copied.'),
    conversation: l10n.t('Conversation'),
    empty: l10n.t('No messages yet.'),
    earlier: l10n.t('Earlier messages ({0})', '{0}'),
    later: l10n.t('Later messages ({0})', '{0}'),
    shown: l10n.t('More messages shown: {0}', '{0}'),
    reply: l10n.t('Reply'),
    sendReply: l10n.t('Send Reply'),
    addNote: l10n.t('Add Private Note'),
    noteHelp: l10n.t('Press Ctrl+Enter to send.'),
    sendLater: l10n.t('Send Later…'),
    privateNote: l10n.t('Private note'),
    fields: l10n.t('Change Ticket'),
    save: l10n.t('Save Changes'),
    discard: l10n.t('Discard'),
    waiting: l10n.t('The extension is not responding. What you typed is kept and restored when it responds.'),
    saving: l10n.t('Saving…'),
    restored: l10n.t('What you typed before was restored. It is not saved yet.'),
    details: l10n.t('Details'),
    openTicket: l10n.t('Open Ticket'),
    openAddress: l10n.t('Open in Browser…'),
    problems: l10n.t('Nothing was sent. Please look at the marked fields.'),
    fault: ownFault(),
  };
}
