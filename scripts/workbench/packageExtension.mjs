import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from './childProcesses.mjs';
import { root, vsixFile } from './project.mjs';

/**
 * Packages the extension as `dist/livechat-desk.vsix`. The packager itself makes the production bundle first
 * (`vscode:prepublish`); all code is in it, so no dependencies are packed.
 * @param {string} [folder] of the project: this one, or a copy of another commit
 * @returns {Promise<string>} the packager's list of what it packed
 */
export async function packageExtension(folder = root) {
  const out = path.relative(root, vsixFile);
  mkdirSync(path.dirname(path.join(folder, out)), { recursive: true });
  // Otherwise the number of a ticket in README or CHANGELOG, such as #12, becomes a link to an issue of this repository.
  return await vsce(['package', '--no-dependencies', '--no-gitHubIssueLinking', '--out', out], folder);
}

/** @returns {Promise<string[]>} files of the project that the package contains, with `/` */
export async function shippedFiles() {
  const output = await vsce(['ls', '--no-dependencies'], root);
  return output.split('\n').filter((line) => line !== '');
}

/** @param {readonly string[]} args @param {string} folder @returns {Promise<string>} its output */
function vsce(args, folder) {
  const program = path.join(folder, 'node_modules', '@vscode', 'vsce', 'vsce');
  return runToEnd(process.execPath, [program, ...args], { cwd: folder, graceMs: 5000 });
}

/** @param {string} file @returns {string} */
export function sizeOf(file) {
  return `${(statSync(file).size / 1024).toFixed(0)} KB`;
}
