import type { Clock } from './clock';
import { toDisposable, type Disposable } from './disposable';

/** Resolves after `ms`, or as soon as the signal aborts. Never rejects. */
export async function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      timer.dispose();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(ms, done);
    signal?.addEventListener('abort', done);
  });
}

/**
 * Resolves to the result of the work, or to `undefined` after `ms`. Does not stop the work; a later rejection is
 * ignored.
 * @throws what the work rejects with in time
 */
export async function withTimeout<T>(clock: Clock, ms: number, work: PromiseLike<T>): Promise<T | undefined> {
  return await new Promise<T | undefined>((resolve, reject) => {
    const timer = clock.after(ms, () => resolve(undefined));
    void Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => timer.dispose());
  });
}

/**
 * Resolves to the result of the work. Does not stop the work if the signal aborts first.
 * @throws the signal's reason, or what the work rejects with
 */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const give = (): void => reject(signal.reason as Error);
    if (signal.aborted) {
      give();
      return;
    }
    signal.addEventListener('abort', give, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}

/** A signal that aborts after `ms`, or with one of `others`. Disposing it stops the timer and aborts nothing. */
export function abortAfter(
  clock: Clock,
  ms: number,
  options: { readonly reason?: () => Error; readonly others?: readonly AbortSignal[] } = {},
): Disposable & { readonly signal: AbortSignal } {
  const own = new AbortController();
  const timer = clock.after(ms, () => own.abort(options.reason?.()));
  return {
    signal: AbortSignal.any([own.signal, ...(options.others ?? [])]),
    dispose: () => timer.dispose(),
  };
}

/**
 * Repeats the work with exponential backoff until it resolves to `true` or the result is disposed.
 * @param work never rejects
 */
export function retryUntilDone(
  clock: Clock,
  waits: { readonly firstMs: number; readonly longestMs: number },
  work: () => Promise<boolean>,
): Disposable {
  let timer: Disposable | undefined;
  let hasEnded = false;
  const attempt = async (waitMs: number): Promise<void> => {
    const isDone = await work();
    if (isDone || hasEnded) return;
    timer = clock.after(waitMs, () => void attempt(Math.min(waits.longestMs, waitMs * 2)));
  };
  void attempt(waits.firstMs);
  return toDisposable(() => {
    hasEnded = true;
    timer?.dispose();
  });
}
