import type { Account } from '../account/account';
import type { Agent } from '../account/agent';

/** An item of `GET /agents`. */
export function shortAgent(agent: Agent) {
  const { name, permission, avatar, login, status } = agent;
  return { name, permission, avatar, login, status };
}

/** The response for a single agent. It has had no `api_key` since 2022. */
export function fullAgent(account: Account, agent: Agent): Record<string, unknown> {
  return {
    login: agent.login,
    name: agent.name,
    login_status: agent.loginStatus,
    permission: agent.permission,
    daily_summary: agent.dailySummary,
    job_title: agent.jobTitle,
    avatar: agent.avatar,
    notifications: agent.notifications,
    max_chats_count: agent.maxChatsCount,
    groups: agent.groups.map((id) => ({ id, name: account.groupName(id) })),
    status: agent.status,
    last_logout: agent.lastLogout,
    ...(agent.workScheduler && { work_scheduler: agent.workScheduler }),
  };
}
