import * as v from 'valibot';
import type { Account } from '../../account/account';
import type { Agent } from '../../account/agent';
import { PlatformError, wrongFormat } from '../platformError';
import { DAYS } from './agentShape';

const priority = v.picklist(['first', 'normal', 'last', 'supervisor']);
const groups = v.array(v.object({ id: v.pipe(v.number(), v.integer()), priority }));

/** Values of `notifications`. */
const NOTIFICATIONS: readonly string[] = [
  ...['new_visitor', 'incoming_chat', 'returning_visitor', 'queued_visitor', 'visitor_is_typing'],
  ...['new_goal', 'unassigned_chats', 'unassigned_chat_messages', 'ticket', 'inactive_notifications'],
  ...['mute_all_sounds', 'repeat_sound_notifications', 'ticket_notifications'],
  'incoming_message_for_focused_chat',
];

const scheduler = v.object({
  timezone: v.string(),
  schedule: v.array(
    v.object({ day: v.picklist(DAYS), enabled: v.boolean(), start: v.string(), end: v.string() }),
  ),
});

const common = {
  role: v.optional(v.picklist(['viceowner', 'administrator', 'normal'])),
  login_status: v.optional(v.picklist(['accepting chats', 'not accepting chats'])),
  job_title: v.optional(v.string()),
  mobile: v.optional(v.string()),
  // At most 20, see `docs/livechat-api.md#configuration-api-agents`.
  max_chats_count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20))),
  groups: v.optional(groups),
  notifications: v.optional(v.array(v.picklist(NOTIFICATIONS))),
  email_subscriptions: v.optional(v.array(v.picklist(['daily_summary', 'weekly_summary']))),
  work_scheduler: v.optional(scheduler),
};

export const newAgent = v.object({
  ...common,
  id: v.pipe(v.string(), v.email()),
  name: v.pipe(v.string(), v.nonEmpty()),
  awaiting_approval: v.optional(v.boolean()),
});

// Name and avatar have moved to Global Accounts. Whether they are rejected or ignored here is not documented;
// rejecting them reveals clients that still send them.
export const agentChange = v.object({
  ...common,
  id: v.string(),
  name: v.optional(v.undefined_()),
  avatar: v.optional(v.undefined_()),
  awaiting_approval: v.optional(v.undefined_()),
});

export type AgentInput = Omit<
  v.InferOutput<typeof agentChange>,
  'id' | 'name' | 'avatar' | 'awaiting_approval'
>;

/** Applies the given fields. @throws PlatformError before anything has changed */
export function applyInput(account: Account, agent: Agent, input: AgentInput): void {
  const { role, email_subscriptions: mails, work_scheduler: work } = input;
  if (input.groups?.some(({ id }) => !account.groups.has(id))) {
    throw new PlatformError('group_not_found', 'Group not found');
  }
  if (role && agent.permission === 'owner')
    throw new PlatformError('ownership_transfer', 'Owner keeps the role');
  if (new Set(input.groups?.map(({ id }) => id)).size !== (input.groups?.length ?? 0)) throw wrongFormat();
  if (role) {
    agent.permission = role === 'viceowner' ? 'administrator' : role;
    agent.viceowner = role === 'viceowner';
  }
  if (input.login_status) agent.loginStatus = input.login_status;
  if (input.job_title !== undefined) agent.jobTitle = input.job_title;
  if (input.mobile !== undefined) agent.mobile = input.mobile;
  if (input.max_chats_count !== undefined) agent.maxChatsCount = input.max_chats_count;
  if (input.groups) {
    agent.groups = input.groups.map(({ id }) => id);
    agent.priorities = Object.fromEntries(input.groups.map(({ id, priority }) => [id, priority]));
  }
  if (input.notifications)
    agent.notifications = Object.fromEntries(input.notifications.map((name) => [name, 1]));
  if (mails) {
    agent.dailySummary = mails.includes('daily_summary') ? 1 : 0;
    agent.weeklySummary = mails.includes('weekly_summary');
  }
  if (work) {
    agent.timezone = work.timezone;
    agent.workScheduler = Object.fromEntries(
      work.schedule.map(({ day, enabled, start, end }) => [day, { enabled: enabled ? 1 : 0, start, end }]),
    );
  }
}
