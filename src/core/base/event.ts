import { toDisposable, type Disposable } from './disposable';
import { errorName, logRejection, type Log } from './log';

/** Has the same shape as VS Code's `Event`. */
export type Event<T> = (listener: (value: T) => unknown) => Disposable;

export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<{ readonly call: (value: T) => unknown }>();

  /** @param log where exceptions of listeners are reported */
  constructor(private readonly log: Pick<Log, 'error'> = console) {}

  readonly event: Event<T> = (listener) => {
    const entry = { call: listener };
    this.listeners.add(entry);
    return toDisposable(() => this.listeners.delete(entry));
  };

  /** Calls all listeners, also after one of them throws. What an asynchronous one rejects with is logged as well. */
  fire(value: T): void {
    for (const { call } of [...this.listeners]) {
      try {
        const result = call(value);
        if (result instanceof Promise) logRejection(result, this.log);
      } catch (thrown) {
        // The message may quote a customer's text.
        this.log.error(`Desk for LiveChat: an event listener failed (${errorName(thrown)}).`);
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/**
 * Calls `act` each time the window gets the focus. The editor's state also changes when the user is idle or active again,
 * and when the window loses the focus.
 * @param isFocused whether the window has the focus now
 */
export function onDidFocus(
  onDidChangeState: Event<{ readonly focused: boolean }>,
  isFocused: boolean,
  act: () => unknown,
): Disposable {
  let wasFocused = isFocused;
  return onDidChangeState(({ focused }) => {
    const isBack = focused && !wasFocused;
    wasFocused = focused;
    if (isBack) act();
  });
}
