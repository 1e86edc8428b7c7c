import type { Clock } from '../../base/clock';
import type { Check, CheckName, CheckNote, FixId } from '../status/checks';
import { classifyProblem, type ListenerProblem } from '../status/problem';

export interface Finding {
  readonly problem: ListenerProblem;
  readonly fix: FixId;
}

export interface StepNote {
  readonly note: CheckNote;
}

/** What a step measured. */
export type Measured = Pick<Check, 'team' | 'publishing'>;

/** One step of the doctor: resolves to what is wrong or worth showing, or to `undefined`. Never rejects. */
export type CheckStep = readonly [CheckName, () => Promise<Finding | StepNote | Measured | undefined>];

/** Runs the steps until the first that fails; the others are skipped. */
export async function runChecks(
  steps: readonly CheckStep[],
  clock: Clock,
  onCheck?: (check: Check) => void,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  let hasFailed = false;
  for (const [name, step] of steps) {
    const begun = clock.now();
    const finding: Finding | StepNote | Measured | undefined = hasFailed ? undefined : await step();
    const isFailure: boolean = finding !== undefined && 'problem' in finding;
    const result = hasFailed ? 'skipped' : isFailure ? 'failed' : 'ok';
    hasFailed ||= isFailure;
    const check: Check = { name, result, ms: clock.now() - begun, ...finding };
    checks.push(check);
    onCheck?.(check);
  }
  return checks;
}

/** What is wrong where the work rejects. */
export async function findingOf(
  work: () => Promise<unknown>,
  fixFor: (problem: ListenerProblem) => FixId,
): Promise<Finding | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    const { problem } = classifyProblem(thrown);
    return { problem, fix: fixFor(problem) };
  }
}
