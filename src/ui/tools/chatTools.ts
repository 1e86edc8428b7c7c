import { l10n } from 'vscode';
import type { ChatResult } from '../../core/actions/chats/chatResult';
import { readSend } from '../../core/domain/input/chatInput';
import type { ChatCommandApi } from '../commandApi/chatCommandApi';
import { visitorName } from '../commandApi/closeChat';
import { chatListText, chatText, sentText } from './chatTexts';
import type { ChangeLine, Question } from './confirmation';
import type { ShieldView } from '../shell/shield';
import { currentState, type ToolParts } from './tool';

/** What the tools use of the commands. */
export type ChatWork = Pick<ChatCommandApi, 'list' | 'get' | 'send' | 'getSendable'>;

/** The tools for running chats. */
export function chatTools(work: ChatWork, shield: Pick<ShieldView, 'shown'>): readonly ToolParts[] {
  return [
    {
      name: 'livechat_list_chats',
      writes: false,
      progress: () => l10n.t('Listing LiveChat chats'),
      invoke: async (input) => {
        const { chats } = await work.list(input);
        return chatListText(chats.map((chat) => shield.shown.chatResult(chat)));
      },
    },
    {
      name: 'livechat_get_chat',
      writes: false,
      progress: () => l10n.t('Reading a LiveChat chat'),
      invoke: async (input) => chatText(shield.shown.chatResult(await work.get(input))),
    },
    {
      name: 'livechat_send_chat_message',
      writes: true,
      progress: () => l10n.t('Sending a message to a LiveChat chat'),
      question: (input) => sendQuestion(work, input, shield),
      invoke: async (input) => {
        await work.send(input);
        const sent = readSend(input);
        return sentText(sent.ok && sent.value.isPrivate);
      },
    },
  ];
}

async function sendQuestion(
  work: ChatWork,
  input: unknown,
  { shown }: Pick<ShieldView, 'shown'>,
): Promise<Question | undefined> {
  const checked = readSend(input);
  if (!checked.ok) return undefined;
  const { chatId, message, isPrivate } = checked.value;
  const found = await currentState(() => work.getSendable(input));
  const chat = found && shown.chatResult(found);
  const page = chat?.visitor.page_current;
  // The id is always shown: customers of different chats can have the same name.
  const about: ChangeLine[] = [
    ...(chat ? [{ label: l10n.t('Customer'), value: customerText(chat) }] : []),
    { label: l10n.t('Chat'), value: chatId },
    ...(page === undefined ? [] : [{ label: l10n.t('Page'), value: page }]),
  ];
  return isPrivate
    ? {
        title: l10n.t('Add a private note to a LiveChat chat?'),
        lead: l10n.t('The note is added to the running chat. Only agents see it.'),
        lines: [...about, { label: l10n.t('Private note'), value: message }],
      }
    : {
        title: l10n.t('Send a message to a LiveChat customer?'),
        lead: l10n.t('The message is sent to the running chat at once, and the customer will see it.'),
        lines: [...about, { label: l10n.t('Message to the customer'), value: message }],
      };
}

function customerText({ visitor }: ChatResult): string {
  const name = visitorName(visitor);
  return visitor.email === undefined || visitor.email === name ? name : `${name} (${visitor.email})`;
}
