import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { addressKey } from '../../core/domain/account';
import type { Shown, ShownPerson } from '../../core/shield/shownValues';
import type { CardEntry, CardLabels, CardState, NoteView } from '../../protocol/visitorCard';
import { messageText } from '../messages/chatMessages';
import { faultSentence, whyOf } from '../messages/failureMessages';
import { whyStorage } from '../messages/storageMessages';
import { statusLabel, subjectLabel } from '../messages/ticketLabels';
import { fullTime, timeOfDay, wholeNumber } from '../messages/times';
import type { ShownItem } from './cardItems';
import { mostItems, type CardModel, type CardSearch } from './cardModel';

const longTitle = 140;

export function cardLabels(): CardLabels {
  return {
    title: l10n.t('Visitor Card'),
    history: l10n.t('Earlier Tickets and Chats'),
    showMore: l10n.t('Show {0} more', '{0}'),
    note: l10n.t('Your Notes'),
    noteHelp: l10n.t(
      'Only on this machine, saved as you type. LiveChat and your colleagues do not get them.',
    ),
    search: l10n.t('Search LiveChat'),
    cancel: l10n.t('Cancel Search'),
    fault: faultText(),
  };
}

function faultText(): string {
  return faultSentence(() => l10n.t('The action failed.'));
}

export interface ShownOptions {
  readonly labels: CardLabels;
  readonly shown: Shown;
  /** Whether items are kept at all. */
  readonly isKept: boolean;
  /** The user has asked for a note that is masked. */
  readonly isRevealed: boolean;
}

/** What the page shows of the card, as the privacy shield allows; `undefined` without a person. */
export function cardState(
  model: CardModel,
  { labels, shown, isKept, isRevealed }: ShownOptions,
): CardState | undefined {
  const { subject, mail, items, search } = model;
  if (!subject) return undefined;
  if (mail === undefined) {
    return {
      labels,
      hasAddress: false,
      person: l10n.t(
        'No e-mail address of this person is known. Without one, earlier tickets and chats cannot be found, and notes cannot be kept.',
      ),
    };
  }
  const note = noteView(model, mail, isRevealed ? undefined : shown);
  return {
    labels,
    hasAddress: true,
    person: oneLine(shown.person(subject.person).mail ?? mail, 254),
    ...(items && { entries: items.map((item) => entryOf(item, shown)) }),
    ...(items && { completeness: completenessOf(model, items, isKept) }),
    ...(search && { search: { isRunning: search.kind === 'running', text: searchText(search, shown) } }),
    ...(note && { note }),
  };
}

function entryOf(item: ShownItem, shown: Shown): CardEntry {
  const moment = item.at > 0 && momentOf(new Date(item.at).toISOString());
  if (item.kind === 'ticket') {
    const ticket = shown.ticket(item.ticket);
    const { id, status } = ticket;
    return {
      kind: 'ticket',
      id,
      kindLabel: l10n.t('Ticket'),
      title: subjectLabel(ticket, longTitle),
      ...(status !== undefined && { status: { value: status, label: statusLabel(status) } }),
      ...(moment && { moment }),
    };
  }
  const { threads = 1 } = item;
  const { threadId, lastMessage, isActive } = shown.chat(item.chat);
  const said = lastMessage ? messageText(lastMessage, longTitle) : '';
  return {
    kind: 'chat',
    id: threadId,
    kindLabel: threads > 1 ? l10n.t('Chat with {0} conversations', wholeNumber(threads)) : l10n.t('Chat'),
    title: said || l10n.t('(no messages)'),
    // Whether a chat that was kept is still running is not known.
    ...(!isActive && { status: { value: 'ended', label: l10n.t('Ended') } }),
    ...(moment && { moment }),
  };
}

function momentOf(iso: string): { readonly iso: string; readonly text: string } {
  return { iso, text: fullTime(iso) };
}

/** Where the entries are from, and what may be missing. */
function completenessOf(
  { history, hasFailed, search }: CardModel,
  items: readonly ShownItem[],
  isKept: boolean,
): string {
  const texts: string[] = [];
  if (items.length === 0) texts.push(l10n.t('No other ticket or chat of this person is known here.'));
  if ((history?.total ?? 0) > mostItems) {
    texts.push(
      l10n.t('The newest {0} of {1} are listed.', wholeNumber(mostItems), wholeNumber(history?.total ?? 0)),
    );
  }
  if (hasFailed) texts.push(l10n.t('What is kept on this machine could not be read.'));
  else if (!isKept) texts.push(l10n.t('Nothing is kept on this machine: livechat.localData.days is 0.'));
  else if (history?.keptSince === undefined) texts.push(l10n.t('Nothing is kept on this machine yet.'));
  else {
    const since = fullTime(new Date(history.keptSince).toISOString());
    texts.push(l10n.t('From what is kept on this machine since {0}.', since));
  }
  if (search?.kind !== 'done') texts.push(l10n.t('LiveChat may have more.'));
  return texts.join(' ');
}

function searchText(search: CardSearch, shown: Pick<Shown, 'failure'>): string {
  switch (search.kind) {
    case 'running': {
      const [calls, tickets, chats] = [search.calls, search.tickets, search.chats].map(wholeNumber);
      return l10n.t(
        'Searching… Calls: {0}, tickets: {1}, chats: {2}',
        calls ?? '',
        tickets ?? '',
        chats ?? '',
      );
    }
    case 'done': {
      const { at, tickets, chats, calls, isComplete } = search;
      const time = timeOfDay(new Date(at).toISOString());
      const [called, found] = [wholeNumber(calls), wholeNumber(tickets)];
      const result =
        chats === undefined
          ? l10n.t('Searched LiveChat at {0}. Tickets: {1}, calls: {2}.', time, found, called)
          : l10n.t(
              'Searched LiveChat at {0}. Tickets: {1}, chats: {2}, calls: {3}.',
              time,
              found,
              wholeNumber(chats),
              called,
            );
      const rest = [
        chats === undefined
          ? l10n.t('LiveChat’s API for classic accounts cannot search chats by person.')
          : '',
        isComplete ? '' : l10n.t('There are more pages of results, which were not read.'),
      ];
      return [result, ...rest].filter((text) => text !== '').join(' ');
    }
    case 'canceled':
      return l10n.t('The search was canceled.');
    case 'failed':
      return search.why === 'fault' ? faultText() : whyOf(shown.failure(search.why));
  }
}

/** @param shown `undefined` to show the note as it is */
function noteView(
  { note, noteFault, subject }: CardModel,
  mail: string,
  shown: Shown | undefined,
): NoteView | undefined {
  if (!note || !subject) return undefined;
  const masked = shown ? maskedNote(note.text, subject.person, shown) : note.text;
  return {
    key: noteKey(subject.account, mail),
    ...(masked === note.text ? { text: note.text } : { text: '' }),
    savedAt: note.savedAt,
    ...(masked !== note.text && { masked: { text: masked, show: l10n.t('Show Note') } }),
    ...(noteFault && { problem: l10n.t('The note is not saved. {0}', whyStorage(noteFault)) }),
  };
}

/** A note as the shield shows it. */
function maskedNote(text: string, person: ShownPerson, shown: Shown): string {
  const hit = { kind: 'ticket', id: '', title: '', excerpt: text } as const;
  return shown.hit(hit, person).excerpt;
}

/** Identifies a note in the page, and in the browser’s storage until it is stored. */
export function noteKey(account: string, mail: string): string {
  return JSON.stringify(['note', account, addressKey(mail)]);
}
