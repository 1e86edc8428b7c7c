import type { ChatResult, ChatSummaryResult } from '../../core/actions/chats/chatResult';
import { asRecord } from '../../core/base/json';
import { oneLine } from '../../core/base/plainText';
import { limits } from './resultTexts';
import { cutOff, shortened, untrusted } from './untrusted';

const maxRows = 50;

/** Texts for a language model are English; the model answers in the user's language. */
export function chatListText(chats: readonly ChatSummaryResult[]): string {
  const shown = chats.slice(0, maxRows);
  const note =
    shown.length === chats.length
      ? `These are all ${chats.length} running chats that match, the one that waits longest first.`
      : `These are ${shown.length} of ${chats.length} running chats that match. Ask for one view at a time to see the others.`;
  const read = 'A row is a summary: livechat_get_chat gives the conversation.';
  return [note, untrusted(shown.map((chat) => shortened(chat))), read].join('\n');
}

export function chatText({ messages, events, ...chat }: ChatResult): string {
  const all = [...messages, ...events];
  const kept = newest(all);
  const left = all.length - kept.length;
  const note =
    left === 0
      ? 'These are all messages and events.'
      : `These are the newest ${kept.length} of ${all.length} messages and events; ${left} older ones were left out to keep this short.`;
  return [
    `Chat ${oneLine(chat.id, 40)} with its conversation, oldest message first.`,
    untrusted({ ...asRecord(shortened(chat)), messages: kept }),
    note,
  ].join('\n');
}

export function sentText(isPrivate: boolean): string {
  return isPrivate
    ? 'The private note was added. The customer does not see it.'
    : 'The message was sent. The customer sees it.';
}

/** The newest ones that fit, oldest first. */
function newest(all: readonly (ChatResult['messages'][number] | ChatResult['events'][number])[]): object[] {
  const sorted = [...all].sort((one, other) => (one.timestamp ?? '').localeCompare(other.timestamp ?? ''));
  const kept: object[] = [];
  let length = 0;
  for (const { text = '', ...rest } of sorted.slice(-limits.events).reverse()) {
    const shown = { ...asRecord(shortened(rest)), text: cutOff(text, limits.messageLength) };
    length += JSON.stringify(shown).length;
    if (length > limits.allMessages && kept.length > 0) break;
    kept.unshift(shown);
  }
  return kept;
}
