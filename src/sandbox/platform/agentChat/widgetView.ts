import { isActive, visibleAgents, type Thread } from './chatStore';
import type { ThreadEvent } from './threadLog';

/** What the customer of a chat sees in the widget. */
export interface CustomerView {
  readonly isActive: boolean;
  /** The agents in the chat, without those who whisper. */
  readonly agents: readonly { readonly id: string; readonly name: string }[];
  /** All threads' events for everyone, oldest first. Deleted ones are left out. */
  readonly events: readonly ThreadEvent[];
  /** Logins of agents who are typing, or thinking. */
  readonly typing: readonly string[];
  readonly thinking: readonly string[];
  /** The text of `send_event_preview`. */
  readonly preview?: { readonly author_id: string; readonly text: string; readonly custom_id?: string };
  /** The latest time up to which an agent of the chat has seen the events, RFC 3339; empty if none. */
  readonly seenByAgents: string;
  /** Place in the queue, from 1. */
  readonly position?: number;
}

/** @param threads of one chat, oldest first @param position in the queue, from 1 */
export function customerView(threads: readonly Thread[], position: number | undefined): CustomerView {
  const thread = threads.at(-1);
  if (!thread) throw new RangeError('A chat without threads.');
  const agents = isActive(thread) ? visibleAgents(thread) : [];
  const seen = agents.map(({ id }) => thread.memberships.get(id)?.seenUpTo ?? '').sort();
  const { typing, thinking, preview } = thread.shown;
  return {
    isActive: isActive(thread),
    agents,
    events: threads.flatMap(({ log }) =>
      log.all().filter(({ visibility, deleted }) => visibility === 'all' && deleted !== true),
    ),
    typing: [...typing],
    thinking: [...thinking],
    ...(preview && { preview }),
    seenByAgents: seen.at(-1) ?? '',
    ...(position !== undefined && { position }),
  };
}
