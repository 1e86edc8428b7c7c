import { l10n, window } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { DraftFault, DraftStore } from '../../core/stores/draftStore';

/** Says once for each reason that what is typed is not on disk: each key would say it again. */
export function showDraftProblem(drafts: Pick<DraftStore, 'onDidFail'>): Disposable {
  const told = new Set<DraftFault>();
  return drafts.onDidFail(({ fault }) => {
    if (told.has(fault)) return;
    told.add(fault);
    const kept = l10n.t('What you type is kept in memory: send it or copy it before you close this window.');
    void window.showWarningMessage([whyUnsaved(fault), kept].join(' '));
  });
}

function whyUnsaved(fault: DraftFault): string {
  switch (fault) {
    case 'full':
      return l10n.t('The draft could not be saved: the disk is full.');
    case 'read-only':
      return l10n.t('The draft could not be saved: the extension’s storage folder is not writable.');
    case 'locked':
      return l10n.t('The draft could not be saved: another window is using the database.');
    case 'newer':
      return l10n.t(
        'The draft could not be saved: a newer version of this extension wrote the database. Update the extension.',
      );
    case 'no-sqlite':
      return l10n.t(
        'The draft could not be saved: this editor has no SQLite. VS Code 1.104 or later is needed.',
      );
    case 'broken':
      return l10n.t('The draft could not be saved: writing to the disk failed.');
    case 'too-large':
      return l10n.t('The draft could not be saved: it is too large.');
    case 'too-many':
      return l10n.t('The draft could not be saved: there are too many. Discard some that you do not need.');
  }
}
