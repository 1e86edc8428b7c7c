import { AssertionError } from 'node:assert';

export interface Patience {
  /** Milliseconds; default `patienceMs`. */
  readonly timeout?: number;
}

/** How long a condition may take on a loaded machine. A test that hangs takes this long to fail. */
export const patienceMs = 45_000;
const interval = 60;

/**
 * Repeats a step until it neither throws nor rejects.
 * @param attempt gets its number, from 1, e.g. to wait longer each time
 */
export async function eventually<T>(
  attempt: (number: number) => Promise<T> | T,
  { timeout = patienceMs }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, interval));
        continue;
      }
      // An assertion error says what was seen last.
      if (error instanceof AssertionError) throw error;
      throw new Error(`Still so after ${timeout / 1000} s: ${String(error)}`, { cause: error });
    }
  }
}
