import type { Agent } from '../../../account/agent';
import type { PlatformState } from '../../platformState';
import { membershipOf, visibleAgents, type Thread } from '../chatStore';
import type { Visibility } from '../threadLog';
import { postSystemMessage } from './postEvent';
import { publish, userAdded } from './publish';
import { endWaiting, routeOn, seat, unseat } from './router';

/** Adds an agent to a chat. If the customer sees the agent, the customer no longer waits. */
export function addAgent(
  platform: PlatformState,
  thread: Thread,
  agent: Agent,
  visibility: Visibility,
  by: Agent,
): void {
  const isFirst = visibleAgents(thread).length === 0;
  const named = seat(thread, agent);
  membershipOf(thread, agent.login).visibility = visibility;
  // Documented: the first agent of a chat makes no message.
  if (!isFirst || visibility === 'agents') {
    const [type, text, variables] =
      agent === by
        ? ['agent_joined', '%agent% joined the chat', { agent: agent.name }]
        : ['agent_added', '%initiator% added %agent% to the chat', { initiator: by.name, agent: agent.name }];
    postSystemMessage(platform, thread, type, text, variables, visibility);
  }
  publish(platform, thread, [
    userAdded(platform, thread, named, { reason: 'manual', requester_id: by.login }),
  ]);
  if (visibility === 'all') endWaiting(platform, thread);
  platform.activity.fire({ thread, kind: 'agents' });
}

/** Removes an agent. A chat without an agent is routed on. */
export function removeAgent(platform: PlatformState, thread: Thread, agent: Agent, by: Agent): void {
  const named = { id: agent.login, name: agent.name };
  const { visibility } = membershipOf(thread, agent.login);
  unseat(thread, named);
  const [type, text, variables] =
    agent === by
      ? ['agent_left', '%agent% left the chat', { agent: agent.name }]
      : [
          'agent_removed',
          '%initiator% removed %agent% from the chat',
          { initiator: by.name, agent: agent.name },
        ];
  postSystemMessage(platform, thread, type, text, variables, visibility);
  publish(
    platform,
    thread,
    [['user_removed_from_chat', { user_id: agent.login, reason: 'manual', requester_id: by.login }]],
    [agent.login],
  );
  platform.activity.fire({ thread, kind: 'agents' });
  if (visibility === 'all' && visibleAgents(thread).length === 0) routeOn(platform, thread, named, 'other');
}
