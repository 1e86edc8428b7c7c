import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {import('../../bench/support/report').Report} Report
 * @typedef {import('../../bench/support/comparison').Comparison} Comparison
 */

/**
 * When and how a part was measured, and the load averages of the machine then.
 * @typedef {{ at: string, quick: boolean, load: number[] }} Circumstances
 */

/**
 * @typedef {object} Results
 * @property {object} machine
 * @property {Record<string, Report & Circumstances>} results by part
 * @property {{ commit: string, summary: string }} [against] the other build of the comparisons
 * @property {Record<string, Comparison & Circumstances>} comparisons by part
 */

const file = path.join('bench', 'results.json');

/** @returns {Partial<Results>} */
function read() {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * Puts what was measured beside earlier results in bench/results.json. Parts that were measured again are replaced, and
 * comparisons with another commit are dropped.
 * @param {{ results: Record<string, Report> } | { against: { commit: string, summary: string }, comparisons: Record<string, Comparison> }} found
 * @param {Circumstances} circumstances @param {object} machine @returns {Results}
 */
export function addResults(found, circumstances, machine) {
  const before = read();
  /** @template T @param {Record<string, T>} parts @returns {Record<string, T & Circumstances>} */
  const dated = (parts) =>
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, { ...part, ...circumstances }]));
  const isSameCommit = !('against' in found) || found.against.commit === before.against?.commit;
  const against = 'against' in found ? found.against : before.against;
  /** @type {Results} */
  const all = {
    machine,
    results: { ...before.results, ...('results' in found && dated(found.results)) },
    ...(against && { against }),
    comparisons: {
      ...(isSameCommit && before.comparisons),
      ...('comparisons' in found && dated(found.comparisons)),
    },
  };
  writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`);
  return all;
}
