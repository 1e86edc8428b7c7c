import { l10n } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { waitingSince } from '../../core/chats/chatLists';
import type { ChatStore } from '../../core/chats/chatStore';
import type { LiveChat } from '../../core/domain/liveChat';
import { commandIds, type CommandId } from '../../manifest';
import { duration } from '../messages/times';
import { pickStep } from '../shell/steps';
import { customerName, messageText } from './chatItem';

/** @param now in epoch milliseconds */
export async function pickChat(chats: readonly LiveChat[], now: number): Promise<LiveChat | undefined> {
  const items = chats.map((chat) => {
    const since = waitingSince(chat);
    return {
      label: escapeIcons(customerName(chat)),
      description: since === undefined ? '' : duration(since, now),
      detail: chat.lastMessage ? escapeIcons(oneLine(messageText(chat.lastMessage, 120))) : '',
      chat,
    };
  });
  const title = l10n.t('Chats');
  const result = await pickStep({ title, placeholder: l10n.t('Select a chat'), back: false, items });
  return result.kind === 'done' ? result.value.chat : undefined;
}

/** The chats among which a command without a row asks. */
export function candidatesFor(id: CommandId, { sections }: ChatStore): readonly LiveChat[] {
  const { mine, waiting, others, ended } = sections;
  switch (id) {
    case commandIds.resumeChat:
      return ended;
    case commandIds.closeChat:
    case commandIds.leaveChat:
      return mine;
    case commandIds.joinChat:
      return [...waiting, ...others];
    default:
      return [...mine, ...waiting, ...others];
  }
}
