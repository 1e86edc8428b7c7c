import { customerOf } from '../../core/domain/liveChat';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import type { App } from '../shell/app';
import { visitorName } from '../messages/arrivalLabels';
import { commonReplyValues } from '../shell/replyValues';
import type { ActivePanel } from '../shell/replyTiming';
import type { ChatPanel } from './chatPanel';

/** The active panel, if it shows a chat that LiveChat still has. */
export function activeChat(panel: ChatPanel | undefined): ActivePanel | undefined {
  const { chat: subject } = panel?.subject ?? {};
  if (!panel || !subject) return undefined;
  const { account, chatId } = subject;
  const customer = panel.chat && customerOf(panel.chat);
  return {
    target: { account, target: 'chat', targetId: chatId, title: visitorName(customer ?? {}) },
    sendLater: () => panel.wantLater(),
  };
}

/** Where a canned reply is inserted in a chat; absent where the person cannot write. */
export function chatComposer(app: App, panel: ChatPanel | undefined): ReplyComposer | undefined {
  if (!panel?.hasComposer) return undefined;
  return {
    target: 'chat',
    get isLocked() {
      return panel.hasDelayedReply;
    },
    values: () => {
      const { chat } = panel;
      return {
        ...commonReplyValues(app, (chat && customerOf(chat)) ?? {}),
        ...(chat && { 'chat.id': chat.chatId }),
        ...(chat?.startUrl !== undefined && { 'chat.page': chat.startUrl }),
      };
    },
    insert: (text) => panel.insert(text),
  };
}
