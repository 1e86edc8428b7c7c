import type { Account } from '../../account/account';
import type { Agent, AgentStatus } from '../../account/agent';

/** Effect of RTM logins on an agent's availability, see `docs/livechat-api.md#rtm-presence`. */
export class Presence {
  /** Agents who accept chats after login, regardless of the request. */
  readonly forced = new Set<string>();
  private readonly sessionCounts = new Map<string, number>();
  private readonly statusBefore = new Map<string, AgentStatus>();
  private readonly lastStatus = new Map<string, AgentStatus>();

  constructor(private readonly account: Account) {}

  enter(agent: Agent, reconnect: boolean): void {
    const { login, status } = agent;
    const count = this.sessionCounts.get(login) ?? 0;
    if (count === 0) this.statusBefore.set(login, status);
    this.sessionCounts.set(login, count + 1);
    const next = reconnect ? this.lastKnownStatus(agent) : agent.loginStatus;
    this.set(agent, this.forced.has(login) ? 'accepting chats' : next);
  }

  /** Restores the status from before the first session once the last one ends (partly inferred). */
  leave(agent: Agent): void {
    const { login, status } = agent;
    const count = (this.sessionCounts.get(login) ?? 1) - 1;
    this.sessionCounts.set(login, count);
    if (count > 0) return;
    if (status !== 'offline') this.lastStatus.set(login, status);
    const before = this.statusBefore.get(login) ?? 'offline';
    if (before === 'offline') agent.lastLogout = this.account.now();
    this.set(agent, before);
  }

  private lastKnownStatus({ login, status }: Agent): AgentStatus {
    return status === 'offline' ? (this.lastStatus.get(login) ?? 'not accepting chats') : status;
  }

  private set(agent: Agent, status: AgentStatus): void {
    if (agent.status === status) return;
    agent.status = status;
    this.account.emit({ type: 'routing_status_set', agent });
  }
}
