import type { Account } from '../account/account';
import type { Agent } from '../account/agent';

/** An item of `GET /agents` (section 3.4 [V]). */
export function shortAgent(agent: Agent) {
  const { name, permission, avatar, login, status } = agent;
  return { name, permission, avatar, login, status };
}

/** What every call on one agent answers with (section 3.4 [V]). It holds no `api_key`: that left in 2022. */
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
