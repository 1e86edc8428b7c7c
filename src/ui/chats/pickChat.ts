import { l10n } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { queuedSince } from '../../core/chats/chatLists';
import type { ChatStore } from '../../core/chats/chatStore';
import { commandIds, type CommandId } from '../../manifest';
import type { LiveChat } from '../../core/domain/liveChat';
import { duration } from '../messages/times';
import type { App } from '../shell/app';
import { pickStep } from '../shell/steps';
import { messageText } from '../messages/chatMessages';
import { customerName } from './chatItem';

/** Asks for one of the chats. */
export async function pickChat(
  { clock, shield }: App,
  chats: readonly LiveChat[],
): Promise<LiveChat | undefined> {
  const now = clock.now();
  const items = chats.map((chat) => {
    const since = queuedSince(chat);
    const shown = shield.shown.chat(chat);
    return {
      label: escapeIcons(customerName(shown)),
      description: since === undefined ? '' : duration(since, now),
      detail: shown.lastMessage ? escapeIcons(oneLine(messageText(shown.lastMessage, 120))) : '',
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
