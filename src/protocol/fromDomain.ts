import type { AgentDetail } from '../core/domain/agent';
import { omitUndefined } from '../core/domain/input/inputReader';
import type { GroupRef, Ticket } from '../core/domain/ticket';
import type { FormValues } from './form';
import { sameValue } from './formValues';

/** Form values of a ticket; `toChange` is the inverse. */
export function fromTicket({
  subject,
  requester,
  assignee,
  status,
  source,
  tags,
  priority,
}: Ticket): FormValues {
  return {
    subject: subject ?? '',
    'requester.mail': requester?.mail ?? '',
    'requester.name': requester?.name ?? '',
    'assignee.id': assignee?.id ?? '',
    status: status ?? '',
    'source.type': source?.type ?? '',
    'source.url': source?.url ?? '',
    tags,
    ...(priority !== undefined && { priority }),
  };
}

/** Form values of an agent. */
export function fromAgent(agent: AgentDetail): FormValues {
  return {
    name: agent.name ?? '',
    login_status: agent.login_status ?? '',
    job_title: agent.job_title ?? '',
    permission: agent.permission ?? '',
    max_chats_count: agent.max_chats_count === undefined ? '' : String(agent.max_chats_count),
    groups: groupIds(agent.groups),
  };
}

export function groupIds(groups: readonly GroupRef[]): readonly string[] {
  return groups.map(({ id }) => String(id));
}

/** The ticket with these form values in place of its own. */
export function withTicketValues(ticket: Ticket, values: FormValues): Ticket {
  const { subject, status, priority, requester, assignee, source, tags, groups, ...rest } = ticket;
  const { text, list } = differing(values, { ...fromTicket(ticket), groups: groupIds(groups) });
  const assigneeId = text('assignee.id', assignee?.id);
  return {
    ...rest,
    ...omitUndefined({
      subject: text('subject', subject),
      status: text('status', status),
      priority: text('priority', priority),
      assignee:
        assigneeId === undefined
          ? undefined
          : { ...(assigneeId === assignee?.id && assignee), id: assigneeId },
    }),
    requester: omitUndefined({
      ...requester,
      mail: text('requester.mail', requester?.mail),
      name: text('requester.name', requester?.name),
    }),
    source: omitUndefined({
      ...source,
      type: text('source.type', source?.type),
      url: text('source.url', source?.url),
    }),
    tags: list('tags') ?? tags,
    groups: withIds(groups, list('groups')),
  };
}

/** The agent with these form values in place of its own. */
export function withAgentValues(agent: AgentDetail, values: FormValues): AgentDetail {
  const { name, login_status, job_title, permission, max_chats_count, groups, ...rest } = agent;
  const { text, list } = differing(values, fromAgent(agent));
  const count = text('max_chats_count', max_chats_count === undefined ? undefined : String(max_chats_count));
  return {
    ...rest,
    ...omitUndefined({
      name: text('name', name),
      login_status: text('login_status', login_status),
      job_title: text('job_title', job_title),
      permission: text('permission', permission),
      max_chats_count: count === undefined ? undefined : Number(count),
    }),
    groups: withIds(groups, list('groups')),
  };
}

/** Reads the values that differ from an item's own. Its own stay as the API sent them: '' is not absent there. */
function differing(values: FormValues, own: FormValues) {
  const valueOf = (name: string) => (sameValue(values[name], own[name]) ? undefined : values[name]);
  return {
    text: (name: string, now: string | undefined): string | undefined => {
      const value = valueOf(name);
      return typeof value === 'string' ? value || undefined : now;
    },
    list: (name: string): readonly string[] | undefined => {
      const value = valueOf(name);
      return typeof value === 'object' ? value : undefined;
    },
  };
}

function withIds(groups: readonly GroupRef[], ids: readonly string[] | undefined): readonly GroupRef[] {
  if (!ids) return groups;
  return ids.map((id) => groups.find((group) => String(group.id) === id) ?? { id: Number(id) });
}
