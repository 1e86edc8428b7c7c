import type { Agent } from '../../account/agent';
import { micros } from '../formats';

/** Values of `fields`. */
export const AGENT_FIELDS = [
  'groups',
  'work_scheduler',
  'email_subscriptions',
  'notifications',
  'job_title',
  'mobile',
  'max_chats_count',
  'suspended',
  'awaiting_approval',
  'last_logout',
] as const;
export type AgentField = (typeof AGENT_FIELDS)[number];

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export type Role = 'owner' | 'viceowner' | 'administrator' | 'normal';

export function roleOf({ permission, viceowner }: Agent): Role {
  return viceowner ? 'viceowner' : permission;
}

/** An agent with the default fields and the requested ones. */
export function agentShape(agent: Agent, accountId: string, fields: readonly AgentField[]) {
  return {
    id: agent.login,
    account_id: accountId,
    name: agent.name,
    avatar: `https://${agent.avatar}`,
    role: roleOf(agent),
    login_status: agent.loginStatus,
    ...Object.fromEntries(
      fields.flatMap((field) => {
        const value = valueOf(agent, field);
        return value === undefined ? [] : [[field, value]];
      }),
    ),
  };
}

function valueOf(agent: Agent, field: AgentField): unknown {
  switch (field) {
    case 'groups':
      return agent.groups.map((id) => ({ id, priority: agent.priorities?.[id] ?? 'normal' }));
    case 'work_scheduler':
      return agent.workScheduler && schedule(agent.workScheduler, agent.timezone);
    case 'email_subscriptions':
      return [
        ...(agent.dailySummary === 1 ? ['daily_summary'] : []),
        ...(agent.weeklySummary ? ['weekly_summary'] : []),
      ];
    case 'notifications':
      return Object.keys(agent.notifications).filter((name) => agent.notifications[name] === 1);
    case 'job_title':
      return agent.jobTitle;
    case 'mobile':
      return agent.mobile ?? '';
    case 'max_chats_count':
      return agent.maxChatsCount;
    case 'suspended':
      return agent.suspended ?? false;
    case 'awaiting_approval':
      return agent.awaitingApproval ?? false;
    case 'last_logout':
      return agent.lastLogout === 0 ? undefined : micros(agent.lastLogout);
  }
}

// The account stores the schedule as in REST API v2, with a key per day.
function schedule(days: Readonly<Record<string, unknown>>, timezone = 'UTC') {
  const list = DAYS.flatMap((day) => {
    const entry = days[day];
    if (typeof entry !== 'object' || entry === null) return [];
    const { enabled, start, end }: Readonly<Record<string, unknown>> = { start: '', end: '', ...entry };
    return [{ day, enabled: Number(enabled) === 1, start, end }];
  });
  return { timezone, schedule: list };
}
