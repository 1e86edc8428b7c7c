import { oneLine } from '../../../core/base/plainText';
import type { ChatState } from '../../../core/chats/chatState';
import { customersView } from '../../../core/chats/customersView';
import { ownEventsOf, memberOf, type LiveChat, type ThreadEvent } from '../../../core/domain/liveChat';
import type { LiveView } from '../../../protocol/liveChat';
import type { LiveLabels } from './liveLabels';
import { participantName } from './liveView';

/** Who is typing. In the customer’s view, only whom the customer sees typing, and not the customer. */
export function indicatorsOf(
  { chat, typing, sneakPeek }: ChatState,
  login: string | undefined,
  labels: LiveLabels,
  isCustomersView: boolean,
): Pick<LiveView, 'typing' | 'peek'> {
  const self = memberOf(chat, login);
  const nameOf = (id: string): string => {
    const user = chat.users.find((one) => one.id === id);
    return user?.kind === 'customer' ? labels.visitor(user) : oneLine(user?.name ?? id, 60);
  };
  const names = isCustomersView
    ? customersView({ chat, typing }).typing.map((one) => participantName(one, labels))
    : typing.filter(({ userId }) => userId !== self?.id).map(({ userId }) => nameOf(userId));
  return {
    ...(names.length > 0 && { typing: labels.typing(names.join(', ')) }),
    ...(sneakPeek &&
      !isCustomersView && {
        peek: { label: labels.notSentYet(nameOf(sneakPeek.userId)), text: sneakPeek.text },
      }),
  };
}

export function newestMessage(chat: LiveChat | undefined, isCustomersView: boolean): ThreadEvent | undefined {
  return chat?.events?.findLast(
    ({ content, isPrivate }) => content.kind === 'message' && !(isCustomersView && isPrivate),
  );
}

/**
 * What screen readers say of a new message of someone else.
 * @param last the newest message
 */
export function announcementOf(
  chat: LiveChat,
  login: string | undefined,
  last: ThreadEvent,
): string | undefined {
  if (last.content.kind !== 'message') return undefined;
  if (last.authorId === undefined || ownEventsOf(chat, login)(last)) return undefined;
  const author = chat.users.find(({ id }) => id === last.authorId);
  return [oneLine(author?.name ?? '', 60), oneLine(last.content.text, 300)].filter(Boolean).join(': ');
}
