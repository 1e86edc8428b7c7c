import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installOnce, npm } from './installOnce.mjs';
import { root } from './project.mjs';

/**
 * A Node of the wanted major version: this process's own, the repository's, or the exact one fetched as a package.
 * @param {string} version @returns {Promise<string>} the executable
 */
export async function nodeRuntime(version) {
  const major = version.split('.')[0];
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const packageName = `node-${process.platform}-${process.arch}`;
  const own = path.join(root, 'node_modules', packageName, 'package.json');
  if (existsSync(own)) {
    if (JSON.parse(readFileSync(own, 'utf8')).version.split('.')[0] === major)
      return path.join(path.dirname(own), 'bin', 'node');
  }
  if (process.platform !== 'linux') {
    throw new Error(`This part needs Node ${major}: run it with Node ${version} or a later ${major}.`);
  }
  const folder = await installOnce(`node-${version}`, async (draft) => {
    console.error(`Installing Node ${version} (once) ...`);
    writeFileSync(path.join(draft, 'package.json'), '{ "private": true }\n');
    await npm(draft, ['install', `${packageName}@${version}`, '--save-exact', '--ignore-scripts']);
  });
  return path.join(folder, 'node_modules', packageName, 'bin', 'node');
}
