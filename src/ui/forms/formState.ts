import { l10n } from 'vscode';
import { nameFromId } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import { faultSentence, sentenceOf, type Attempt } from '../messages/failureMessages';
import type { FormDefinition } from './formSource';
import { isOutOfReach } from './ticketToEdit';

export interface FormPanelEvents {
  /** @param hasUnsaved whether input was left unsaved */
  readonly onClose: (hasUnsaved: boolean) => void;
  /** Saving failed after the panel was closed. */
  readonly onLateFailure: (why: string) => void;
  /** The form was loaded, or could not be. */
  readonly onLoad: () => void;
}

/**
 * Why a form could not be opened or saved.
 * @param log where a bug is reported
 * @param attempt says what failed, if it was another attempt
 */
export function formErrorText(
  thrown: unknown,
  log: (thrown: unknown) => void,
  attempt: Attempt = () => l10n.t('The form could not be opened or saved.'),
): string {
  const failure = failureOf(thrown);
  if (failure) return sentenceOf(failure, attempt);
  log(thrown);
  return faultSentence(attempt);
}

/** @param account that the form belongs to */
export function otherAccountFormText(account: string): string {
  const name = nameFromId(account);
  return l10n.t('This form belongs to the account {0}. Switch to it, then try again.', name);
}

/** Announced when a form that showed what is kept shows LiveChat's current values. */
export function currentValuesText(): string {
  return l10n.t('The form now shows LiveChat’s current values.');
}

/**
 * The form with LiveChat's current values, or why they could not be read; `undefined` if LiveChat is out of reach.
 * @param newer see `FormDefinition`
 * @param log where a bug is reported
 */
export async function readNewer(
  newer: () => Promise<FormDefinition>,
  log: (thrown: unknown) => void,
): Promise<{ readonly newer?: FormDefinition; readonly failure?: string } | undefined> {
  try {
    return { newer: await newer() };
  } catch (thrown) {
    const attempt = (): string => l10n.t('LiveChat’s current values could not be read.');
    return isOutOfReach(thrown) ? undefined : { failure: formErrorText(thrown, log, attempt) };
  }
}

export function failed(failure: string | undefined): { readonly failure?: string } {
  return failure === undefined ? {} : { failure };
}
