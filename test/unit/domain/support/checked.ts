import assert from 'node:assert/strict';
import type { Checked, FieldProblem } from '../../../../src/core/domain/input/fieldProblem';

/** The value of a valid input. */
export function valueOf<T>(checked: Checked<T>): T {
  assert.ok(checked.ok, checked.ok ? '' : JSON.stringify(checked.problems));
  return checked.value;
}

/** The problems of an invalid input. */
export function problemsOf(checked: Checked<unknown>): readonly FieldProblem[] {
  assert.ok(!checked.ok, 'the input was taken');
  assert.ok(checked.problems.length > 0);
  return checked.problems;
}
