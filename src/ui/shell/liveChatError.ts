import { failureOf, type Failure, type FailureCode } from '../../core/domain/failure';
import type { Checked, FieldProblem } from '../../core/domain/fieldProblem';
import { faultSentence, sentenceOf, toastText, type Attempt } from '../messages/failureMessages';
import { problemText } from '../messages/fieldProblems';
import { whyNotStored } from '../messages/storageMessages';

/**
 * What a command throws to code. `message` is the whole sentence for the user, in their language and without
 * secrets. All that a caller needs are own properties, since an error may be copied on its way.
 */
export class LiveChatError extends Error {
  override readonly name = 'LiveChatError';
  /** What was done all the same, where only a part failed. */
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

/** Each bundle has a copy of the class, so one that a lazy bundle threw is known by its shape. */
export function isLiveChatError(thrown: unknown): thrown is LiveChatError {
  return thrown instanceof Error && thrown.name === 'LiveChatError' && 'code' in thrown;
}

/** An input that a reader refused, with everything that is wrong with it. */
class InputError extends Error {
  override readonly name = 'InputError';

  constructor(readonly problems: readonly FieldProblem[]) {
    super(problems.map(({ field, code }) => `${field} ${code}`).join(', '));
  }
}

/** @throws an error that `liveChatError` turns into `invalid-input` with the name of every faulty field */
export function inputOf<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new InputError(checked.problems);
}

/** Whatever was thrown, as the error that the contract promises. */
export function liveChatError(thrown: unknown, attempt: Attempt): LiveChatError {
  if (isLiveChatError(thrown)) return thrown;
  if (thrown instanceof InputError) {
    const sentences = thrown.problems.map((problem) => problemText(problem, (field) => toastText(field)));
    return new LiveChatError('invalid-input', [attempt(), ...sentences].join(' '));
  }
  const failure = failureOf(thrown);
  if (failure) return new LiveChatError(failure.code, sentenceForCode(failure, attempt));
  const why = whyNotStored(thrown);
  return new LiveChatError('server', why === undefined ? faultSentence(attempt) : [attempt(), why].join(' '));
}

/** Does one piece of work for code. */
export async function orLiveChatError<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    // A fault of our own goes on as it is, so that the log gets all of it.
    if (!(thrown instanceof InputError) && !failureOf(thrown)) throw thrown;
    throw liveChatError(thrown, attempt);
  }
}

/** A field that an action refused after reading is named as the reader would have named it. */
function sentenceForCode(failure: Failure, attempt: Attempt): string {
  if (failure.code !== 'invalid-input' || failure.field === undefined) return sentenceOf(failure, attempt);
  if (failure.field !== 'source.url') return sentenceOf(failure, attempt);
  const problem = { field: failure.field, code: 'only-for-chat-window' } as const;
  return [attempt(), problemText(problem, (field) => field)].join(' ');
}
