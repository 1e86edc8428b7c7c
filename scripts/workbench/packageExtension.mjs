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
  const vsce = path.join(folder, 'node_modules', '@vscode', 'vsce', 'vsce');
  return await runToEnd(process.execPath, [vsce, 'package', '--no-dependencies', '--out', out], {
    cwd: folder,
    graceMs: 5000,
  });
}

/** @param {string} file @returns {string} */
export function sizeOf(file) {
  return `${(statSync(file).size / 1024).toFixed(0)} KB`;
}
