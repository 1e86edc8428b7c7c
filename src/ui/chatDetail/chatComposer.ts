import { customerOf } from '../../core/domain/liveChat';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import type { App } from '../shell/app';
import { commonReplyValues } from '../shell/replyValues';
import type { ChatPanel } from './chatPanel';

/** Where a canned reply is inserted in a chat; absent where the person cannot write. */
export function chatComposer(app: App, panel: ChatPanel | undefined): ReplyComposer | undefined {
  if (!panel?.hasComposer) return undefined;
  return {
    target: 'chat',
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
