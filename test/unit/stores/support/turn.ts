/** Lets everything that is ready to run do so: all promises that wait for nothing outside. */
export function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
