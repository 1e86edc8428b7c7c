import type { ChatContent } from '../domain/arrival';
import { isSaid, type LiveChat, type ThreadEvent } from '../domain/liveChat';
import type { ChatValue } from './keptItem';

/** A chat as it was when it was last read. Whether it is still running is not known. */
export interface KeptChat {
  /** Without its events. */
  readonly chat: LiveChat;
  /** The stored event that shows it, where it is known from an event only. */
  readonly eventId?: string;
  /** In milliseconds since the epoch. */
  readonly keptAt: number;
}

/** A chat as lists show it. */
export function listedChat(value: ChatValue): LiveChat {
  if (value.from === 'event') return chatOfEvent(value.content);
  const { events = [], ...chat } = value.chat;
  const lastMessage = chat.lastMessage ?? events.findLast(isSaid);
  return lastMessage ? { ...chat, lastMessage } : chat;
}

function chatOfEvent({ chat, visitor }: ContentOfChat): LiveChat {
  const { id, groups, tags, messages, started_timestamp: startedAt, ended_timestamp: endedAt } = chat;
  const { name, email } = visitor;
  const last = messages.at(-1);
  const lastMessage: ThreadEvent | undefined = last && {
    id: '',
    ...(last.timestamp !== undefined && { createdAt: last.timestamp }),
    content: { kind: 'message', text: last.text },
  };
  return {
    ...{ chatId: id, threadId: id, isActive: false, isFollowed: false, groups, tags },
    users: [
      {
        ...{ id: visitor.id ?? '', kind: 'customer', isPresent: false },
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
      },
    ],
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(lastMessage && { lastMessage }),
  };
}

type ContentOfChat = Pick<ChatContent, 'chat' | 'visitor'>;
