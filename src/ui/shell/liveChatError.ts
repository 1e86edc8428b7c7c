import { failureOf, type Failure, type FailureCode } from '../../core/domain/failure';
import type { Checked } from '../../core/domain/input/fieldProblem';
import { faultSentence, sentenceOf, toastText, type Attempt } from '../messages/failureMessages';
import { onlyForChatWindow, problemText } from '../messages/fieldProblems';
import { whyOther } from '../messages/storageMessages';

/**
 * What a command throws to code. `message` is the localized text for the user, without secrets. All data is in own
 * properties, because the error may be cloned between processes.
 */
export class LiveChatError extends Error {
  override readonly name = 'LiveChatError';
  /** What was done, if only a part failed. */
  declare readonly result?: unknown;

  constructor(
    readonly code: FailureCode,
    message: string,
    result?: unknown,
  ) {
    super(message);
    if (result !== undefined) this.result = result;
  }
}

/** Each bundle has its own copy of the class, so check the shape. */
export function isLiveChatError(thrown: unknown): thrown is LiveChatError {
  return thrown instanceof Error && thrown.name === 'LiveChatError' && 'code' in thrown;
}

/** An input with problems. */
class InputError extends Error {
  override readonly name = 'InputError';

  /** @param sentences one for each problem: bundles that check no input do without the texts */
  constructor(
    message: string,
    readonly sentences: readonly string[],
  ) {
    super(message);
  }
}

function isInputError(thrown: unknown): thrown is InputError {
  return thrown instanceof Error && thrown.name === 'InputError' && 'sentences' in thrown;
}

/** @throws an error that `liveChatError` turns into `invalid-input` with the name of every invalid field */
export function inputOf<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  const { problems } = checked;
  throw new InputError(
    problems.map(({ field, code }) => `${field} ${code}`).join(', '),
    problems.map((problem) => problemText(problem, (field) => toastText(field))),
  );
}

/** Converts any thrown value to the error of the contract. */
export function liveChatError(thrown: unknown, attempt: Attempt): LiveChatError {
  if (isLiveChatError(thrown)) return thrown;
  if (isInputError(thrown)) {
    return new LiveChatError('invalid-input', [attempt(), ...thrown.sentences].join(' '));
  }
  const failure = failureOf(thrown);
  if (failure) return new LiveChatError(failure.code, sentenceForCode(failure, attempt));
  const why = whyOther(thrown);
  return new LiveChatError('server', why === undefined ? faultSentence(attempt) : [attempt(), why].join(' '));
}

/** Runs work for code, and converts its errors. */
export async function orLiveChatError<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    // Bugs are rethrown unchanged, so that the log gets the stack.
    if (!isInputError(thrown) && !failureOf(thrown)) throw thrown;
    throw liveChatError(thrown, attempt);
  }
}

/** Names a field that the action refused like the input reader does. */
function sentenceForCode(failure: Failure, attempt: Attempt): string {
  if (failure.code !== 'invalid-input' || failure.field === undefined) return sentenceOf(failure, attempt);
  if (failure.field !== 'source.url') return sentenceOf(failure, attempt);
  return [attempt(), onlyForChatWindow(failure.field)].join(' ');
}
