/**
 * A value that all test files of a process share. Each bundle of tests carries its own copy of every module, so a
 * module's variables are not shared.
 * @template T @param {string} name @param {() => T} make called once per process @returns {T}
 */
export function processWide(name, make) {
  const values = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (globalThis));
  const key = Symbol.for(`livechat-desk.${name}`);
  values[key] ??= make();
  return /** @type {T} */ (values[key]);
}
