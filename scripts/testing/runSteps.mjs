import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {import('./mochaResults.mjs').Failure} Failure
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {readonly Failure[]} [failures]
 * @property {readonly { title: string, file?: string }[]} [passes] the tests that passed
 * @property {readonly Failure[]} [flaky] of tests that passed when they ran again
 * @typedef {Failure & { step: string }} StepFailure
 * @typedef {object} Step
 * @property {string} name for `--only`
 * @property {string} title
 * @property {readonly string[]} [needs] steps that must succeed first
 * @property {readonly string[]} [after] steps that must end first, if they run at all
 * @property {boolean} [alone] no part of another step runs at the same time
 * @property {() => readonly Part[]} parts read when the step starts: an earlier step may build what it lists
 * @typedef {() => Promise<Outcome>} Part can run at the same time as any other part, unless a step runs alone
 */

/** @param {number} since @returns {string} */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** @param {Part} part @param {(line: string) => void} print @returns {Promise<Outcome>} */
async function outcomeOf(part, print) {
  try {
    return await part();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    print(text);
    return { passed: 0, failed: 1, failures: [{ title: 'did not run to its end', error: text }] };
  }
}

/**
 * Runs steps, several parts at a time, and prints progress. Parts start in the order of the list.
 * @param {readonly Step[]} steps each after those that it needs
 * @param {{ workers: number, print?: (line: string) => void }} options
 * @returns {Promise<{ passed: number, failed: number, broken: string[], failures: StepFailure[], flaky: StepFailure[] }>}
 * the sums, the names of the steps that failed or did not run, each failure, and those of tests that passed again
 */
export async function runSteps(steps, { workers, print = console.log }) {
  const started = performance.now();
  /** Running parts, each with its step. @type {Map<Promise<void>, Step>} */
  const running = new Map();
  /** @type {StepFailure[]} */
  const allFailures = [];
  /** @type {StepFailure[]} */
  const allFlaky = [];
  const states = steps.map((step, index) => ({
    step,
    label: `[${index + 1}/${steps.length}] ${step.title}`,
    /** @type {Part[] | undefined} */
    waiting: undefined,
    begun: 0,
    parts: 0,
    open: 0,
    passed: 0,
    failed: 0,
    ended: false,
  }));
  /** @typedef {(typeof states)[number]} State */

  /** @param {readonly string[]} [names] @returns {State[]} */
  const named = (names = []) => states.filter(({ step }) => names.includes(step.name));

  /** @param {State} state @param {Part} part */
  function start(state, part) {
    const number = state.parts - (state.waiting?.length ?? 0);
    const label = state.parts === 1 ? state.label : `${state.label}, part ${number} of ${state.parts}`;
    print(`${label} ...`);
    const begun = performance.now();
    const run = outcomeOf(part, print).then(({ passed, failed, failures = [], flaky = [] }) => {
      allFailures.push(...failures.map((failure) => ({ ...failure, step: label })));
      allFlaky.push(...flaky.map((failure) => ({ ...failure, step: label })));
      running.delete(run);
      state.passed += passed;
      state.failed += failed;
      state.open--;
      state.ended = state.open === 0;
      if (state.parts > 1) print(`${label}: ${verdict(passed, failed)} in ${seconds(begun)}`);
      if (!state.ended) return;
      const took = `${seconds(state.begun)} (${seconds(started)} in all)`;
      print(`${state.label}: ${verdict(state.passed, state.failed)} in ${took}`);
    });
    running.set(run, state.step);
  }

  /** @param {State} state @returns {boolean} whether a part of the step may start now */
  function isFree({ step }) {
    const others = [...running.values()].filter((other) => other !== step);
    if (others.length > 0 && (step.alone || others.some(({ alone }) => alone))) return false;
    return running.size < workers;
  }

  function startAllowed() {
    for (const state of states) {
      if (state.ended) continue;
      const missing = named(state.step.needs).find(({ ended, failed }) => ended && failed > 0);
      if (missing !== undefined) {
        Object.assign(state, { ended: true, failed: 1 });
        const title = `not run, since "${missing.step.name}" failed`;
        allFailures.push({ step: state.label, title, error: '' });
        print(`${state.label}: ${title}`);
        continue;
      }
      const before = named([...(state.step.needs ?? []), ...(state.step.after ?? [])]);
      if (before.some(({ ended }) => !ended)) continue;
      if (state.waiting === undefined && isFree(state)) {
        state.waiting = [...state.step.parts()];
        state.parts = state.open = state.waiting.length;
        state.begun = performance.now();
      }
      while (isFree(state)) {
        const part = state.waiting?.shift();
        if (part === undefined) break;
        start(state, part);
      }
    }
  }

  for (startAllowed(); running.size > 0; startAllowed()) await Promise.race(running.keys());
  return {
    passed: states.reduce((sum, { passed }) => sum + passed, 0),
    failed: states.reduce((sum, { failed }) => sum + failed, 0),
    broken: states.filter(({ failed }) => failed > 0).map(({ step }) => step.name),
    failures: allFailures,
    flaky: allFlaky,
  };
}

/** @param {number} passed @param {number} failed @returns {string} */
function verdict(passed, failed) {
  return `${failed === 0 ? 'ok' : 'FAILED'}, ${passed} of ${passed + failed}`;
}

const shownErrorLines = 15;
const shownErrors = 30;

/**
 * A short list of the failures, for the end of a long log.
 * @param {readonly StepFailure[]} failures @param {string} [mark] what each begins with @returns {string[]} lines
 */
export function failureSummary(failures, mark = '✘') {
  return failures.flatMap(({ step, title, error, files = [] }, index) => {
    const lines = index < shownErrors ? stripVTControlCharacters(error).trim().split('\n') : [];
    const cut = lines.length > shownErrorLines ? ['...'] : [];
    return [
      `${mark} ${step}: ${title}`,
      ...[...lines.slice(0, shownErrorLines), ...cut, ...files].map((line) => `    ${line}`),
    ];
  });
}
