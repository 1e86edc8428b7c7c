import { l10n } from 'vscode';
import type { AgentDraft } from '../../core/domain/agent';
import type { TicketCapabilities } from '../../core/domain/capabilities';
import type { Ticket, TicketChange, TicketDraft } from '../../core/domain/ticket';
import { permissionLabel, statusLabel as agentStatusLabel } from '../messages/agentLabels';
import { groupsLabel, priorityLabel, sourceLabel, statusLabel } from '../messages/ticketLabels';
import type { ChangeLine } from './confirmation';

type GroupedBy = TicketCapabilities['groupedBy'];

/** The lines of each key. A key without lines is a type error, so that nothing is sent that was not confirmed. */
type LinesOf<T> = Readonly<Record<keyof T, readonly ChangeLine[]>>;
type Requester = NonNullable<TicketChange['requester']>;
type Source = NonNullable<TicketChange['source']>;

export function draftLines(draft: TicketDraft, groupedBy: GroupedBy): ChangeLine[] {
  const lines = {
    requester: requesterLines(draft.requester),
    subject: line(l10n.t('Subject'), draft.subject),
    assignee: line(l10n.t('Assignee'), draft.assignee?.id),
    source: sourceLines(draft.source),
    groups: line(groupsLabel(groupedBy), draft.groups?.join(', ')),
    tags: line(l10n.t('Tags'), draft.tags && tagsOf(draft.tags)),
    priority: line(l10n.t('Priority'), draft.priority && priorityLabel(draft.priority)),
    message: line(l10n.t('Message'), draft.message),
  } satisfies LinesOf<TicketDraft>;
  return Object.values(lines).flat();
}

/** @param now the current ticket, if it could be read */
export function changeLines(
  change: TicketChange,
  now: Ticket | undefined,
  groupedBy: GroupedBy,
): ChangeLine[] {
  const { status, assignee, groups, tags, priority, message } = change;
  const messageLabel =
    change.private === true ? l10n.t('New private note') : l10n.t('New message to the requester');
  const lines = {
    status: line(l10n.t('Status'), status && statusLabel(status), now?.status && statusLabel(now.status)),
    assignee: line(l10n.t('Assignee'), assignee?.id, now && (now.assignee?.id ?? l10n.t('unassigned'))),
    subject: line(l10n.t('Subject'), change.subject, now?.subject),
    requester: requesterLines(change.requester, now?.requester),
    source: sourceLines(change.source, now?.source),
    groups: line(groupsLabel(groupedBy), groups?.join(', '), now?.groups.map(({ id }) => id).join(', ')),
    tags: line(l10n.t('Tags'), tags && tagsOf(tags), now && tagsOf(now.tags)),
    priority: line(
      l10n.t('Priority'),
      priority && priorityLabel(priority),
      now?.priority && priorityLabel(now.priority),
    ),
    message: line(messageLabel, message),
    // The label of the message.
    private: [],
  } satisfies LinesOf<TicketChange>;
  return Object.values(lines).flat();
}

/** The value of a password is never shown. */
export function agentLines(draft: AgentDraft): ChangeLine[] {
  const { permission, login_status, max_chats_count, groups, password } = draft;
  const lines = {
    login: line(l10n.t('Login'), draft.login),
    name: line(l10n.t('Name'), draft.name),
    permission: line(l10n.t('Permission'), permissionLabel(permission)),
    job_title: line(l10n.t('Job title'), draft.job_title),
    login_status: line(l10n.t('Status after signing in'), agentStatusLabel(login_status)),
    max_chats_count: line(l10n.t('Chats at the same time'), max_chats_count?.toString()),
    groups: line(l10n.t('Groups'), groups?.join(', ')),
    password: line(
      l10n.t('Password'),
      password === undefined
        ? l10n.t('none: LiveChat sends an invitation by e-mail')
        : l10n.t('set, not shown here'),
    ),
  } satisfies LinesOf<AgentDraft>;
  return Object.values(lines).flat();
}

export function removedAgentLines(agent: { readonly login: string; readonly name?: string }): ChangeLine[] {
  return [...line(l10n.t('Login'), agent.login), ...line(l10n.t('Name'), agent.name)];
}

function requesterLines(requester: Requester | undefined, now?: Requester): ChangeLine[] {
  const lines = {
    name: line(l10n.t('Requester’s name'), requester?.name, now?.name),
    mail: line(l10n.t('Requester’s e-mail address'), requester?.mail, now?.mail),
  } satisfies LinesOf<Requester>;
  return Object.values(lines).flat();
}

function sourceLines(source: Source | undefined, now?: Source): ChangeLine[] {
  const { type, url } = source ?? {};
  const lines = {
    type: line(l10n.t('Source'), type && sourceLabel(type), now?.type && sourceLabel(now.type)),
    url: line(l10n.t('Page'), url, now?.url),
  } satisfies LinesOf<Source>;
  return Object.values(lines).flat();
}

function line(label: string, value: string | undefined, before?: string): ChangeLine[] {
  if (value === undefined || value === '') return [];
  return [{ label, value, ...(before !== undefined && { before }) }];
}

/** One tag per line if a tag could be read as two. */
function tagsOf(tags: readonly string[]): string {
  if (tags.length === 0) return l10n.t('none');
  return tags.join(tags.some((tag) => tag.includes(',')) ? '\n' : ', ');
}
