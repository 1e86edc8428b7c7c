import type { AgentDetail } from '../core/domain/agent';
import type { Ticket } from '../core/domain/ticket';
import type { FormValues } from './form';

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
    groups: agent.groups.map(({ id }) => String(id)),
  };
}
