import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Agent } from '../../core/domain/agent';

export function statusLabel(status: string | undefined): string {
  switch (status) {
    case undefined:
      return '';
    case 'accepting chats':
      return l10n.t('accepting chats');
    case 'not accepting chats':
      return l10n.t('not accepting chats');
    case 'offline':
      return l10n.t('offline');
    default:
      return oneLine(status, 40);
  }
}

export function permissionLabel(permission: string | undefined): string {
  switch (permission) {
    case undefined:
      return '';
    case 'owner':
      return l10n.t('owner');
    case 'viceowner':
      return l10n.t('vice owner');
    case 'administrator':
      return l10n.t('administrator');
    case 'normal':
      return l10n.t('normal');
    default:
      return oneLine(permission, 40);
  }
}

export function agentName({ name, login }: Agent): string {
  return oneLine(name ?? '') || oneLine(login);
}
