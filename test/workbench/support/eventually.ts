import { AssertionError } from 'node:assert';

export interface Patience {
  /** Milliseconds; default 10 seconds. */
  readonly timeout?: number;
}

const patience = 10_000;
const interval = 60;

/** Repeats a step until it neither throws nor rejects. */
export async function eventually<T>(
  attempt: () => Promise<T> | T,
  { timeout = patience }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await attempt();
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
