import type { Disposable } from '../../core/base/disposable';
import { logRejection, type Log } from '../../core/base/log';
import type { DraftFault } from '../../core/stores/drafts/draft';
import type { Drafts } from '../../core/stores/drafts/draftStore';

/** Warns once per reason that a draft could not be stored, since every key press tries again. */
export function showDraftProblem(drafts: Pick<Drafts, 'onDidFail'>, log: Log): Disposable {
  const shown = new Set<DraftFault>();
  return drafts.onDidFail(({ fault }) => {
    if (shown.has(fault)) return;
    shown.add(fault);
    const messages = import('./errorMessages');
    logRejection(
      messages.then(({ errorMessages }) => errorMessages.showUnsavedDraft(fault)),
      log,
    );
  });
}
