import { customerOf, type LiveChat, type ThreadContent, type ThreadEvent } from '../domain/liveChat';
import type { ChatState } from './chatState';
import { compareTimes } from './eventOrder';

/** A participant as the customer sees it. An agent's login is not part of it. */
export interface SeenParticipant {
  readonly kind: 'agent' | 'customer';
  readonly name?: string;
}

/** An event as the customer sees it. */
export interface SeenEvent {
  readonly id: string;
  readonly createdAt?: string;
  /** Absent if LiveChat is the author. */
  readonly author?: SeenParticipant;
  readonly content: ThreadContent;
  /** A visible agent has seen it; for events of the customer. */
  readonly isSeenByAgent?: true;
}

/** Exactly what the customer of a chat sees of it. */
export interface CustomersView {
  readonly isActive: boolean;
  /** The visible agents who are in the chat. */
  readonly agents: readonly SeenParticipant[];
  /** Absent if the events are not known. */
  readonly events?: readonly SeenEvent[];
  /** Visible agents who are typing for the customer. */
  readonly typing: readonly SeenParticipant[];
  readonly queuePosition?: number;
}

/**
 * What the customer sees: events and agents with visibility `all`. Deleted events are left out: only agents get a stub
 * in their place (LiveChat docs, Customer Chat API: "Delete Event"). Every field is copied by name, so that a new field
 * of a chat stays private until it is added here.
 */
export function customersView({ chat, typing }: Pick<ChatState, 'chat' | 'typing'>): CustomersView {
  const { isActive, queuePosition, users, events } = chat;
  const agents = users.filter(({ kind, isPresent, isHidden }) => kind === 'agent' && isPresent && !isHidden);
  const agentsSeenUpTo = agents.flatMap(({ seenUpTo }) => seenUpTo ?? []);
  const visibleTyping = typing.filter(({ isPrivate }) => !isPrivate).map(({ userId }) => userId);
  return {
    isActive,
    agents: agents.map(participantOf),
    ...(events && {
      events: events.flatMap((event) => {
        if (event.isPrivate || event.isDeleted) return [];
        const { id, createdAt, authorId, content } = event;
        const author = authorOf(chat, authorId);
        const isSeen =
          author?.kind === 'customer' &&
          createdAt !== undefined &&
          agentsSeenUpTo.some((seen) => compareTimes(seen, createdAt) >= 0);
        return {
          id,
          ...(createdAt !== undefined && { createdAt }),
          ...(author && { author }),
          content,
          ...(isSeen && { isSeenByAgent: true }),
        };
      }),
    }),
    typing: agents.filter(({ id }) => visibleTyping.includes(id)).map(participantOf),
    ...(isActive && queuePosition !== undefined && { queuePosition }),
  };
}

/** Whether an own event was seen by the customer. */
export function isSeenByCustomer(chat: LiveChat, { createdAt, isPrivate }: ThreadEvent): boolean {
  const { seenUpTo } = customerOf(chat) ?? {};
  if (isPrivate === true || createdAt === undefined || seenUpTo === undefined) return false;
  return compareTimes(seenUpTo, createdAt) >= 0;
}

function authorOf({ users }: LiveChat, id: string | undefined): SeenParticipant | undefined {
  if (id === undefined) return undefined;
  const user = users.find((one) => one.id === id);
  return user ? participantOf(user) : { kind: 'agent' };
}

function participantOf({ kind, name }: SeenParticipant): SeenParticipant {
  return { kind, ...(name !== undefined && { name }) };
}
