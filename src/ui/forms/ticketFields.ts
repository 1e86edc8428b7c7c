import { l10n } from 'vscode';
import { isSameAddress } from '../../core/domain/account';
import type { Ticket } from '../../core/domain/ticket';
import type { FieldSpec, FormSpec } from '../../protocol/form';
import { groupsLabel, priorityLabel, sourceLabel, statusLabel } from '../messages/ticketLabels';
import { formLabels } from './formMessages';
import { including, missingLists, tagsField, ticketGroupsField, type Choices } from './choices';

export function createTicketTitle(): string {
  return l10n.t('Create Ticket');
}

export function createTicketSpec(choices: Choices): FormSpec {
  return {
    id: 'ticket.new',
    title: createTicketTitle(),
    submitLabel: l10n.t('Create Ticket'),
    labels: formLabels(),
    ...missingLists(
      [l10n.t('Agents'), choices.agents],
      [groupsLabel(choices.can.tickets.groupedBy), choices.groups],
      [l10n.t('Tags'), choices.tags],
    ),
    fields: [
      {
        kind: 'email',
        name: 'requester.mail',
        label: l10n.t('Requester’s e-mail address'),
        required: true,
        placeholder: 'you@example.com',
      },
      { kind: 'text', name: 'requester.name', label: l10n.t('Requester’s name') },
      { kind: 'text', name: 'subject', label: l10n.t('Subject') },
      { kind: 'multiline', name: 'message', label: l10n.t('Message'), required: true },
      assigneeField(choices, undefined),
      ...ticketGroupsField(choices),
      tagsField(choices),
      ...priorityField(choices, ''),
      ...sourceFields(choices, 'lc2'),
    ],
  };
}

export function editTicketTitle(id: string): string {
  return l10n.t('Edit Ticket {0}', id);
}

/** @param kept says that the ticket could not be read from LiveChat */
export function editTicketSpec(choices: Choices, ticket: Ticket, kept?: string): FormSpec {
  const statuses = choices.can.tickets.statuses.map((value) => ({ value, label: statusLabel(value) }));
  const { id, status = '', source, assignee, priority = '' } = ticket;
  return {
    id: 'ticket.edit',
    title: editTicketTitle(id),
    submitLabel: l10n.t('Save Ticket'),
    labels: formLabels(),
    ...noticeOf(kept, [l10n.t('Agents'), choices.agents], [l10n.t('Tags'), choices.tags]),
    fields: [
      { kind: 'text', name: 'subject', label: l10n.t('Subject') },
      {
        kind: 'choice',
        name: 'status',
        label: l10n.t('Status'),
        options: including(statuses, status, status === '' ? '—' : statusLabel(status)),
      },
      assigneeField(choices, assignee),
      ...priorityField(choices, priority),
      tagsField(choices),
      { kind: 'email', name: 'requester.mail', label: l10n.t('Requester’s e-mail address') },
      { kind: 'text', name: 'requester.name', label: l10n.t('Requester’s name') },
      ...sourceFields(choices, source?.type ?? ''),
    ],
  };
}

/** @param kept says that the ticket could not be read from LiveChat */
function noticeOf(
  kept: string | undefined,
  ...lists: readonly (readonly [name: string, list: unknown])[]
): Pick<FormSpec, 'notice'> {
  const { notice } = missingLists(...lists);
  if (kept === undefined) return notice ? { notice } : {};
  const text = notice ? `${kept} ${notice.text}` : kept;
  return { notice: { text, retry: l10n.t('Try again') } };
}

/** @param present the assignee, which LiveChat can replace but not remove */
function assigneeField({ agents }: Choices, present: Ticket['assignee']): FieldSpec {
  const field = { name: 'assignee.id', label: l10n.t('Assignee') };
  if (agents === undefined) {
    const help = l10n.t('The list of agents could not be loaded: type the e-mail address of an agent.');
    return { ...field, kind: 'email', help };
  }
  if (present) {
    // The field's value is the login as the ticket has it.
    const options = agents.map((agent) =>
      isSameAddress(agent.value, present.id) ? { ...agent, value: present.id } : agent,
    );
    return { ...field, kind: 'choice', options: including(options, present.id, present.name) };
  }
  return { ...field, kind: 'choice', options: [{ value: '', label: l10n.t('Unassigned') }, ...agents] };
}

/** @param present '' if the API chooses the priority */
function priorityField({ can }: Choices, present: string): FieldSpec[] {
  const { priorities } = can.tickets;
  if (priorities.length === 0) return [];
  const options = priorities.map((value) => ({ value, label: priorityLabel(value) }));
  const field = { kind: 'choice', name: 'priority', label: l10n.t('Priority'), default: present } as const;
  return [{ ...field, options: including(options, present, present === '' ? '—' : priorityLabel(present)) }];
}

function sourceFields({ can }: Choices, present: string): FieldSpec[] {
  const { sources } = can.tickets;
  return sources.length === 0 ? [] : [sourceField(sources, present), sourceUrlField()];
}

function sourceField(sources: readonly string[], present: string): FieldSpec {
  const options = sources.map((value) => ({ value, label: sourceLabel(value) }));
  return {
    kind: 'choice',
    name: 'source.type',
    label: l10n.t('Source'),
    options: including(options, present, present === '' ? '—' : sourceLabel(present)),
    default: present,
  };
}

function sourceUrlField(): FieldSpec {
  return {
    kind: 'text',
    name: 'source.url',
    label: l10n.t('Source address'),
    help: l10n.t('The page on which the chat took place.'),
    visibleWhen: { field: 'source.type', is: 'chat-window' },
  };
}
