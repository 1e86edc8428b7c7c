import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../workbench/childProcesses.mjs';
import { artifactsDir, root } from '../workbench/project.mjs';
import { count, failuresOf } from './mochaResults.mjs';
import { withSecondRun } from './secondRun.mjs';

/** @typedef {import('./runSteps.mjs').Outcome} Outcome @typedef {import('./runSteps.mjs').Step} Step */

const minute = 60_000;
const reportedLines = 15;

/**
 * Runs one of our or a tool's scripts. A script that hangs is ended after `limitMs`.
 * @param {string[]} args @param {{ limitMs: number, show?: boolean, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string | undefined>} the end of its output if it failed
 */
async function script(args, { limitMs, show = false, env = {} }) {
  const child = startChild(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    show,
    graceMs: 10_000,
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.stop().catch((error) => console.error(error));
  }, limitMs);
  const status = await child.exited;
  clearTimeout(timer);
  if (status !== 0 && !show) console.log(child.output().trimEnd());
  const tooLate = `Ended after ${limitMs / minute} minutes.`;
  if (late) console.log(tooLate);
  if (status === 0) return undefined;
  const end = child.output().trimEnd().split('\n').slice(-reportedLines);
  return [...(late ? [tooLate] : []), ...end].join('\n');
}

/** @param {string} title @param {string} error @returns {Outcome} */
function failure(title, error) {
  return { passed: 0, failed: 1, failures: [{ title, error }] };
}

/** @param {...string} parts @returns {string} */
const tool = (...parts) => path.join(root, 'node_modules', ...parts);

/** @param {string[][]} commands run one after the other, until one fails @returns {Step['parts']} */
function check(commands) {
  return () => [
    async () => {
      for (const command of commands) {
        const error = await script(command, { limitMs: 10 * minute });
        if (error !== undefined) return failure(path.relative(root, command[0] ?? ''), error);
      }
      return { passed: 1, failed: 0 };
    },
  ];
}

/**
 * Runs something that writes mocha results to a file. Without results it did not run.
 * @param {string} name @param {(resultsFile: string) => Promise<string | undefined>} run gives the error
 * @param {(files: string[]) => Promise<Outcome>} [runAgain] runs failed files again @returns {Promise<Outcome>}
 */
async function counted(name, run, runAgain) {
  const resultsFile = path.join(artifactsDir, 'results', `${name}.json`);
  mkdirSync(path.dirname(resultsFile), { recursive: true });
  rmSync(resultsFile, { force: true });
  const error = await run(resultsFile);
  if (!existsSync(resultsFile)) return failure('left no results', error ?? '');
  const results = JSON.parse(readFileSync(resultsFile, 'utf8'));
  const { passed, failed } = count(results);
  if (failed === 0 && error !== undefined)
    return { ...failure('ended with an error after its tests', error), passed };
  if (runAgain) return await withSecondRun(results, runAgain);
  return { passed, failed, failures: failuresOf(results), passes: results.passes };
}

/** @param {string} folder within `out` @returns {string[]} */
function builtTests(folder) {
  const from = path.join(root, 'out', 'test', folder);
  if (!existsSync(from)) return [];
  return readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(from, name));
}

/** @typedef {{ testMs: number, limitMs: number, secondRun?: boolean }} Limits of each process */

/**
 * @param {string[]} files @param {string} name for the results @param {Limits} options
 * @returns {import('./runSteps.mjs').Part} runs mocha over the files in one process
 */
function mochaPart(files, name, { testMs, limitMs, secondRun = false }) {
  const runner = path.join(root, 'scripts', 'testing', 'runMocha.mjs');
  return () =>
    counted(
      name.replaceAll(/\W/g, '-'),
      (resultsFile) => script([runner, resultsFile, String(testMs), name, ...files], { limitMs, show: true }),
      secondRun ? (failed) => mochaPart(failed, `${name}, again`, { testMs, limitMs })() : undefined,
    );
}

/**
 * Shares test files among processes, each with every nth file: slow files are often adjacent.
 * @param {string[]} files @param {string} name for the results @param {number} processes
 * @param {Limits} limits @returns {import('./runSteps.mjs').Part[]}
 */
function shared(files, name, processes, limits) {
  return Array.from({ length: processes }, (_, index) => {
    const share = files.filter((_file, at) => at % processes === index);
    return mochaPart(share, processes === 1 ? name : `${name} ${index + 1}`, limits);
  });
}

/**
 * @param {string} folder @param {{ processes?: number, testMs: number, limitMs: number }} options
 * @returns {Step['parts']} runs the test files of a folder
 */
function mocha(folder, { processes = 1, ...limits }) {
  return () => shared(builtTests(folder), folder, processes, limits);
}

/**
 * Workbench tests that mostly wait for delays of the product, such as the ten seconds to undo a removal. They leave
 * the processor to the others.
 */
const mostlyWaiting = [
  'chatByKeyboard',
  'detailConflict',
  'formsEdit',
  'listeningConsent',
  'listeningDemo',
  'listeningNotifications',
  'listeningWindows',
  'platformChanges',
  'platformWebhooks',
  'removeAgent',
  'unexpectedResponses',
  'waitingAndReminders',
].map((name) => path.join(root, 'out', 'test', 'workbench', `${name}.test.js`));

/** The tests that mostly wait beside all others, which several processes share. @type {Step['parts']} */
function workbench() {
  const limits = { testMs: 5 * minute, limitMs: 30 * minute, secondRun: true };
  const others = builtTests('workbench').filter((file) => !mostlyWaiting.includes(file));
  return [mochaPart(mostlyWaiting, 'workbench, waiting', limits), ...shared(others, 'workbench', 3, limits)];
}

/** @param {'newest' | 'oldest'} version @returns {Step['parts']} */
function host(version) {
  const args = [path.join(root, 'scripts', 'hostTests.mjs'), ...(version === 'oldest' ? ['--oldest'] : [])];
  return () => [
    () =>
      counted(`host-${version}`, (resultsFile) =>
        script(args, { limitMs: 15 * minute, show: true, env: { LIVECHAT_HOST_RESULTS: resultsFile } }),
      ),
  ];
}

/** @type {Step} */
const bundles = {
  name: 'bundles',
  title: 'Bundles of the extension and the tests',
  parts: check([
    ['esbuild.mjs'],
    ['esbuild.mjs', '--tests'],
    [path.join('scripts', 'testing', 'writeSecrets.mjs')],
  ]),
};

/** What the tests start and npm does not have. @type {Step} */
const programs = {
  name: 'programs',
  title: 'NATS server for the tests',
  parts: check([[path.join('scripts', 'testing', 'installNatsServer.mjs')]]),
};

/** @type {Step} */
const packaging = {
  name: 'package',
  title: 'Package',
  needs: ['bundles'],
  parts: check([[path.join('scripts', 'package.mjs')]]),
};

/** Everything, in the order in which it starts. @type {Step[]} */
export const allSteps = [
  bundles,
  programs,
  packaging,
  {
    name: 'host',
    title: 'Extension host of a real VS Code',
    // Packaging builds the extension again.
    needs: ['bundles'],
    after: ['package'],
    parts: host('newest'),
  },
  {
    name: 'unit',
    title: 'Unit tests',
    needs: ['bundles', 'programs'],
    after: ['package'],
    // Each file has its own copy of the code that it tests: half of them needed 4 GB, more than Node's heap may have.
    parts: mocha('unit', { processes: 4, testMs: 10_000, limitMs: 10 * minute }),
  },
  {
    name: 'types',
    title: 'Types',
    parts: check(
      ['tsconfig.json', path.join('src', 'webview', 'tsconfig.json')].map((file) => [
        tool('typescript', 'bin', 'tsc'),
        '--noEmit',
        '--project',
        file,
      ]),
    ),
  },
  { name: 'lint', title: 'Lint', parts: check([[tool('eslint', 'bin', 'eslint.js'), '.']]) },
  {
    name: 'format',
    title: 'Format',
    parts: check([[tool('prettier', 'bin', 'prettier.cjs'), '--check', '.']]),
  },
  {
    name: 'workbench',
    title: 'Workbench in a real browser',
    needs: ['bundles', 'package'],
    after: ['host', 'unit', 'types', 'lint', 'format'],
    alone: true,
    parts: workbench,
  },
  {
    name: 'secrets',
    title: 'No key or token in what the tests left',
    needs: ['bundles'],
    after: ['package', 'host', 'unit', 'workbench'],
    parts: check([[path.join('scripts', 'testing', 'findSecrets.mjs')]]),
  },
];

/** What takes long, or needs programs that not every machine has: a real sshd. @type {Step[]} */
export const soakSteps = [
  bundles,
  packaging,
  {
    name: 'soak',
    title: 'Long tests with real programs',
    needs: ['bundles', 'package'],
    parts: mocha('soak/tunnel', { testMs: 120_000, limitMs: 40 * minute }),
  },
];

/** The oldest supported editor. @type {Step[]} */
export const oldestSteps = [
  bundles,
  {
    name: 'oldest',
    title: 'Extension host of the oldest supported VS Code',
    needs: ['bundles'],
    parts: host('oldest'),
  },
];
