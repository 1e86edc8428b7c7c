import type { Checked } from '../../core/domain/input/fieldProblem';
import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';
import type { Attempt } from '../messages/failureMessages';
import { emptiedNotes, notesOf, orRefusal } from './formMessages';
import type { FormDefinition, SubmitOutcome } from './formSource';

export interface InputForm<T> {
  readonly spec: FormSpec;
  readonly initial: FormValues;
  /** Reads the values as the action takes them. */
  readonly read: (values: FormValues) => Checked<T>;
  /** Fields that LiveChat can clear; absent for a form that creates something. */
  readonly mayBeEmpty?: readonly string[];
  readonly attempt: Attempt;
  readonly send: (input: T) => Promise<SubmitOutcome>;
}

/** The form of one action. Nothing is sent while a field has a problem. */
export function inputForm<T>({
  spec,
  initial,
  read,
  mayBeEmpty,
  attempt,
  send,
}: InputForm<T>): FormDefinition {
  const refused = (notes: readonly FieldNote[]): SubmitOutcome => ({ kind: 'refused', notes });
  return {
    spec,
    initial,
    submit: async (values) => {
      const emptied = mayBeEmpty ? emptiedNotes(spec, initial, values, mayBeEmpty) : [];
      if (emptied.length > 0) return refused(emptied);
      const input = read(values);
      if (!input.ok) return refused(notesOf(spec, input.problems));
      return await orRefusal(spec, attempt, () => send(input.value));
    },
  };
}
