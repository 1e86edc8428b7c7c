import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Failure } from '../../../core/domain/failure';
import { commandIds, type CommandId } from '../../../manifest';
import { nextOf, whyOf } from '../../messages/failureMessages';

/** The item for a row that could not be decoded. */
export function unreadableItem(id: string, label: string, tooltip: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = `unreadable/${id}`;
  item.iconPath = new ThemeIcon('warning');
  item.contextValue = 'unreadable';
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: [label, tooltip].join(', ') };
  return item;
}

/**
 * Says why a list is not up to date; a click tries again, or signs in again if the key was refused.
 * @param triesKey whether a click tries a refused key again instead
 */
export function failureItem(id: string, why: Failure, again: CommandId, triesKey = false): TreeItem {
  const signIn = why.code === 'unauthorized' && !triesKey;
  const title = signIn ? l10n.t('Sign in again') : l10n.t('Try again');
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.id = id;
  item.contextValue = 'failure';
  item.description = triesKey ? l10n.t('with the stored key') : whyOf(why);
  item.tooltip = [l10n.t('The list could not be refreshed.'), whyOf(why), nextOf(why)].join(' ');
  // A tooltip replaces the name that a screen reader reads (docs/behaviour.md).
  item.accessibilityInformation = { label: [title, item.tooltip].join(', ') };
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.command = { command: signIn ? commandIds.signInAgain : again, title };
  return item;
}
