import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { ScheduledItem, WhyUnsent } from '../../core/scheduling/scheduledItem';
import type { Shown } from '../../core/shield/shownValues';
import { whyNotSentLater } from '../messages/chatMessages';
import { toastText, whyOf } from '../messages/failureMessages';
import { timeText } from './pickTime';

/** Not `text`, which masks only people who were shown since the start: an item may be about others. */
export type ShownItems = Pick<Shown, 'draft' | 'failure' | 'hit'>;

/** Subject or name, as it may be shown. */
export function titleOf({ account, title, target, targetId }: ScheduledItem, shown: ShownItems): string {
  const subject = target === 'ticket' ? (`reply/${targetId}` as const) : (`chat/${targetId}` as const);
  const text = toastText(shown.draft({ account, subject, title, savedAt: '' }).title, 60);
  if (text !== '') return text;
  return target === 'ticket' ? l10n.t('Ticket {0}', targetId) : l10n.t('Chat');
}

/** Why a reply was not sent, in one sentence. */
export function whyText(why: WhyUnsent | undefined, shown: ShownItems): string {
  switch (why?.kind) {
    case 'late':
      return l10n.t('No editor was running at that time, or the computer was asleep.');
    case 'other-account':
      return l10n.t('Another account was active at that time, or none.');
    case 'changed':
      return l10n.t('The ticket has changed since you wrote it.');
    case 'closed':
      return l10n.t('Its tab or window was closed while it waited.');
    case 'failed': {
      const { failure } = why;
      return failure.code === 'conflict' && failure.chat !== undefined
        ? whyNotSentLater(failure.chat)
        : whyOf(shown.failure(failure));
    }
    case undefined:
      return '';
  }
}

/** The button that opens the ticket or chat of an item. Not “Open”, which is the status of a ticket. */
export function openLabel({ target }: Pick<ScheduledItem, 'target'>): string {
  return target === 'ticket' ? l10n.t('Open Ticket') : l10n.t('Open Chat');
}

/**
 * What the user has to decide on, in a few sentences.
 * @param isDraft whether the text is kept as a draft
 * @param account name of the item’s account, if another one is active
 */
export function noticeText(item: ScheduledItem, shown: ShownItems, isDraft = false, account = ''): string {
  const title = titleOf(item, shown);
  const time = timeText(item.dueAt);
  const whose = account === '' ? '' : l10n.t('It belongs to account {0}.', account);
  const sentences = (...parts: readonly string[]): string =>
    [...parts, whose].filter((part) => part !== '').join(' ');
  if (item.kind === 'reminder') return sentences(l10n.t('Reminder for {0}: {1}', time, title));
  if (item.kind === 'delayed') {
    const unsent = l10n.t('Your reply to “{0}” was not sent.', title);
    const kept = isDraft ? l10n.t('Its text is kept as a draft.') : '';
    return sentences(unsent, whyText(item.why, shown), kept);
  }
  const first =
    item.state === 'unconfirmed'
      ? l10n.t(
          'Your reply to “{0}”, scheduled for {1}, may have been sent. Look at the conversation.',
          title,
          time,
        )
      : l10n.t('Your reply to “{0}”, scheduled for {1}, was not sent.', title, time);
  const kept = item.state === 'unsent' ? l10n.t('Its text is kept in the list of scheduled replies.') : '';
  return sentences(first, whyText(item.why, shown), kept);
}

/** Several of them at once. */
export function summaryText(items: readonly ScheduledItem[], shown: ShownItems): string {
  const titles = (wanted: (item: ScheduledItem) => boolean): string =>
    items
      .filter(wanted)
      .map((item) => titleOf(item, shown))
      .join(', ');
  const [unsent, unclear, reminders] = [
    titles(({ state, kind }) => kind !== 'reminder' && state !== 'unconfirmed'),
    titles(({ state }) => state === 'unconfirmed'),
    titles(({ kind }) => kind === 'reminder'),
  ];
  return [
    unsent && l10n.t('Replies that were not sent: {0}.', unsent),
    unclear && l10n.t('Replies that may have been sent: {0}.', unclear),
    reminders && l10n.t('Reminders: {0}.', reminders),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** The state of an item in the list. */
export function stateText({ kind, state, dueAt }: ScheduledItem): string {
  const time = timeText(dueAt);
  switch (state) {
    case 'waiting':
      return kind === 'reminder' ? l10n.t('Reminder · {0}', time) : l10n.t('Scheduled · {0}', time);
    case 'sending':
      return l10n.t('Sending…');
    case 'unsent':
      return l10n.t('Not sent · {0}', time);
    case 'unconfirmed':
      return l10n.t('Perhaps sent · {0}', time);
    case 'shown':
      return l10n.t('Reminder, due · {0}', time);
  }
}

/** The beginning of a reply; with the shield on, only if it is known who may be named in it. */
export function excerptOf({ reply, target, targetId, title }: ScheduledItem, shown: ShownItems): string {
  // A chat without a name is shown like a ticket, whose requester must be known.
  const kind = title === '' ? 'ticket' : target;
  const { excerpt } = shown.hit({ kind, id: targetId, title, excerpt: reply?.text ?? '' });
  const text = oneLine(excerpt, 100);
  return reply?.isPrivate === true
    ? [l10n.t('Private note'), text].filter((part) => part !== '').join(': ')
    : text;
}
