import { env, l10n } from 'vscode';
import { ownFault } from '../messages/failureMessages';
import { oneLine } from '../../core/base/plainText';
import type { ChatLabels } from '../../protocol/chat';
import { visitorName } from '../messages/arrivalLabels';
import { fileLabels } from '../messages/fileLabels';
import { duration } from '../messages/times';
import type { ChatViewLabels } from './chatView';

/** The page's fixed texts. The page replaces `{0}` with a number. */
export function chatPageLabels(): ChatLabels {
  return {
    loading: l10n.t('Loading…'),
    copy: l10n.t('Copy as Markdown'),
    copied: l10n.t('The chat was copied.'),
    waiting: l10n.t('The extension is not responding. What you typed is kept and restored when it responds.'),
    conversation: l10n.t('Conversation'),
    empty: l10n.t('No messages yet.'),
    earlier: l10n.t('Earlier messages ({0})', '{0}'),
    later: l10n.t('Later messages ({0})', '{0}'),
    shown: l10n.t('More messages shown: {0}', '{0}'),
    privateNote: l10n.t('Private note'),
    openAddress: l10n.t('Open in Browser…'),
    fault: ownFault(),
  };
}

/** The texts of the view in the user's language. */
export function chatViewLabels(): ChatViewLabels {
  // Creating a format is slow, and a long chat has thousands of times.
  const format = new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'medium' });
  return {
    role: roleLabel,
    time: (iso) => format.format(Date.parse(iso)),
    duration: (from, to) => duration(from, Date.parse(to)),
    group: (id) => (id === 0 ? l10n.t('All agents') : l10n.t('Group {0}', id)),
    visitor: visitorName,
    running: l10n.t('Running'),
    ended: l10n.t('Ended'),
    someone: l10n.t('Someone'),
    deleted: (who) => l10n.t('A message of {0} was deleted.', who),
    restricted: (reason) => l10n.t('LiveChat does not show this conversation: {0}', reason),
    file: fileLabels(),
    form: l10n.t('Form'),
    noAnswer: l10n.t('(no answer)'),
    question: l10n.t('Question'),
    sections: {
      chat: l10n.t('Chat'),
      visitor: l10n.t('Visitor'),
      survey: l10n.t('Pre-chat survey'),
      surveyAfter: l10n.t('Post-chat survey'),
    },
    names: {
      id: l10n.t('Chat ID'),
      started: l10n.t('Started'),
      ended: l10n.t('Ended'),
      duration: l10n.t('Duration'),
      url: l10n.t('Began on page'),
      agents: l10n.t('Agents'),
      groups: l10n.t('Groups'),
      tags: l10n.t('Tags'),
      visitorName: l10n.t('Name'),
      email: l10n.t('E-mail'),
      language: l10n.t('Language'),
      page: l10n.t('Current page'),
      visitorId: l10n.t('Visitor ID'),
    },
  };
}

function roleLabel(type: string): string {
  switch (type) {
    case 'visitor':
      return l10n.t('Visitor');
    case 'agent':
      return l10n.t('Agent');
    case 'supervisor':
      return l10n.t('Supervisor');
    default:
      return oneLine(type, 40);
  }
}
