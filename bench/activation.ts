import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChildren } from '../scripts/workbench/childProcesses.mjs';
import { packageExtension } from '../scripts/workbench/packageExtension.mjs';
import { vsixFile } from '../scripts/workbench/project.mjs';
import { startEditor, type StartTimes } from './support/editorStart';
import { atMost, report, type Figure } from './support/report';
import { median } from './support/statistics';

const measured = [
  ['livechat-desk.livechat-desk', 'Desk for LiveChat'],
  ['bench.empty', 'an empty extension'],
  ['vscode.git', 'the built-in Git extension'],
] as const;

const whole = ({ load, activate }: StartTimes): number => load + activate;

void report(async ({ quick }) => {
  const runs = quick ? 2 : 7;
  // The production bundles.
  await packageExtension();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-empty-'));
  const starts: (readonly StartTimes[])[] = [];
  try {
    const extensionDir = writeEmptyExtension(folder);
    const ids = measured.map(([id]) => id);
    for (let run = 0; run < runs; run += 1) {
      starts.push(await startEditor({ vsix: vsixFile, extensionDir, ids }));
    }
  } finally {
    await stopChildren();
    rmSync(folder, { recursive: true, force: true });
  }
  const figures = measured.flatMap(([, name], index): Figure[] => [
    { what: `${name}: load`, value: median(starts.map((start) => start[index]?.load ?? NaN)), unit: 'ms' },
    {
      what: `${name}: activate`,
      value: median(starts.map((start) => start[index]?.activate ?? NaN)),
      unit: 'ms',
    },
  ]);
  // The difference within each start: a start on a busy machine is slow for all of them.
  const compared = (of: (ours: number, empty: number, git: number) => number): number =>
    median(starts.map((start) => of(...(start.map(whole) as [number, number, number]))));
  return {
    title: 'Activation in a real VS Code, same start',
    runs,
    figures,
    verdicts: [
      atMost(
        'at most 10 ms over an empty extension',
        compared((ours, empty) => ours - empty),
        10,
        'ms',
      ),
      atMost(
        'at most 1/5 of Git',
        compared((ours, _, git) => ours / git),
        0.2,
        'of it',
      ),
    ],
  };
});

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
