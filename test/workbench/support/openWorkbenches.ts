import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { artifactsDir } from '../../../scripts/workbench/project.mjs';

interface Recorded {
  /** Its windows. */
  pages(): Page[];
  /** The output of the editor's server and pages. */
  log(): string;
}

const open = new Set<Recorded>();

/** Saves a screenshot and the log of every open workbench when a test fails. */
export function record(workbench: Recorded): { dispose(): void } {
  open.add(workbench);
  return { dispose: () => void open.delete(workbench) };
}

/** A file name for a test. */
function fileName(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100);
}

/** Saves the log of every open workbench and a screenshot of each of its windows. */
export async function keepEvidence(title: string): Promise<void> {
  const logs = path.join(artifactsDir, 'logs');
  mkdirSync(logs, { recursive: true });
  let number = 0;
  for (const workbench of open) {
    for (const page of workbench.pages()) {
      const name = `failed-${fileName(title)}${number++ === 0 ? '' : `-${number}`}`;
      writeFileSync(path.join(logs, `${name}.log`), workbench.log());
      await page.screenshot({ path: path.join(artifactsDir, 'screenshots', `${name}.png`) });
    }
  }
}

// A root hook, which runs after each test of every file that starts workbenches.
afterEach('keep a picture of a failure', async function () {
  if (this.currentTest?.state === 'failed') await keepEvidence(this.currentTest.fullTitle());
});
