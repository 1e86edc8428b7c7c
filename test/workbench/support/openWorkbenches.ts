import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { processWide } from '../../../scripts/workbench/processWide.mjs';
import { artifactsDir, root } from '../../../scripts/workbench/project.mjs';

interface Recorded {
  /** Its windows. */
  pages(): Page[];
  /** The output of the editor's server and pages. */
  log(): string;
}

const shared = processWide('open workbenches', () => ({ open: new Set<Recorded>(), isHooked: false }));
const { open } = shared;

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

/** Which element of each document has the focus: a key that did nothing went there. */
async function focusOf(page: Page): Promise<string> {
  const inFrames = await Promise.all(
    page
      .frames()
      .map((frame) =>
        frame
          .evaluate(
            `document.hasFocus() ? [document.activeElement.tagName, document.activeElement.className, document.activeElement.getAttribute('aria-label')].join(' ') : ''`,
          )
          .catch((error: unknown) => String(error)),
      ),
  );
  return inFrames.filter((text) => text !== '').join(' > ');
}

/**
 * Saves the log of every open workbench and a screenshot of each of its windows.
 * @returns the saved files, relative to the repository
 */
export async function saveEvidence(title: string): Promise<string[]> {
  const saved: string[] = [];
  const folder = (name: string): string => {
    const dir = path.join(artifactsDir, name);
    mkdirSync(dir, { recursive: true });
    return dir;
  };
  for (const workbench of open) {
    for (const page of workbench.pages()) {
      const name = `failed-${fileName(title)}${saved.length === 0 ? '' : `-${saved.length}`}`;
      const log = path.join(folder('logs'), `${name}.log`);
      const picture = path.join(folder('screenshots'), `${name}.png`);
      writeFileSync(log, workbench.log());
      process.stdout.write(`Focus: ${await focusOf(page)}\n`);
      saved.push(path.relative(root, log));
      try {
        await page.screenshot({ path: picture });
        saved.push(path.relative(root, picture));
      } catch (error) {
        // A failed hook would end the whole run.
        process.stdout.write(`No screenshot: ${String(error)}\n`);
      }
    }
  }
  process.stdout.write(saved.map((file) => `Saved ${file}\n`).join(''));
  return saved;
}

// A root hook, which runs after each test of every file. The first loaded file adds it for all. Measurements run without
// mocha.
if (!shared.isHooked && 'afterEach' in globalThis) {
  shared.isHooked = true;
  afterEach('save a screenshot of a failure', async function () {
    const test = this.currentTest;
    // The summary of the failures names the files.
    if (test?.state === 'failed') Object.assign(test, { savedFiles: await saveEvidence(test.fullTitle()) });
  });
}
