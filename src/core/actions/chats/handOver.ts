import { isSameAddress } from '../../domain/account';
import type { CallOptions, LiveChatApi } from '../../domain/connection';
import { failureOf } from '../../domain/failure';
import type { LiveChat, TransferTarget } from '../../domain/liveChat';
import type { ActionContext, ActionOptions } from '../actionContext';
import { findLogin, knownLogin } from '../knownLogin';
import { withLiveChats } from './chatLookup';

/** How many agents are tried before the chat goes to the queue of its group. */
const mostAgents = 2;

/**
 * Transfers a chat to the least busy agent who accepts chats, else to its group, where it may have to wait.
 * @param login of the agent who has it
 * @returns who got it
 * @throws FailureError
 */
export async function handOver(
  api: Pick<LiveChatApi, 'transferAgents' | 'transfer'>,
  { chatId, groups }: Pick<LiveChat, 'chatId' | 'groups'>,
  login: string | undefined,
  options?: CallOptions,
): Promise<TransferTarget> {
  const agents = await api.transferAgents(chatId, options);
  const others = agents.filter((agent) => !isSameAddress(agent.login, login));
  for (const { login: agent } of others.slice(0, mostAgents)) {
    try {
      await api.transfer(chatId, { agent }, { allowQueueing: false }, options);
      return { agent };
    } catch (thrown) {
      // An agent who is online may accept no chats.
      const failure = failureOf(thrown);
      if (failure?.code !== 'conflict' || failure.chat !== 'agent-offline') throw thrown;
    }
  }
  const [group = 0] = groups;
  await api.transfer(chatId, { group }, { allowQueueing: true }, options);
  return { group };
}

/** The login as LiveChat writes it. An agent who is online can be given a chat in spite of accepting none. */
export async function resolveTarget(
  { agents }: Pick<ActionOptions, 'agents'>,
  scope: ActionContext,
  chatId: string,
  target: TransferTarget,
): Promise<{ readonly target: TransferTarget; readonly allowQueueing: boolean }> {
  if ('group' in target) return { target, allowQueueing: true };
  const online = await withLiveChats(scope, (api) => api.transferAgents(chatId));
  const login = findLogin(online, target.agent);
  const agent = login ?? (await knownLogin(agents, target.agent));
  return { target: { agent }, allowQueueing: login !== undefined };
}
