import { env } from 'vscode';
import { displayName, isSameAddress } from '../../core/domain/account';
import { firstName, type ReplyValues } from '../../core/replies/replyVariables';
import type { App } from './app';

interface Customer {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** Values of variables in tickets and chats alike. The agent's name is known once the agents are loaded. */
export function commonReplyValues({ session, agents, clock }: App, { name, email }: Customer): ReplyValues {
  const { current } = session;
  const login = current.kind === 'signed-out' ? undefined : displayName(current.account);
  const row = agents.state.rows.find(
    (each) => each.kind === 'agent' && isSameAddress(each.agent.login, login),
  );
  const agent = row?.kind === 'agent' ? row.agent.name : undefined;
  const first = firstName(name);
  const agentFirst = firstName(agent);
  return {
    ...(name !== undefined && { 'requester.name': name }),
    ...(first !== undefined && { 'requester.firstName': first }),
    ...(email !== undefined && { 'requester.email': email }),
    ...(agent !== undefined && { 'agent.name': agent }),
    ...(agentFirst !== undefined && { 'agent.firstName': agentFirst }),
    ...(login?.includes('@') === true && { 'agent.email': login }),
    date: new Date(clock.now()).toLocaleDateString(env.language, { dateStyle: 'long' }),
  };
}
