// The last part of the tests: no key or token of a test may be in left files or in shipped files.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { artifactsDir, root } from '../workbench/project.mjs';
import { findingsFile, scan, secretsFile } from './secretScan.mjs';

if (!existsSync(secretsFile)) throw new Error('What to look for is not known: the bundles come first.');
const found = existsSync(findingsFile) ? readFileSync(findingsFile, 'utf8').trim().split('\n') : [];
let scanned = 0;
for (const folder of [artifactsDir, path.join(root, 'dist')]) {
  const result = scan(folder);
  scanned += result.scanned;
  found.push(...result.found);
}
console.log(`${scanned} files looked through, and every profile before it went.`);
for (const file of found) console.log(`A secret stands in ${file}`);
process.exitCode = found.length === 0 && scanned > 0 ? 0 : 1;
