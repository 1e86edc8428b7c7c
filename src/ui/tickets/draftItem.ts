import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { isolateRtl, oneLine } from '../../core/base/plainText';
import type { DraftItem } from '../../core/stores/draftStore';
import { commandIds } from '../../manifest';
import { ago, fullTime, wholeNumber } from '../messages/times';
import { tooltipText } from '../messages/tooltip';

/** The row above all drafts. */
export function draftsItem(items: readonly DraftItem[]): TreeItem {
  const item = new TreeItem(l10n.t('Drafts'), TreeItemCollapsibleState.Expanded);
  item.id = 'drafts';
  item.contextValue = 'drafts';
  item.description = wholeNumber(items.length);
  item.iconPath = new ThemeIcon('edit');
  return item;
}

/** One unfinished form or reply: a click goes on with it. */
export function draftItem(draft: DraftItem, now: number): TreeItem {
  const title = oneLine(draft.title) || l10n.t('Draft');
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.id = `draft/${draft.subject}`;
  item.contextValue = 'draft';
  item.description = [isolateRtl(subjectWords(draft.subject)), ago(draft.savedAt, now)]
    .filter(Boolean)
    .join(' · ');
  item.iconPath = new ThemeIcon(draft.unsaved ? 'warning' : 'note');
  item.tooltip = tooltipText(title, [
    [l10n.t('Last edited'), fullTime(draft.savedAt)],
    [l10n.t('Not on disk'), draft.unsaved && l10n.t('The draft is in memory only. Keep this window open.')],
  ]);
  item.command = {
    command: commandIds.openDraft,
    title: l10n.t('Continue'),
    arguments: [{ subject: draft.subject }],
  };
  return item;
}

function subjectWords(subject: string): string {
  const [what = '', ...rest] = subject.split('/');
  const of = oneLine(rest.join('/'), 60);
  return what === 'reply' ? l10n.t('Reply to {0}', of) : of;
}
