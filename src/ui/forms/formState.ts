import { l10n } from 'vscode';
import { nameFromId } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import type { Draft } from '../../core/stores/drafts/draftStore';
import { decodeSaved } from '../../protocol/decode';
import { typedInput, type TypedInput } from '../../protocol/form';
import { faultSentence, sentenceOf } from '../messages/failureMessages';

/** Why a form could not be opened or saved. @param log where a bug is reported */
export function formErrorText(thrown: unknown, log: (thrown: unknown) => void): string {
  const failure = failureOf(thrown);
  const attempt = (): string => l10n.t('The form could not be opened or saved.');
  if (failure) return sentenceOf(failure, attempt);
  log(thrown);
  return faultSentence(attempt);
}

/** @param account that the form belongs to */
export function otherAccountFormText(account: string): string {
  const name = nameFromId(account);
  return l10n.t('This form belongs to the account {0}. Switch to it, then try again.', name);
}

export function failed(failure: string | undefined): { readonly failure?: string } {
  return failure === undefined ? {} : { failure };
}

/** The input of a draft; none if it is not that of a form. */
export function inputIn(draft: Draft | undefined): TypedInput {
  return decodeSaved(typedInput, draft) ?? { values: {} };
}
