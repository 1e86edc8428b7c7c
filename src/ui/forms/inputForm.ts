import type { Checked } from '../../core/domain/fieldProblem';
import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';
import type { Attempt } from '../shell/messages';
import { emptiedNotes, notesOf, orRefusal, problemsIn } from './answers';
import type { FormDefinition, SubmitOutcome } from './formSource';

export interface InputForm<T> {
  readonly spec: FormSpec;
  readonly initial: FormValues;
  /** What is typed, as the action takes it. */
  readonly read: (values: FormValues) => Checked<T>;
  /** Of a form that changes something: the fields that LiveChat can empty. */
  readonly mayBeEmpty?: readonly string[];
  /** What to say was tried. */
  readonly attempt: Attempt;
  readonly send: (input: T) => Promise<SubmitOutcome>;
}

/** The form of one action: what is typed is read for it, and sent only where nothing is wrong with it. */
export function inputForm<T>(form: InputForm<T>): FormDefinition {
  const { spec, initial, read, mayBeEmpty, attempt, send } = form;
  const emptied = (values: FormValues): readonly FieldNote[] =>
    mayBeEmpty ? emptiedNotes(spec, initial, values, mayBeEmpty) : [];
  return {
    spec,
    initial,
    validate: (values) => {
      const notes = emptied(values);
      return notes.length > 0 ? notes : notesOf(spec, problemsIn(read(values)));
    },
    submit: async (values) => {
      const input = read(values);
      if (!input.ok) return { kind: 'refused', notes: notesOf(spec, input.problems) };
      return await orRefusal(spec, attempt, () => send(input.value));
    },
  };
}
