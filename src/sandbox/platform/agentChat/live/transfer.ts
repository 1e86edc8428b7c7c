import { isActive, type Agent } from '../../../account/agent';
import { notFound, PlatformError, wrongFormat } from '../../platformError';
import type { PlatformState } from '../../platformState';
import { sharesGroup } from '../access';
import { visibleAgents, type Thread } from '../chatStore';
import { postSystemMessage } from './postEvent';
import { publish, publishHandover, userAdded } from './publish';
import { endWaiting, findAgent, publishUnassigned, seat, startWaiting, unseat } from './router';

export interface TransferOptions {
  readonly target:
    | { readonly type: 'agent'; readonly ids: readonly string[] }
    | { readonly type: 'group'; readonly ids: readonly number[] }
    | undefined;
  /** Allows agents who do not accept chats, and queueing. */
  readonly ignoresAvailability: boolean;
  readonly by: Agent;
}

/**
 * Transfers a chat. Whispering agents stay in it.
 * @throws PlatformError for unknown targets, and `agent_offline` (inferred) if no agent can take the chat at once
 */
export function transfer(platform: PlatformState, thread: Thread, options: TransferOptions): void {
  const { target, by } = options;
  const { chat } = thread;
  const before = { groups: chat.groups, agents: visibleAgents(thread) };
  const groups = target?.type === 'group' ? checkedGroups(platform, target.ids) : chat.groups;
  const next = nextAgent(platform, thread, groups, options);
  const targets = next?.name ?? groups.map((group) => platform.account.groupName(group)).join(', ');
  postSystemMessage(platform, thread, 'chat_transferred', '%initiator% transferred the chat to %targets%', {
    initiator: by.name,
    targets,
  });
  if (target?.type === 'group') {
    chat.groups = groups;
    platform.account.emit({
      type: 'live_chat_changed',
      pushes: [
        { action: 'chat_access_updated', payload: { id: thread.chatId, access: { group_ids: groups } } },
      ],
    });
  }
  for (const agent of before.agents) {
    if (agent.id === next?.login) continue;
    unseat(thread, agent);
    const removal = { user_id: agent.id, reason: 'manual', requester_id: by.login };
    publish(platform, thread, [['user_removed_from_chat', removal]], [agent.id]);
  }
  if (!next) {
    if (thread.queuedAt === undefined) startWaiting(platform, thread);
    publishUnassigned(platform, thread, by.login);
    return;
  }
  const wasIn = chat.agents.some(({ id }) => id === next.login);
  const named = seat(thread, next);
  publish(
    platform,
    thread,
    [
      ...(wasIn ? [] : [userAdded(platform, thread, named, { reason: 'manual', requester_id: by.login })]),
      [
        'chat_transferred',
        {
          requester_id: by.login,
          reason: 'manual',
          transferred_to: { group_ids: groups, agent_ids: [next.login] },
        },
      ],
    ],
    before.agents.map(({ id }) => id),
  );
  endWaiting(platform, thread);
  const from = { group_ids: before.groups, agent_ids: before.agents.map(({ id }) => id) };
  publishHandover(platform, thread, [named], from, by.login);
  platform.activity.fire({ thread, kind: 'agents' });
}

function checkedGroups({ account }: PlatformState, ids: readonly number[]): readonly number[] {
  if (ids.some((id) => !account.groups.has(id)))
    throw new PlatformError('group_not_found', 'Group not found');
  if (ids.length === 0) throw wrongFormat();
  return ids;
}

/** Who gets the chat; `undefined` if the customer has to wait. */
function nextAgent(
  platform: PlatformState,
  thread: Thread,
  groups: readonly number[],
  { target, ignoresAvailability, by }: TransferOptions,
): Agent | undefined {
  const current = new Set(visibleAgents(thread).map(({ id }) => id));
  if (target?.type === 'agent') {
    const agents = target.ids.map((id) => {
      const agent = platform.account.agents.get(id);
      if (!agent || !isActive(agent)) throw notFound('Agent');
      if (!sharesGroup(thread.chat.groups, agent) && agent !== by) {
        throw new PlatformError('missing_access', 'Missing access');
      }
      return agent;
    });
    if (agents.length === 0) throw wrongFormat();
    const available = agents.find(({ status }) => status === 'accepting chats');
    if (available || ignoresAvailability) return available ?? agents[0];
    throw new PlatformError('agent_offline', 'Agent offline');
  }
  const found = findAgent(platform, groups, current);
  if (!found && !ignoresAvailability) throw new PlatformError('agent_offline', 'Agent offline');
  return found;
}
