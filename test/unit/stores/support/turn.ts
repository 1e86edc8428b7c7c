/** Runs everything that is ready to run, including all promises that do not wait for I/O. */
export function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
