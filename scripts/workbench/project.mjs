import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The repository's root. Found from the working folder, not from this file's place: tests carry this module
 * inside their bundles, which lie elsewhere.
 * @param {string} from @returns {string}
 */
function findRoot(from) {
  const manifest = path.join(from, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'livechat-desk')
    return from;
  const parent = path.dirname(from);
  if (parent === from) throw new Error('Run this inside the repository of Desk for LiveChat.');
  return findRoot(parent);
}

export const root = findRoot(process.cwd());

/** What is fetched once and kept between runs (ignored by git). */
export const cacheDir = path.join(root, '.cache');

/** The packaged extension. */
export const vsixFile = path.join(root, 'dist', 'livechat-desk.vsix');

/** Screenshots and logs of test runs (ignored by git). */
export const artifactsDir = path.join(root, 'artifacts');
