import { l10n, window } from 'vscode';
import { traceOf, type Log } from '../../core/base/log';
import { failureOf } from '../../core/domain/failure';
import type { DraftFault } from '../../core/stores/drafts/draft';
import {
  showFailure,
  showFault,
  showNotStored as showReason,
  type Attempt,
} from '../messages/failureMessages';
import { showReplaced, whyNotStored, whyOther, whyStorage } from '../messages/storageMessages';
import { liveChatError } from './liveChatError';

/** What is shown or thrown after an error. A bundle that loads with the first one. */
export const errorMessages = {
  liveChatError,
  showError,
  showNotStored,
  showUnsavedDraft,
  showReplaced,
} as const;

interface FailedCommand {
  readonly id: string;
  readonly attempt: Attempt;
  readonly retry: () => unknown;
}

/** Logs and shows why a command failed that the user ran. */
function showError(thrown: unknown, { id, attempt, retry }: FailedCommand, log: Log): void {
  const failure = failureOf(thrown);
  if (failure) {
    log.warn(`${id}: ${JSON.stringify(failure)}`);
    void showFailure(failure, attempt, retry);
    return;
  }
  const why = whyOther(thrown);
  if (why !== undefined) {
    log.warn(`${id}: ${thrown instanceof Error ? thrown.message : 'not stored'}`);
    void showReason(why, attempt);
  } else {
    log.error(`${id}: ${traceOf(thrown)}`);
    void showFault(attempt);
  }
}

/** Shows why this machine could not store or read something. @throws any other error */
async function showNotStored(thrown: unknown, attempt: Attempt): Promise<void> {
  const why = whyNotStored(thrown);
  if (why === undefined) throw thrown;
  await showReason(why, attempt);
}

/** Warns that a draft could not be stored. */
function showUnsavedDraft(fault: DraftFault): void {
  const kept = l10n.t('What you type is kept in memory: send it or copy it before you close this window.');
  void window.showWarningMessage([whyUnsaved(fault), kept].join(' '));
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
