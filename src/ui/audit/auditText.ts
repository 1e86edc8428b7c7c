import { env, l10n } from 'vscode';
import { addressKey } from '../../core/domain/account';
import type { AuditAction, AuditEntry, AuditOutcome, AuditReading } from '../../core/stores/auditLog';

/** The text of the audit log document, newest first. Values are shown as JSON. */
export function auditText({ entries, unreadable, unsaved }: AuditReading): string {
  const head = [
    l10n.t('All calls that made or attempted changes, newest first.'),
    l10n.t('Keys and passwords are not recorded.'),
    ...(entries.length === 0 ? [l10n.t('No changes have been made yet.')] : []),
    ...(unreadable > 0 ? [l10n.t('Unreadable lines: {0}.', unreadable)] : []),
    ...(unsaved
      ? [l10n.t('The newest entries are in memory only because they could not be written to disk.')]
      : []),
  ];
  return [...head, '', ...[...entries].reverse().map(entryText)].join('\n');
}

function entryText({
  at,
  account,
  who,
  action,
  target,
  before,
  after,
  outcome,
  code,
  run,
}: AuditEntry): string {
  const ending = code === undefined ? outcomeLabel(outcome) : `${outcomeLabel(outcome)} (${code})`;
  const lines = [
    `${momentOf(at)}  ${actionLabel(action)}  ${target}  ${ending}`,
    field(l10n.t('Who'), account.endsWith(`:${addressKey(who)}`) ? who : `${who} (${account})`),
    ...(run === undefined ? [] : [field(l10n.t('Run'), String(run))]),
    ...valuesText(l10n.t('Before'), before),
    ...valuesText(l10n.t('After'), after),
  ];
  return `${lines.join('\n')}\n`;
}

function valuesText(label: string, values: AuditEntry['before']): string[] {
  return Object.entries(values ?? {}).map(([key, value]) =>
    field(label, `${key} = ${JSON.stringify(value)}`),
  );
}

function field(label: string, value: string): string {
  return `    ${label}: ${value}`;
}

/** In local time, to the second. A malformed time is shown as it is. */
function momentOf(at: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return at;
  return new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'long' }).format(time);
}

function actionLabel(action: AuditAction): string {
  switch (action) {
    case 'ticket.create':
      return l10n.t('Create ticket');
    case 'ticket.update':
      return l10n.t('Change ticket');
    case 'agent.create':
      return l10n.t('Create agent');
    case 'agent.update':
      return l10n.t('Change agent');
    case 'agent.delete':
      return l10n.t('Remove agent');
    case 'chat.join':
      return l10n.t('Join chat');
    case 'chat.send':
      return l10n.t('Send message');
    case 'chat.transfer':
      return l10n.t('Transfer chat');
    case 'chat.leave':
      return l10n.t('Leave chat');
    case 'chat.tag':
      return l10n.t('Add tag to chat');
    case 'chat.untag':
      return l10n.t('Remove tag from chat');
    case 'chat.close':
      return l10n.t('Close chat');
    case 'chat.resume':
      return l10n.t('Resume chat');
  }
}

function outcomeLabel(outcome: AuditOutcome): string {
  switch (outcome) {
    case 'done':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'lost':
      return l10n.t('response lost');
  }
}
