import type { LiveChat } from '../../core/domain/liveChat';

const webApp = 'https://my.livechatinc.com';

/** The address of a chat in LiveChat's web app: the running thread, or the one in the archive. */
export function chatLink({ chatId, threadId, isActive }: LiveChat): string {
  const [chat, thread] = [encodeURIComponent(chatId), encodeURIComponent(threadId)];
  return isActive ? `${webApp}/chats/${chat}/${thread}` : `${webApp}/archives/${thread}`;
}
