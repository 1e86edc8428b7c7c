import { logRejection } from '../../core/base/log';
import { l10n, window } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import { failureOf, type Failure } from '../../core/domain/failure';
import type { FieldProblem } from '../../core/domain/input/fieldProblem';
import type { FieldNote, FieldSpec, FormSpec, FormValue, FormValues, FormLabels } from '../../protocol/form';
import { isVisible, sameValue } from '../../protocol/formValues';
import { offer, ownFault, sentenceOf, type Action, type Attempt } from '../messages/failureMessages';
import type { FieldNames } from '../messages/outcomeMessages';
import { problemText } from '../messages/fieldProblems';
import type { SubmitOutcome } from './formSource';

export function formLabels(): FormLabels {
  return {
    required: l10n.t('Fields with a star must be filled in.'),
    saving: l10n.t('Saving…'),
    startOver: l10n.t('Start Over'),
    restored: l10n.t('You typed this before or in another window. It is not saved yet.'),
    problems: l10n.t('Nothing was sent. Please look at the marked fields.'),
    waiting: l10n.t('The extension is not responding. What you typed is kept and restored when it responds.'),
    fault: ownFault(),
  };
}

export function notesOf(spec: FormSpec, problems: readonly FieldProblem[]): FieldNote[] {
  const nameOf = (field: string): string => spec.fields.find(({ name }) => name === field)?.label ?? field;
  return problems.map((problem) => ({ field: problem.field, text: problemText(problem, nameOf) }));
}

/** LiveChat ignores an empty value, so clearing a field would have no effect. */
export function emptiedNotes(
  spec: FormSpec,
  initial: FormValues,
  values: FormValues,
  mayBeEmpty: readonly string[],
): FieldNote[] {
  return spec.fields.flatMap((field) => {
    const value = values[field.name];
    const emptied =
      isVisible(field, values) &&
      !mayBeEmpty.includes(field.name) &&
      !sameValue(value, initial[field.name]) &&
      (typeof value === 'string' ? value.trim() === '' : typeof value === 'object' && value.length === 0);
    const text = l10n.t('LiveChat cannot clear “{0}”. Enter another value or the previous one.', field.label);
    return emptied ? [{ field: field.name, text }] : [];
  });
}

/** Someone else has changed the same fields: shows their values. Saving again overwrites them. */
export function conflictRefusal(
  { fields }: FormSpec,
  conflicting: readonly string[],
  current: FormValues,
): SubmitOutcome {
  const now = fields
    .filter(({ name }) => conflicting.includes(name))
    .map((field) => `${field.label}: ${shownValue(field, current[field.name])}`);
  const failure = [
    l10n.t('Someone else has changed it. Nothing was sent. Current values: {0}.', now.join('; ')),
    l10n.t('Save again to overwrite these values, or start over to keep them.'),
  ].join(' ');
  return { kind: 'refused', notes: [], failure, outdated: true, known: current };
}

/** Shows the comparison and a notification, because the comparison's tab hides what the form says. */
export async function showConflict(
  compare: () => Promise<void>,
  text: string,
  showForm: () => unknown,
): Promise<void> {
  await compare();
  await offer(window.showWarningMessage, text, [{ title: l10n.t('Show Form'), run: showForm }]);
}

/** A value as the form shows it. */
export function shownValue(field: FieldSpec, value: FormValue | undefined): string {
  const options = 'options' in field ? field.options : [];
  const values = (typeof value === 'object' ? value : [value ?? '']).map(String);
  const shown = values.map((one) => options.find((option) => option.value === one)?.label ?? one);
  return oneLine(shown.join(', ')) || '—';
}

/** A failure that names a field is shown at the field. */
function refusal(spec: FormSpec, failure: Failure, attempt: Attempt): SubmitOutcome {
  const text = sentenceOf(failure, attempt);
  const field =
    failure.code === 'unsupported' || failure.code === 'invalid-input' ? failure.field : undefined;
  const known = spec.fields.some(({ name }) => name === field);
  return {
    kind: 'refused',
    notes: known && field !== undefined ? [{ field, text }] : [],
    ...(known ? {} : { failure: text }),
  };
}

/** Runs an action and turns its failures into refusals. Rejects only for errors of our own. */
export async function orRefusal(
  spec: FormSpec,
  attempt: Attempt,
  work: () => Promise<SubmitOutcome>,
): Promise<SubmitOutcome> {
  try {
    return await work();
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    return refusal(spec, failure, attempt);
  }
}

/** Names contract keys by the labels of the form: `requester` by the first of its fields. */
export function labelsIn({ fields }: FormSpec): FieldNames {
  const labelOf = (key: string): string | undefined =>
    (fields.find(({ name }) => name === key) ?? fields.find(({ name }) => name.startsWith(`${key}.`)))?.label;
  return (keys) => keys.map((key) => labelOf(key) ?? key).join(', ');
}

/**
 * Reports a saved form in a notification: a warning if not all of it was done.
 * @param look opens the item if LiveChat does not show all of the change yet
 */
export function reportSaved(done: string, warnings: readonly string[], look?: Action): SubmitOutcome {
  const text = [done, ...warnings].join(' ');
  const show = warnings.length === 0 ? window.showInformationMessage : window.showWarningMessage;
  logRejection(offer(show, text, look ? [look] : []));
  return { kind: 'saved' };
}

/** @param known see `SubmitOutcome` */
export function refused(failure: string, known?: FormValues): SubmitOutcome {
  return { kind: 'refused', notes: [], failure, ...(known && { known }) };
}
