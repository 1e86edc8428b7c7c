import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/workbench/project.mjs';
import { runSuiteInServer } from '../../scripts/workbench/runSuiteInServer.mjs';
import { benchDir } from './children';
import { within } from './waiting';

const suiteMs = 90_000;
/** With the installation of the package, and the start and end of server and browser. */
const startMs = 180_000;

/** As the editor measured them, in milliseconds. */
export interface StartTimes {
  readonly load: number;
  readonly activate: number;
}

export interface EditorStart {
  /** A packaged extension to install. */
  readonly vsix: string;
  /** Folder of an extension that is loaded beside it. */
  readonly extensionDir: string;
  readonly otherExtensionDirs?: readonly string[];
  /** Identifiers of the extensions to report. */
  readonly ids: readonly string[];
}

/** Starts a real VS Code with a new profile. @returns what the start of each extension took */
export async function startEditor({ ids, ...extensions }: EditorStart): Promise<readonly StartTimes[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-editor-'));
  const file = path.join(folder, 'activation.md');
  try {
    const run = runSuiteInServer({
      version: 'newest',
      ...extensions,
      testsFile: path.join(benchDir, 'editor', 'driver.cjs'),
      env: { BENCH_ACTIVATION_FILE: file, BENCH_ACTIVATION_OF: ids.join(',') },
      timeoutMs: suiteMs,
      logFile: path.join(root, 'artifacts', 'logs', 'bench-activation.log'),
    });
    await within(startMs, 'an editor had started and reported the extensions', run);
    const text = readFileSync(file, 'utf8');
    return ids.map((id) => timesOf(text, id));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A row of the editor's table "Extension Activation Stats": extension, eager, load code, call activate, finish
 * activate, event, by.
 */
function timesOf(text: string, id: string): StartTimes {
  const row = text.split('\n').find((line) => line.includes(`${id} |`) || line.includes(`| ${id}`));
  const cells = (row ?? '').split('|').map((cell) => cell.trim());
  const at = cells.indexOf(id);
  const [load, activate] = [cells[at + 2], cells[at + 3]].map(Number);
  if (at < 0 || load === undefined || activate === undefined || Number.isNaN(load + activate))
    throw new Error(`The editor did not say how ${id} started: ${row ?? text.slice(0, 2_000)}`);
  return { load, activate };
}
