import { isSameAddress } from '../../domain/account';
import { memberOf, type ChatUser, type LiveChat } from '../../domain/liveChat';

/** @param isOnly whether the other agents whom the customer sees leave */
export function withAgent(chat: LiveChat, agent: ChatUser, isOnly: boolean): LiveChat {
  const others = chat.users.filter(({ id, kind, isHidden }) => {
    if (kind === 'agent' && isSameAddress(id, agent.id)) return false;
    return kind === 'customer' || !isOnly || isHidden === true;
  });
  return { ...chat, users: [...others, agent] };
}

/** Whether the customer sees the agent in the chat. */
export function isVisible(chat: LiveChat, login: string): boolean {
  const member = memberOf(chat, login);
  return member !== undefined && member.isHidden !== true;
}

/** Whether the customer sees another agent in the chat. */
export function hasOtherAgent(chat: LiveChat, login: string): boolean {
  const self = memberOf(chat, login);
  return agentsOf(chat).some((id) => id !== self?.id);
}

export function hasSameAgents(one: LiveChat, other: LiveChat): boolean {
  return agentsOf(one).join('\n') === agentsOf(other).join('\n');
}

/** Logins of the agents whom the customer sees in the chat. */
function agentsOf({ users }: LiveChat): readonly string[] {
  return users.flatMap((user) =>
    user.kind === 'agent' && user.isPresent && user.isHidden !== true ? [user.id] : [],
  );
}
