import { addressKey, isSameAddress } from '../domain/account';
import type { Agent } from '../domain/agent';
import type { AgentStore } from '../stores/agentStore';
import type { ActionOptions } from './actionContext';

/**
 * The login as LiveChat writes it, because its APIs may compare logins by case. Fetches the agents only for a login with
 * capitals, unless they are loaded. The login as given if it is no agent's, or the agents cannot be read.
 */
export async function knownLogin(agents: AgentStore, login: string): Promise<string> {
  const isLowerCase = login === addressKey(login);
  if (isLowerCase && agents.state.loadedAt === undefined) return login;
  return findLogin((await agents.load()) ?? [], login) ?? login;
}

/** The login of the listed agent, as the list has it. */
export function findLogin(agents: readonly Pick<Agent, 'login'>[], login: string): string | undefined {
  return agents.find((agent) => isSameAddress(agent.login, login))?.login;
}

/** A draft or change of a ticket with the known login of its assignee. HelpDesk's agents are found in any case. */
export async function withKnownAssignee<T extends { readonly assignee?: { readonly id: string } }>(
  { session, agents }: ActionOptions,
  input: T,
): Promise<T> {
  const { current } = session;
  const isClassic = current.kind !== 'signed-out' && current.account.kind === 'classic';
  const { assignee } = input;
  return isClassic && assignee
    ? { ...input, assignee: { id: await knownLogin(agents, assignee.id) } }
    : input;
}
