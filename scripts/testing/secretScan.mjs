import { appendFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { artifactsDir, root } from '../workbench/project.mjs';

/** Made with the bundles of the tests; outside of them nothing is looked for. */
export const secretsFile = path.join(root, 'out', 'secrets.json');
/** What was found in profiles, which are gone by the time that anybody looks. */
export const findingsFile = path.join(artifactsDir, 'secretFindings.txt');
/** The browser's own store is where the editor keeps its vault in a browser. */
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
 * Files under a folder in which a key or token of a test stands, as bytes.
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
