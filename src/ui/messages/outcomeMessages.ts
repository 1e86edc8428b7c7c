import { l10n } from 'vscode';
import type { Failure } from '../../core/domain/failure';
import { sentenceOf, toastText, whyOf } from './failureMessages';

/** Names fields as the reader knows them, in one text: by their labels in a form, by contract keys in code. */
export type FieldNames = (keys: readonly string[]) => string;

export const contractKeys: FieldNames = (keys) => toastText(keys.join(', '));

/** A change whose response was lost, and what reading the item again showed of it. `done` and `missing` are contract keys. */
export interface LostOutcome {
  readonly why: Failure;
  readonly done: readonly string[];
  readonly missing: readonly string[];
}

export function lostChangeText({ why, done, missing }: LostOutcome, namesOf: FieldNames): string {
  return [
    l10n.t('The response to the change was lost.'),
    whyOf(why),
    ...(done.length > 0 ? [l10n.t('Done: {0}.', namesOf(done))] : []),
    l10n.t('Could not confirm: {0}. It was not retried.', namesOf(missing)),
  ].join(' ');
}

/** The change was made, as reading the item again showed. */
export function lostResponseText(why: Failure): string {
  return l10n.t('The change was made, but the response was lost. {0}', whyOf(why));
}

export function notDoneText(why: Failure, names: string): string {
  return sentenceOf(why, () => l10n.t('Not done: {0}.', names));
}

/** LiveChat accepted the change, but does not show it yet. Empty without fields. */
export function notSeenTexts(keys: readonly string[], namesOf: FieldNames): readonly string[] {
  return keys.length === 0 ? [] : [l10n.t('Sent, but not visible in LiveChat yet: {0}.', namesOf(keys))];
}

/** Keys of the fields in warnings of one kind. */
export function warnedFields(
  warnings: readonly { readonly kind: string; readonly field?: string }[],
  kind: string,
): readonly string[] {
  return warnings.flatMap((warning) =>
    warning.kind === kind && warning.field !== undefined ? [warning.field] : [],
  );
}

/** LiveChat accepted the change, but the fields kept their values. Empty without fields. */
export function notAppliedTexts(keys: readonly string[], namesOf: FieldNames): readonly string[] {
  return keys.length === 0 ? [] : [l10n.t('LiveChat did not apply: {0}.', namesOf(keys))];
}
