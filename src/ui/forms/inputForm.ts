import type { Checked } from '../../core/domain/input/fieldProblem';
import type { FieldNote, FormSpec, FormValues } from '../../protocol/form';
import { storableValues } from '../../protocol/formValues';
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
  readonly about?: FormDefinition['about'];
  readonly attempt: Attempt;
  readonly send: (input: T, seen: SeenValues) => Promise<SubmitOutcome>;
}

/** What the person saw of the item when typing began. */
export interface SeenValues {
  /** Values of edited fields, as far as they are known. */
  readonly base: FormValues;
  /** Names of edited fields of which it is not known. */
  readonly unseen: readonly string[];
}

/** The form of one action. Nothing is sent while a field has a problem. */
export function inputForm<T>({
  spec,
  initial,
  read,
  mayBeEmpty,
  about,
  attempt,
  send,
}: InputForm<T>): FormDefinition {
  const refused = (notes: readonly FieldNote[]): SubmitOutcome => ({ kind: 'refused', notes });
  return {
    spec,
    initial,
    edits: mayBeEmpty !== undefined,
    ...(about && { about }),
    submit: async (values, base) => {
      const emptied = mayBeEmpty ? emptiedNotes(spec, initial, values, mayBeEmpty) : [];
      if (emptied.length > 0) return refused(emptied);
      const input = read(values);
      if (!input.ok) return refused(notesOf(spec, input.problems));
      const edited = Object.keys(storableValues(spec, initial, values));
      const unseen = edited.filter((name) => !Object.hasOwn(base, name));
      return await orRefusal(spec, attempt, () => send(input.value, { base, unseen }));
    },
  };
}
