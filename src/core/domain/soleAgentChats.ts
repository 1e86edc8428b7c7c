import { asRecord } from '../base/json';
import { isSameAddress } from './account';
import { memberOf, type ChatRef, type ChatUser, type LiveChat, type TransferTarget } from './liveChat';

/** Whether the customer sees no other agent: without this one, LiveChat moves or archives the chat. */
export function isSoleAgent(chat: LiveChat, login: string | undefined): boolean {
  const self = memberOf(chat, login);
  if (!chat.isActive || !self || self.isHidden) return false;
  return chat.users.every(
    ({ id, kind, isPresent, isHidden }) =>
      kind !== 'agent' || !isPresent || isHidden === true || id === self.id,
  );
}

/** A chat of which the user was the only agent, as the database keeps it for the next start. */
export interface SoleAgentChat extends ChatRef {
  /** Who got it when the last window closed; absent if it was not handed over. */
  readonly handedTo?: TransferTarget;
}

export interface SoleAgentChats {
  readonly chats: readonly SoleAgentChat[];
  /** When the last window closed, in epoch milliseconds; absent while one is open, and after it was killed. */
  readonly closedAt?: number;
}

/** What became of such a chat. `restarted`: it ended with the server of a demo account. */
export type SoleAgentOutcome =
  | { readonly kind: 'mine' | 'waiting' | 'ended' | 'archived' | 'restarted' | 'unknown' }
  /** `to` is absent if the next agent is not known. */
  | { readonly kind: 'handed-over' | 'transferred'; readonly to?: ChatUser };

/** Name of the value in the database, followed by the account's id. */
export const soleAgentPrefix = 'soleAgentChats.';

/** Malformed items are left out. */
export function decodeSoleAgentChats(value: unknown): SoleAgentChats {
  const { chats, closedAt } = asRecord(value);
  return {
    chats: Array.isArray(chats) ? chats.flatMap(decodeSoleAgentChat) : [],
    ...(typeof closedAt === 'number' && { closedAt }),
  };
}

/** @param chat the thread as it is now; `undefined` if it cannot be read */
export function soleAgentOutcome(
  recorded: SoleAgentChat,
  chat: LiveChat | undefined,
  login: string | undefined,
): SoleAgentOutcome {
  if (!chat) return { kind: 'unknown' };
  if (!chat.isActive) return { kind: isArchivedByLiveChat(chat) ? 'archived' : 'ended' };
  const self = memberOf(chat, login);
  if (self && !self.isHidden) return { kind: 'mine' };
  const agents = chat.users.filter(
    ({ kind, isPresent, isHidden }) => kind === 'agent' && isPresent && !isHidden,
  );
  const { handedTo } = recorded;
  const kind = handedTo ? 'handed-over' : 'transferred';
  const target = handedTo && 'agent' in handedTo ? handedTo.agent : undefined;
  const to = agents.find(({ id }) => isSameAddress(id, target)) ?? agents[0];
  if (to) return { kind, to };
  return chat.waiting === undefined ? { kind } : { kind: 'waiting' };
}

/** LiveChat’s system messages of an archived chat name the reason: `routing.archived_disconnected`. */
function isArchivedByLiveChat({ events = [] }: LiveChat): boolean {
  return events.some(
    ({ content }) => content.kind === 'system' && content.type.startsWith('routing.archived'),
  );
}

function decodeSoleAgentChat(value: unknown): readonly SoleAgentChat[] {
  const { chatId, threadId, handedTo } = asRecord(value);
  if (typeof chatId !== 'string' || typeof threadId !== 'string') return [];
  const { agent, group } = asRecord(handedTo);
  return [
    {
      chatId,
      threadId,
      ...(typeof agent === 'string' && { handedTo: { agent } }),
      ...(typeof group === 'number' && { handedTo: { group } }),
    },
  ];
}
