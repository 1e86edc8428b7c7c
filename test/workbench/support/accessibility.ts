import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { root } from '../../../scripts/workbench/project.mjs';

interface AxeNode {
  readonly target: readonly unknown[];
  readonly failureSummary?: string;
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: AxeNode[];
  }[];
  readonly passes: readonly { readonly id: string }[];
}

interface AxeWindow {
  readonly axe: { run(context: unknown, options: unknown): Promise<AxeResults> };
  readonly document: unknown;
}

/** The frame of a panel's page, which the editor nests in two others. */
export async function pageFrameOf(page: Page): Promise<Frame> {
  const inner = page.frameLocator('iframe.webview.ready').locator('#active-frame');
  await inner.waitFor();
  const frame = await (await inner.elementHandle()).contentFrame();
  if (!frame) throw new Error('the panel shows no page');
  return frame;
}

/**
 * Serious and critical findings of axe in a panel's page, one line each. Includes contrast, for the current theme.
 */
export async function seriousViolations(page: Page): Promise<string[]> {
  const frame = await pageFrameOf(page);
  const source = readFileSync(
    path.join(path.dirname(createRequire(path.join(root, 'x.js')).resolve('axe-core')), 'axe.min.js'),
    'utf8',
  );
  await frame.evaluate(`${source}; undefined`);
  const results = await frame.evaluate(async () => {
    const { axe, document } = globalThis as unknown as AxeWindow;
    return await axe.run(document, { resultTypes: ['violations', 'passes'], iframes: false });
  });
  // A run that checked nothing would find nothing.
  if (!results.passes.some(({ id }) => id === 'color-contrast' || id === 'label')) {
    throw new Error(`axe did not look at the page: ${results.passes.map(({ id }) => id).join(', ')}`);
  }
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
}
