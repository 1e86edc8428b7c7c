import assert from 'node:assert/strict';
import type { CallOptions } from '../../../../src/core/domain/connection';
import { FailureError, type Failure } from '../../../../src/core/domain/failure';
import { turn } from './turn';

/** One fetch that waits until the test resolves it. */
export interface Asked<Question, Answer> {
  readonly question: Question;
  readonly options: CallOptions;
  answer(value: Answer): Promise<void>;
  fail(failure: Failure): Promise<void>;
  explode(error: Error): Promise<void>;
}

/** A fake fetch: each call waits until the test resolves it. */
export class ManualFetch<Question, Answer> {
  readonly all: Asked<Question, Answer>[] = [];

  readonly fetch = (question: Question, options: CallOptions = {}): Promise<Answer> => {
    const { promise, resolve, reject } = promiseOf<Answer>();
    this.all.push({
      question,
      options,
      answer: (value) => {
        resolve(value);
        return turn();
      },
      fail: (failure) => {
        reject(new FailureError(failure));
        return turn();
      },
      explode: (error) => {
        reject(error);
        return turn();
      },
    });
    return promise;
  };

  /** The newest fetch, once all pending work has run. */
  async last(): Promise<Asked<Question, Answer>> {
    await turn();
    const last = this.all.at(-1);
    assert.ok(last, 'nothing was asked for');
    return last;
  }
}

function promiseOf<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return { promise, resolve, reject };
}
