/** A seeded pseudo-random generator: the same seed gives the same account on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, limit). */
  int(limit: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Lower-case hexadecimal digits, as in API keys and webhook ids. */
  hex(digits: number): string;
}

/** The mulberry32 generator: 32 bits of state, public domain. Not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const found = list[int(list.length)];
      if (found === undefined) throw new RangeError('Cannot pick from an empty list.');
      return found;
    },
    hex: (digits) => Array.from({ length: digits }, () => int(16).toString(16)).join(''),
  };
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * The `n`-th ticket or chat id (`7QK2P`). The factor is coprime to 36, so all ids of that length occur once before
 * any repeats.
 */
export function shortId(n: number, length: 5 | 6): string {
  const size = 36 ** length;
  let rest = ((n + 11) * 7_654_321) % size;
  let id = '';
  for (let digit = 0; digit < length; digit += 1) {
    id = ALPHABET.charAt(rest % 36) + id;
    rest = Math.floor(rest / 36);
  }
  return id;
}
