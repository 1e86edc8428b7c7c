// Runs mocha over files and writes the results as JSON: `runMocha.mjs RESULTS.json TIMEOUT_MS LABEL FILE...`
// The label precedes each line, because other tests may print at the same time.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { endWithNpm } from '../workbench/childProcesses.mjs';
import { count, runAndCollect } from './mochaResults.mjs';

const [resultsFile, timeout, label, ...files] = process.argv.slice(2);
if (resultsFile === undefined) throw new Error('Give the file for the results.');

endWithNpm();
const mocha = new Mocha({ timeout: Number(timeout), forbidOnly: true });
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
const results = await runAndCollect(mocha, `[${label}] `);
writeFileSync(resultsFile, JSON.stringify(results));
// A handle that a test left open must not keep the run from ending.
process.exit(count(results).failed === 0 ? 0 : 1);
