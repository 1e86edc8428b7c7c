import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installOnce, npm } from './installOnce.mjs';
import { root } from './project.mjs';

/**
 * Whether a Node can stand in for another: the same major version, and not older.
 * @param {string} version @param {string} wanted
 */
function satisfies(version, wanted) {
  const [major, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor = 0] = wanted.split('.').map(Number);
  return major === wantedMajor && minor >= wantedMinor;
}

/**
 * A Node of the wanted major version, at least as new as the wanted one: this process's own, the repository's, or
 * the exact version fetched as a package.
 * @param {string} version @returns {Promise<string>} the executable
 */
export async function nodeRuntime(version) {
  if (satisfies(process.versions.node, version)) return process.execPath;
  const packageName = `node-${process.platform}-${process.arch}`;
  const own = path.join(root, 'node_modules', packageName, 'package.json');
  if (existsSync(own) && satisfies(JSON.parse(readFileSync(own, 'utf8')).version, version))
    return path.join(path.dirname(own), 'bin', 'node');
  if (process.platform !== 'linux') {
    const major = version.split('.')[0];
    throw new Error(`This part needs Node ${major}: run it with Node ${version} or a later ${major}.`);
  }
  const folder = await installOnce(`node-${version}`, async (draft) => {
    console.error(`Installing Node ${version} (once) ...`);
    writeFileSync(path.join(draft, 'package.json'), '{ "private": true }\n');
    await npm(draft, ['install', `${packageName}@${version}`, '--save-exact', '--ignore-scripts']);
  });
  return path.join(folder, 'node_modules', packageName, 'bin', 'node');
}
