import { l10n } from 'vscode';
import { toastText } from '../messages/failureMessages';
import type { ChatActionId, ChatActionView, ComposerLabels, ComposerView } from '../../protocol/liveChat';
import { chatViewLabels } from './chatLabels';
import type { LiveViewLabels } from './liveView';

/** The texts of a running chat in the user's language. */
export interface LiveLabels extends LiveViewLabels {
  readonly actions: Readonly<Record<ChatActionId, Pick<ChatActionView, 'label' | 'title'>>>;
}

export function liveViewLabels(): LiveLabels {
  return {
    ...chatViewLabels(),
    you: l10n.t('You'),
    sent: l10n.t('Sent'),
    seen: l10n.t('Seen'),
    form: l10n.t('Form'),
    deletedMessage: l10n.t('This message was deleted.'),
    agent: l10n.t('Agent'),
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
    private: l10n.t('Private note'),
    privateHelp: l10n.t('The customer does not see it.'),
    attach: l10n.t('Attach File…'),
    keyHelp:
      sendsOn === 'enter'
        ? l10n.t('Enter sends, Shift+Enter starts a new line.')
        : l10n.t('Ctrl+Enter sends, Enter starts a new line.'),
    restored: l10n.t('What you typed before was restored.'),
    bytes: l10n.t('{0} of {1} bytes', '{0}', '{1}'),
    tooLong: l10n.t('{0} bytes. LiveChat accepts {1} at most.', '{0}', '{1}'),
    sending: l10n.t('Sending…'),
    you: l10n.t('You'),
  };
}
