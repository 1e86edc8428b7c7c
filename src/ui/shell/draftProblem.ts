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
      return l10n.t('A draft cannot be written: the disk is full.');
    case 'read-only':
      return l10n.t('A draft cannot be written: nothing may be written to the folder of the extension.');
    case 'broken':
      return l10n.t('A draft cannot be written: the disk does not take it.');
    case 'too-large':
      return l10n.t('A draft is too large to be written to the disk.');
    case 'too-many':
      return l10n.t('A draft cannot be written: there are too many. Discard some that you do not need.');
  }
}
