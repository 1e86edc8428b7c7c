import type { Account } from '../../account/account';
import type { Agent, AgentStatus } from '../../account/agent';

/**
 * What logging in to the websocket does to an agent's availability (section 7.1): without `reconnect` the agent
 * gets the status for signing in, which may let chats come to somebody who only opened an editor.
 */
export class Presence {
  /** Logins that are put online whatever the client asks for. */
  readonly forced = new Set<string>();
  private readonly open = new Map<string, number>();
  private readonly before = new Map<string, AgentStatus>();
  private readonly last = new Map<string, AgentStatus>();

  constructor(private readonly account: Account) {}

  enter(agent: Agent, reconnect: boolean): void {
    const { login, status } = agent;
    const count = this.open.get(login) ?? 0;
    if (count === 0) this.before.set(login, status);
    this.open.set(login, count + 1);
    const asked = reconnect ? this.known(agent) : agent.loginStatus;
    this.set(agent, this.forced.has(login) ? 'accepting chats' : asked);
  }

  /** The status of before the first session applies again once the last one ends (section 7.1 [V], in part [I]). */
  leave(agent: Agent): void {
    const { login, status } = agent;
    const count = (this.open.get(login) ?? 1) - 1;
    this.open.set(login, count);
    if (count > 0) return;
    if (status !== 'offline') this.last.set(login, status);
    const before = this.before.get(login) ?? 'offline';
    if (before === 'offline') agent.lastLogout = this.account.now();
    this.set(agent, before);
  }

  private known({ login, status }: Agent): AgentStatus {
    return status === 'offline' ? (this.last.get(login) ?? 'not accepting chats') : status;
  }

  private set(agent: Agent, status: AgentStatus): void {
    if (agent.status === status) return;
    agent.status = status;
    this.account.tell({ type: 'routing_status_set', agent });
  }
}
