import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { artifactsDir } from '../../../scripts/workbench/project.mjs';

interface Recorded {
  screenshot(name: string): Promise<string>;
  /** What the editor's server and the page wrote. */
  log(): string;
}

const open = new Set<Recorded>();

/** Has a failing test leave a picture and the log of every workbench that is open at that time. */
export function record(workbench: Recorded): { dispose(): void } {
  open.add(workbench);
  return { dispose: () => void open.delete(workbench) };
}

/** A file name that says which test it was. */
function fileName(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100);
}

/** Keeps a picture and the log of every open workbench. */
export async function keepEvidence(title: string): Promise<void> {
  const folder = path.join(artifactsDir, 'logs');
  mkdirSync(folder, { recursive: true });
  let number = 0;
  for (const workbench of open) {
    const name = `failed-${fileName(title)}${number++ === 0 ? '' : `-${number}`}`;
    writeFileSync(path.join(folder, `${name}.log`), workbench.log());
    await workbench.screenshot(name);
  }
}

// A root hook: it runs after each test of every file that starts workbenches.
afterEach('keep a picture of a failure', async function () {
  if (this.currentTest?.state === 'failed') await keepEvidence(this.currentTest.fullTitle());
});
