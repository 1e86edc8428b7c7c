import assert from 'node:assert/strict';

const patienceMs = 10_000;
const pollMs = 20;

/** Polls until the result is neither `undefined` nor `false`. */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > end) assert.fail(`Waited in vain for ${what}.`);
    await new Promise((next) => setTimeout(next, pollMs));
  }
}
