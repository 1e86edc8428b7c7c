import assert from 'node:assert/strict';

/** Ten times the size takes about ten times as long where the time is linear, a hundred times where it is quadratic. */
const most = 40;
const rounds = 3;

/**
 * Fails if a function takes far more than ten times as long for ten times the size. Compares CPU time of this process
 * in one run, so that other programs on the machine do not count.
 * @param size such that the run takes some milliseconds
 */
export function assertLinear(run: (size: number) => void, size: number): void {
  run(size);
  const [small = 0, large = 0] = [size, size * 10].map((one) => fastest(() => run(one)));
  const times = `${small} µs for ${size}, ${large} µs for ${size * 10}`;
  assert.ok(large <= Math.max(small, 1_000) * most, times);
}

/** CPU time in microseconds. */
function fastest(run: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...times);
}
