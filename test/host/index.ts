import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type Mocha from 'mocha';
import { count, progressMark, runAndCollect } from '../../scripts/testing/mochaResults.mjs';

type MochaClass = typeof Mocha;

/** `require` of an ES module returns its namespace or its default export, depending on Node's version. */
function loadMocha(): MochaClass {
  const loaded = createRequire(__filename)('mocha') as MochaClass | { default: MochaClass };
  return 'default' in loaded ? loaded.default : loaded;
}

/** Called by the editor to run the suite in its extension host. */
export async function run(): Promise<void> {
  const resultsFile = process.env.LIVECHAT_HOST_RESULTS;
  if (resultsFile === undefined) throw new Error('LIVECHAT_HOST_RESULTS names no file for the results.');
  const mocha = new (loadMocha())({ timeout: 20_000, forbidOnly: true });
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.js')).sort()) {
    mocha.addFile(path.join(__dirname, file));
  }
  const results = await runAndCollect(mocha, progressMark);
  writeFileSync(resultsFile, JSON.stringify(results));
  const { passed, failed } = count(results);
  if (failed > 0) throw new Error(`${passed} passed, ${failed} failed in the extension host`);
}
