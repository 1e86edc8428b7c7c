import { isActive as isActiveAgent, type Agent } from '../../../account/agent';
import type { NamedAgent } from '../../../account/ticket';
import type { PlatformState } from '../../platformState';
import { sharesGroup } from '../access';
import { membershipOf, visibleAgents, type Thread } from '../chatStore';
import { endThread } from './lifecycle';
import { postSystemMessage } from './postEvent';
import { publish, publishHandover, publishQueue, setProperties, userAdded } from './publish';
import { queued, queueOf } from './queue';

/** Why an agent no longer has a chat, with the reason as in the texts of system messages. */
const CAUSES = {
  disconnected: 'had lost internet connection',
  signed_out: 'had signed out',
  remotely_signed_out: 'had been remotely signed out',
  deleted: 'account had been deleted',
  other: '',
} as const;
export type LeavingCause = keyof typeof CAUSES;

/** Number of active chats in which the customer sees the agent. */
export function activeChats({ chats }: PlatformState, login: string): number {
  return chats.active().filter((thread) => visibleAgents(thread).some(({ id }) => id === login)).length;
}

/** The least busy agent of the groups who accepts chats and has not reached the limit. Supervisors get none. */
export function findAgent(
  platform: PlatformState,
  groups: readonly number[],
  excluded: ReadonlySet<string> = new Set(),
): Agent | undefined {
  const isSupervisor = ({ priorities = {} }: Agent): boolean =>
    groups.some((group) => priorities[group] === 'supervisor');
  return [...platform.account.agents.values()]
    .filter(
      (agent) =>
        isActiveAgent(agent) &&
        agent.status === 'accepting chats' &&
        !excluded.has(agent.login) &&
        sharesGroup(groups, agent) &&
        !isSupervisor(agent),
    )
    .map((agent) => ({ agent, count: activeChats(platform, agent.login) }))
    .filter(({ agent, count }) => count < agent.maxChatsCount)
    .sort((a, b) => a.count - b.count)[0]?.agent;
}

/** Puts an agent into a chat so that the customer sees them, and ends the customer's waiting. Publishes nothing. */
export function seat(thread: Thread, agent: Agent): NamedAgent {
  const { chat } = thread;
  const named = { id: agent.login, name: agent.name };
  if (!chat.agents.some(({ id }) => id === agent.login)) chat.agents = [...chat.agents, named];
  thread.former = thread.former.filter(({ id }) => id !== agent.login);
  membershipOf(thread, agent.login).visibility = 'all';
  return named;
}

/** Takes an agent out of a chat. Publishes nothing. */
export function unseat(thread: Thread, agent: NamedAgent): void {
  const { chat } = thread;
  chat.agents = chat.agents.filter(({ id }) => id !== agent.id);
  thread.former = [...thread.former.filter(({ id }) => id !== agent.id), agent];
}

/** Ends the waiting of a customer who got an agent. */
export function endWaiting(platform: PlatformState, thread: Thread): void {
  const wasQueued = thread.queuedAt !== undefined;
  delete thread.queuedAt;
  if (thread.properties.routing?.unassigned === true) {
    setProperties(platform, thread, 'routing', { unassigned: false });
  }
  if (wasQueued) publishQueue(platform);
}

/** Puts a customer into the queue, or leaves the chat unassigned where routing is manual. */
export function startWaiting(platform: PlatformState, thread: Thread): void {
  if (platform.routing.isManual) setProperties(platform, thread, 'routing', { unassigned: true });
  else thread.queuedAt = platform.timestamp();
}

/** The router gives a chat to an agent. */
export function assign(
  platform: PlatformState,
  thread: Thread,
  agent: Agent,
  reason: 'assigned' | 'inactive' | 'other',
  from: readonly NamedAgent[] = [],
): void {
  const named = seat(thread, agent);
  publish(platform, thread, [
    userAdded(platform, thread, named, { reason: 'assigned' }),
    [
      'chat_transferred',
      { reason, transferred_to: { group_ids: thread.chat.groups, agent_ids: [agent.login] } },
    ],
  ]);
  endWaiting(platform, thread);
  publishHandover(platform, thread, [named], {
    group_ids: thread.chat.groups,
    agent_ids: from.map(({ id }) => id),
  });
  platform.activity.fire({ thread, kind: 'agents' });
}

/** An agent has left a chat in which the customer sees no other one: another agent gets it, or the customer waits. */
export function routeOn(
  platform: PlatformState,
  thread: Thread,
  left: NamedAgent,
  cause: LeavingCause,
): void {
  const because = cause === 'other' ? '' : CAUSES[cause];
  const next = findAgent(platform, thread.chat.groups, new Set([left.id]));
  if (next) {
    const variables = { agent_added: next.name, agent_removed: left.name };
    const text =
      because === ''
        ? 'Chat assigned to %agent_added%'
        : `Chat assigned to %agent_added% because %agent_removed% ${because}`;
    postSystemMessage(platform, thread, `routing.assigned_${cause}`, text, variables);
    assign(platform, thread, next, 'other', [left]);
    return;
  }
  const agent = { agent: left.name };
  if (!platform.routing.hasQueue && !platform.routing.isManual) {
    const text = because === '' ? 'The chat was closed' : `The chat was closed because %agent% ${because}`;
    endThread(platform, thread, {
      type: `routing.archived_${cause}`,
      text,
      variables: agent,
      byRouter: true,
    });
    return;
  }
  const text = because === '' ? 'Chat is unassigned' : `Customer was queued because %agent% ${because}`;
  postSystemMessage(platform, thread, `routing.unassigned_${cause}`, text, agent);
  startWaiting(platform, thread);
  publishUnassigned(platform, thread);
}

/** Publishes that a customer waits. */
export function publishUnassigned(platform: PlatformState, thread: Thread, requesterId?: string): void {
  publish(platform, thread, [
    [
      'chat_transferred',
      {
        ...(requesterId !== undefined && { requester_id: requesterId }),
        reason: requesterId === undefined ? 'unassigned' : 'manual',
        transferred_to: { group_ids: thread.chat.groups },
        ...(thread.queuedAt !== undefined && {
          queue: queueOf(platform.chats, thread, platform.clock.now()),
        }),
      },
    ],
  ]);
  if (thread.queuedAt !== undefined) publishQueue(platform);
  platform.activity.fire({ thread, kind: 'agents' });
}

/** Gives the customers in the queue to agents who can take them, longest waiting first. */
export function serveQueue(platform: PlatformState): void {
  for (const thread of queued(platform.chats)) {
    const agent = findAgent(platform, thread.chat.groups);
    if (agent) assign(platform, thread, agent, 'assigned');
  }
}
