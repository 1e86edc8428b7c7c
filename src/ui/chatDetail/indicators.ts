import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { CustomersView } from '../../core/chats/customersView';
import type { ChatState } from '../../core/chats/chatState';
import { memberOf } from '../../core/domain/liveChat';
import type { LiveView } from '../../protocol/liveChat';
import type { ChatViewLabels } from './chatView';
import { participantName, type LiveViewLabels } from './liveView';

type Indicators = Pick<LiveView, 'typing' | 'peek'>;

/** Who is typing, except the person, and what the customer is typing. */
export function agentsIndicators(
  { chat, typing, sneakPeek }: ChatState,
  login: string | undefined,
  labels: ChatViewLabels,
): Indicators {
  const self = memberOf(chat, login);
  const nameOf = (id: string): string => {
    const user = chat.users.find((one) => one.id === id);
    return user?.kind === 'customer' ? labels.visitor(user) : oneLine(user?.name ?? id, 60);
  };
  return {
    ...typingOf(typing.filter(({ userId }) => userId !== self?.id).map(({ userId }) => nameOf(userId))),
    ...(sneakPeek && {
      peek: {
        label: l10n.t('{0} is typing, not sent yet:', nameOf(sneakPeek.userId)),
        text: sneakPeek.text,
      },
    }),
  };
}

/** The agents whom the customer sees typing. */
export function customersIndicators({ typing }: CustomersView, labels: LiveViewLabels): Indicators {
  return typingOf(typing.map((one) => participantName(one, labels)));
}

function typingOf(names: readonly string[]): Indicators {
  return names.length > 0 ? { typing: l10n.t('{0} is typing…', names.join(', ')) } : {};
}
