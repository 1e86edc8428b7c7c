import { l10n, window } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { DraftFault, Drafts } from '../../core/stores/drafts/draftStore';
import { whyStorage } from '../messages/storageMessages';

/** Warns once per reason that a draft could not be stored, since every key press tries again. */
export function showDraftProblem(drafts: Pick<Drafts, 'onDidFail'>): Disposable {
  const shown = new Set<DraftFault>();
  return drafts.onDidFail(({ fault }) => {
    if (shown.has(fault)) return;
    shown.add(fault);
    const kept = l10n.t('What you type is kept in memory: send it or copy it before you close this window.');
    void window.showWarningMessage([whyUnsaved(fault), kept].join(' '));
  });
}

function whyUnsaved(fault: DraftFault): string {
  switch (fault) {
    case 'too-large':
      return l10n.t('The draft could not be saved: it is too large.');
    case 'too-many':
      return l10n.t('The draft could not be saved: there are too many. Discard some that you do not need.');
    default:
      return [l10n.t('The draft could not be saved.'), whyStorage(fault)].join(' ');
  }
}
