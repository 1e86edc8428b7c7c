import { l10n } from 'vscode';
import type { AgentDraft } from '../../core/domain/agent';
import type { TicketCapabilities } from '../../core/domain/capabilities';
import type { Ticket, TicketChange, TicketDraft } from '../../core/domain/ticket';
import { permissionLabel, statusLabel as agentStatusLabel } from '../messages/agentLabels';
import { groupsLabel, sourceLabel, statusLabel } from '../messages/ticketLabels';
import type { ChangeLine } from './confirmation';

export function draftLines(draft: TicketDraft, groupedBy: GroupedBy): ChangeLine[] {
  const { requester, subject, message, assignee, source, groups, tags } = draft;
  return filled([
    [l10n.t('Requester'), personOf(requester)],
    [l10n.t('Subject'), subject],
    [l10n.t('Message'), message],
    [l10n.t('Assignee'), assignee?.id],
    [l10n.t('Source'), sourceOf(source)],
    [groupsLabel(groupedBy), groups?.join(', ')],
    [l10n.t('Tags'), tags?.join(', ')],
  ]);
}

/** @param now the ticket as it is, where it could be read */
export function changeLines(
  change: TicketChange,
  now: Ticket | undefined,
  groupedBy: GroupedBy,
): ChangeLine[] {
  const { requester, subject, message, assignee, source, groups, tags, status } = change;
  const messageLabel =
    change.private === true ? l10n.t('New private note') : l10n.t('New message to the requester');
  return filled([
    [l10n.t('Status'), status && statusLabel(status), now?.status && statusLabel(now.status)],
    [l10n.t('Assignee'), assignee?.id, now && (now.assignee?.id ?? l10n.t('nobody'))],
    [l10n.t('Subject'), subject, now?.subject],
    [l10n.t('Requester'), personOf(requester), personOf(now?.requester)],
    [l10n.t('Source'), sourceOf(source), sourceOf(now?.source)],
    [groupsLabel(groupedBy), groups?.join(', '), now?.groups.map(({ id }) => id).join(', ')],
    [l10n.t('Tags'), tags && tagsOf(tags), now && tagsOf(now.tags)],
    [messageLabel, message],
  ]);
}

/** A password is named and never shown. */
export function agentLines(draft: AgentDraft): ChangeLine[] {
  const { login, name, permission, job_title, login_status, max_chats_count, groups, password } = draft;
  return filled([
    [l10n.t('Login'), login],
    [l10n.t('Name'), name],
    [l10n.t('Permission'), permissionLabel(permission)],
    [l10n.t('Job title'), job_title],
    [l10n.t('Status after signing in'), agentStatusLabel(login_status)],
    [l10n.t('Chats at the same time'), max_chats_count?.toString()],
    [l10n.t('Groups'), groups?.join(', ')],
    [
      l10n.t('Password'),
      password === undefined
        ? l10n.t('none: LiveChat sends an invitation by e-mail')
        : l10n.t('set, not shown here'),
    ],
  ]);
}

type GroupedBy = TicketCapabilities['groupedBy'];

type Line = readonly [label: string, value: string | undefined, before?: string | undefined];

function filled(lines: readonly Line[]): ChangeLine[] {
  return lines.flatMap(([label, value, before]) =>
    value === undefined || value === '' ? [] : [{ label, value, ...(before !== undefined && { before }) }],
  );
}

function personOf(
  person: { readonly mail?: string; readonly name?: string } | undefined,
): string | undefined {
  return person && [person.name, person.mail].filter(Boolean).join(' · ');
}

function sourceOf(source: { readonly type?: string; readonly url?: string } | undefined): string | undefined {
  return source && [source.type && sourceLabel(source.type), source.url].filter(Boolean).join(' · ');
}

function tagsOf(tags: readonly string[]): string {
  return tags.length === 0 ? l10n.t('none') : tags.join(', ');
}
