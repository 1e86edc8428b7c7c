import { appendFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { artifactsDir, root } from '../workbench/project.mjs';

/** Written with the bundles of the tests; without it nothing is searched. */
export const secretsFile = path.join(root, 'out', 'secrets.json');
/** Findings in profiles, which are deleted before the results are read. */
export const findingsFile = path.join(artifactsDir, 'secretFindings.txt');
/** In a browser, the editor stores secrets in the browser storage. */
const vaults = new Set(['browser']);
const largest = 64 * 1024 * 1024;

/** @returns {Buffer[]} */
function knownSecrets() {
  if (!existsSync(secretsFile)) return [];
  return JSON.parse(readFileSync(secretsFile, 'utf8')).map((/** @type {string} */ text) => Buffer.from(text));
}

/** @param {string} folder @returns {IterableIterator<string>} */
function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory() && !vaults.has(entry.name)) yield* filesIn(at);
    else if (entry.isFile() && lstatSync(at).size < largest) yield at;
  }
}

/**
 * Files under a folder that contain a key or token of a test, as bytes.
 * @param {string} folder @returns {{ scanned: number, found: string[] }}
 */
export function scan(folder) {
  const secrets = knownSecrets();
  if (secrets.length === 0 || !existsSync(folder)) return { scanned: 0, found: [] };
  let scanned = 0;
  const found = [];
  for (const file of filesIn(folder)) {
    if (file === secretsFile || file === findingsFile) continue;
    const bytes = readFileSync(file);
    scanned += 1;
    if (secrets.some((secret) => bytes.includes(secret))) found.push(file);
  }
  return { scanned, found };
}

/** Looks through what an editor left, before it goes. @param {string} folder a profile */
export function scanBeforeRemoval(folder) {
  const { found } = scan(folder);
  if (found.length === 0) return;
  mkdirSync(artifactsDir, { recursive: true });
  appendFileSync(findingsFile, `${found.join('\n')}\n`);
}
