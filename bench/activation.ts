import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChildren } from '../scripts/workbench/childProcesses.mjs';
import { packageExtension } from '../scripts/workbench/packageExtension.mjs';
import { root, vsixFile } from '../scripts/workbench/project.mjs';
import { runSuiteInServer } from '../scripts/workbench/runSuiteInServer.mjs';
import { atMost, report, type Figure } from './support/report';
import { median } from './support/statistics';

const ours = 'livechat-desk.livechat-desk';
const git = 'vscode.git';
const empty = 'bench.empty';

/** As the editor measured it, in milliseconds. */
interface Times {
  readonly load: number;
  readonly activate: number;
}

void report(async ({ quick }) => {
  const runs = quick ? 2 : 7;
  // The bundles that people get.
  await packageExtension();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-editor-'));
  const found: Record<string, Times[]> = { [ours]: [], [git]: [], [empty]: [] };
  try {
    const extensionDir = writeEmptyExtension(folder);
    for (let run = 0; run < runs; run += 1) {
      const file = path.join(folder, `${run}.md`);
      await runSuiteInServer({
        version: 'newest',
        extensionDir,
        vsix: vsixFile,
        testsFile: path.join(root, 'out', 'bench', 'editor', 'driver.cjs'),
        env: { BENCH_ACTIVATION_FILE: file, BENCH_ACTIVATION_OF: [ours, git, empty].join(',') },
        timeoutMs: 150_000,
        logFile: path.join(root, 'artifacts', 'logs', 'bench-activation.log'),
      });
      const text = readFileSync(file, 'utf8');
      for (const id of Object.keys(found)) found[id]?.push(timesOf(text, id));
    }
  } finally {
    await stopChildren();
    rmSync(folder, { recursive: true, force: true });
  }
  const middle = (id: string, of: (times: Times) => number): number => median((found[id] ?? []).map(of));
  const whole = ({ load, activate }: Times): number => load + activate;
  const figures = [
    [ours, 'Desk for LiveChat'],
    [empty, 'an empty extension'],
    [git, 'the built-in Git extension'],
  ].flatMap(([id = '', name = '']): Figure[] => [
    { what: `${name}: load`, value: middle(id, ({ load }) => load), unit: 'ms' },
    { what: `${name}: activate`, value: middle(id, ({ activate }) => activate), unit: 'ms' },
  ]);
  // Of each start its own difference: a start on a busy machine is slow for all of them.
  const inStart = (id: string, run: number): number =>
    whole(found[id]?.[run] ?? { load: NaN, activate: NaN });
  const each = Array.from({ length: runs }, (_, run) => run);
  const over = median(each.map((run) => inStart(ours, run) - inStart(empty, run)));
  const ofGit = median(each.map((run) => inStart(ours, run) / inStart(git, run)));
  return {
    title: 'Activation in a real VS Code, same start',
    runs,
    figures,
    verdicts: [
      atMost('at most 10 ms over an empty extension', over, 10, 'ms'),
      atMost('at most 1/5 of Git', ofGit, 0.2, 'of it'),
    ],
  };
});

/**
 * A row of the editor's table "Extension Activation Stats": extension, eager, load code, call activate, finish
 * activate, event, by.
 */
function timesOf(text: string, id: string): Times {
  const row = text.split('\n').find((line) => line.includes(`${id} |`) || line.includes(`| ${id}`));
  const cells = (row ?? '').split('|').map((cell) => cell.trim());
  const at = cells.indexOf(id);
  const [load, activate] = [cells[at + 2], cells[at + 3]].map(Number);
  if (at < 0 || load === undefined || activate === undefined || Number.isNaN(load + activate))
    throw new Error(`The editor did not say how ${id} started: ${row ?? text.slice(0, 2_000)}`);
  return { load, activate };
}

/** Starts when ours does, and does nothing. */
function writeEmptyExtension(folder: string): string {
  const dir = path.join(folder, 'empty');
  mkdirSync(dir);
  const manifest = {
    name: 'empty',
    publisher: 'bench',
    version: '0.0.1',
    engines: { vscode: '^1.104.0' },
    main: './main.js',
    activationEvents: ['onStartupFinished'],
  };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(dir, 'main.js'), 'exports.activate = () => undefined;\n');
  return dir;
}
