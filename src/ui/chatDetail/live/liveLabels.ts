import { l10n } from 'vscode';
import type { Failure } from '../../../core/domain/failure';
import { nextOf, toastText, whyOf } from '../../messages/failureMessages';
import type { ChatActionId, ChatActionView, ComposerLabels, ComposerView } from '../../../protocol/liveChat';
import { duration, fullTime, readAgo } from '../../messages/times';
import { chatViewLabels } from '../chatLabels';
import type { RatingLabels } from './liveFacts';
import type { LiveViewLabels } from './liveView';

/** The texts of a running chat in the user's language. */
export interface LiveLabels extends LiveViewLabels {
  readonly rating: RatingLabels;
  /** A chat that is not loaded yet. */
  readonly untitled: string;
  readonly waiting: string;
  /** Instead of the state of a chat that is not known. @param at in milliseconds since the epoch */
  readBefore(at: number): string;
  /** Says that the conversation is shown as the customer sees it. */
  readonly customersView: string;
  /** Why nothing can be typed, or what happens to it. */
  readonly hints: Readonly<Record<'ended' | 'outside' | 'notListening', string>>;
  /** @param left until LiveChat transfers the chat, in milliseconds */
  transferIn(left: number): string;
  typing(names: string): string;
  /** What a customer is typing. */
  notSentYet(name: string): string;
  readonly pastedFile: string;
  /** Why a chat could not be read, and what to do. */
  problem(failure: Failure): { readonly title: string; readonly text: string };
  readonly actions: Readonly<Record<ChatActionId, Pick<ChatActionView, 'label' | 'title'>>>;
}

export function liveModelLabels(): LiveLabels {
  return {
    ...chatViewLabels(),
    you: l10n.t('You'),
    sent: l10n.t('Sent'),
    seen: l10n.t('Seen'),
    agent: l10n.t('Agent'),
    conversationOf: (iso) => l10n.t('Conversation of {0}', fullTime(iso)),
    rating: { rating: l10n.t('Rating'), good: l10n.t('Good'), bad: l10n.t('Bad') },
    untitled: l10n.t('Chat'),
    waiting: l10n.t('Waiting'),
    readBefore: (at) => l10n.t('as it was read {0}', readAgo(at, Date.now())),
    customersView: l10n.t(
      'This is what the customer sees. Private notes and whispering agents are left out.',
    ),
    hints: {
      ended: l10n.t('This chat has ended. A message resumes it, and you will be visible to the customer.'),
      outside: l10n.t('You are not in this chat. If you join, you will be visible to the customer.'),
      notListening: l10n.t('New messages are not shown until you start listening.'),
    },
    transferIn: (left) =>
      l10n.t(
        'LiveChat transfers this chat in {0}, unless you answer.',
        duration(new Date(0).toISOString(), left),
      ),
    typing: (names) => l10n.t('{0} is typing…', names),
    notSentYet: (name) => l10n.t('{0} is typing, not sent yet:', name),
    pastedFile: l10n.t('Pasted file'),
    problem: (failure) => ({ title: whyOf(failure), text: nextOf(failure) }),
    actions: {
      join: { label: l10n.t('Join'), title: l10n.t('You will be visible to the customer.') },
      whisper: {
        label: l10n.t('Whisper'),
        title: l10n.t('The customer does not see you. Only agents see what you write.'),
      },
      takeOver: {
        label: l10n.t('Take Over'),
        title: l10n.t('The chat is transferred to you. You will be visible to the customer.'),
      },
      resume: {
        label: l10n.t('Resume'),
        title: l10n.t('A new thread starts. You will be visible to the customer.'),
      },
      close: { label: l10n.t('Close Chat') },
      transfer: { label: l10n.t('Transfer…') },
      leave: { label: l10n.t('Leave'), title: l10n.t('The chat goes on without you.') },
      tag: { label: l10n.t('Add Tag…') },
      untag: { label: l10n.t('Remove Tag…') },
      customersView: {
        label: l10n.t('Customer’s View'),
        title: l10n.t('Shows exactly what the customer sees.'),
      },
      createTicket: { label: l10n.t('Create Ticket') },
      copyLink: { label: l10n.t('Copy Link') },
      earlier: { label: l10n.t('Show Earlier Conversation') },
      openPage: { label: l10n.t('Open Page…'), title: l10n.t('Opens the page on which the chat began.') },
    },
  };
}

/** @param name of the customer */
export function composerLabels(name: string, sendsOn: ComposerView['sendsOn']): ComposerLabels {
  return {
    title: l10n.t('Answer {0}', toastText(name, 60)),
    message: l10n.t('Message'),
    placeholder: l10n.t('Write a message that the customer sees'),
    placeholderPrivate: l10n.t('Write a note that only agents see'),
    send: l10n.t('Send'),
    sendPrivate: l10n.t('Add Private Note'),
    resumeAndSend: l10n.t('Resume and Send'),
    resume: l10n.t('Resume Chat'),
    private: l10n.t('Private note'),
    privateHelp: l10n.t('The customer does not see it.'),
    sendLater: l10n.t('Send Later…'),
    attach: l10n.t('Attach File…'),
    attachHelp: l10n.t('You can also paste or drop files. Hold Shift to drop files of the Explorer.'),
    keyHelp:
      sendsOn === 'enter'
        ? l10n.t('Enter sends, Shift+Enter starts a new line.')
        : l10n.t('Ctrl+Enter sends, Enter starts a new line.'),
    restored: l10n.t('You typed this before or in another window.'),
    bytes: l10n.t('{0} of {1} bytes', '{0}', '{1}'),
    tooLong: l10n.t('{0} bytes. LiveChat accepts {1} at most.', '{0}', '{1}'),
    sending: l10n.t('Sending…'),
    you: l10n.t('You'),
  };
}
