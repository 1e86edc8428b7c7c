export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** @param share 0 to 100; between two values the nearer one is taken. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.round((share / 100) * (sorted.length - 1))];
  if (value === undefined) throw new RangeError('Nothing was measured.');
  return value;
}

/**
 * Measures the sides alternately, round by round, so that other load on the machine affects all of them.
 * @returns what each side gave in each round
 */
export async function sideBySide<Side extends string, Value>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<Value> | Value>>,
): Promise<Readonly<Record<Side, Value[]>>> {
  const names = Object.keys(sides) as Side[];
  const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Side, Value[]>;
  for (let round = 0; round < rounds; round += 1) {
    // Another one begins each time, so that none always comes after the same neighbour.
    for (const index of names.keys()) {
      const name = names[(index + round) % names.length]!;
      found[name].push(await sides[name]());
    }
  }
  return found;
}
