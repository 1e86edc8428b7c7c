import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { SendFailure } from '../../core/chats/outgoingMessage';
import type { ChatConflict, Failure } from '../../core/domain/failure';
import type { ThreadEvent } from '../../core/domain/liveChat';
import type { Shown } from '../../core/shield/shownValues';
import { sentenceOf, toastText, whyOf } from './failureMessages';
import { newToken, scopeWhy } from './scopeMessages';

/** Why something failed that only running chats have, and what to do next; `undefined` for every other failure. */
export function chatFailureText(failure: Failure): string | undefined {
  switch (failure.code) {
    case 'unsupported':
      return failure.field === 'chats' ? classicHasNoChats() : undefined;
    case 'conflict':
      if (failure.chat) return conflictText(failure.chat);
      return failure.isLimit ? withReasons(l10n.t('LiveChat allows no more.'), failure.reasons) : undefined;
    case 'forbidden':
      return failure.scope === undefined ? undefined : `${scopeWhy(failure.scope)} ${newToken()}`;
    case 'invalid-input':
      return failure.field === 'file' ? l10n.t('A file may have at most 10 MB.') : undefined;
    default:
      return undefined;
  }
}

function classicHasNoChats(): string {
  return l10n.t('LiveChat’s API for classic accounts cannot read running chats or send into them.');
}

/** A message was sent once, and was not found afterwards. */
export function messageLostText(why: string): string {
  return l10n.t(
    'The response to the message was lost, and the chat does not show the message. It was not sent again. {0}',
    why,
  );
}

function conflictText(chat: ChatConflict): string {
  switch (chat) {
    case 'ended':
      return l10n.t('The chat has ended. Resume it first.');
    case 'running':
      return l10n.t('The chat is running already.');
    case 'not-member':
      return l10n.t('You are not in this chat. Join it first.');
    case 'hidden':
      return l10n.t('You are whispering in this chat: only private notes can be sent.');
    case 'visible':
      return l10n.t('You are in this chat already, and the customer sees you.');
    case 'taken':
      return l10n.t('Another agent has this chat. Take it over, or whisper.');
    case 'agent-offline':
      return l10n.t('The agent is offline, or nobody can take the chat now.');
  }
}

/** Why a message of a composer was not sent, or may not have been. */
export function whyNotSent(why: SendFailure, shown: Pick<Shown, 'failure'>): string {
  switch (why.kind) {
    case 'refused':
      return sentenceOf(shown.failure(why.failure), () => l10n.t('Not sent.'));
    case 'ended':
      return l10n.t('Not sent, because the chat has ended.');
    case 'unconfirmed':
      return [
        l10n.t('It may have been sent: the response was lost, and the chat does not show it.'),
        ...(why.failure ? [whyOf(shown.failure(why.failure))] : []),
      ].join(' ');
    case 'earlier-failed':
      return l10n.t('Not sent, because the message before it was not sent.');
  }
}

/** Why a scheduled message was not sent at its time, where LiveChat would have refused it. */
export function whyNotSentLater(chat: ChatConflict): string {
  switch (chat) {
    case 'ended':
      return l10n.t('The chat has ended.');
    case 'hidden':
      return l10n.t('The customer does not see you in the chat.');
    default:
      return l10n.t('You are not in the chat.');
  }
}

function withReasons(text: string, reasons: readonly string[]): string {
  return reasons.length === 0 ? text : `${text} ${toastText(reasons.join(' '))}`;
}

/** What a message says, on one line. */
export function messageText({ content, isDeleted }: ThreadEvent, length: number): string {
  if (isDeleted === true) return l10n.t('(deleted)');
  switch (content.kind) {
    case 'message':
    case 'rich':
      return oneLine(content.text, length);
    case 'file':
      return oneLine(content.file.name ?? '', length) || l10n.t('File');
    case 'form':
      return l10n.t('Form');
    case 'system':
      return oneLine(content.text ?? content.type, length);
  }
}
