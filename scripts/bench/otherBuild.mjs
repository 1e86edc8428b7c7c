import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runToEnd } from '../workbench/childProcesses.mjs';
import { npm } from '../workbench/installOnce.mjs';
import { packageExtension } from '../workbench/packageExtension.mjs';
import { root } from '../workbench/project.mjs';

/**
 * @typedef {object} OtherBuild
 * @property {string} commit its whole hash
 * @property {string} summary of the commit
 * @property {string} dir a worktree with its own dependencies, production bundles and package
 * @property {string} tmpDir a folder for whatever the measurements write
 */

/**
 * Checks out another commit into a temporary folder, installs what its lockfile names and packages it. The folder goes
 * with this process, however that ends.
 * @param {string} revision @returns {Promise<OtherBuild>}
 */
export async function buildOther(revision) {
  const git = async (/** @type {string[]} */ ...args) => (await runToEnd('git', args, { cwd: root })).trim();
  const commit = await git('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
  const summary = await git('log', '-1', '--format=%s', commit);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-against-'));
  const dir = path.join(folder, 'other');
  // Registered after the first child was started, so that the children have ended by then.
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    // Git forgets the worktrees that are missing.
    spawnSync('git', ['worktree', 'prune'], { cwd: root, stdio: 'ignore' });
  });
  console.log(`Checking out ${commit.slice(0, 7)} (${summary}) ...`);
  await git('worktree', 'add', '--detach', dir, commit);
  console.log('Installing its dependencies (npm ci) ...');
  await npm(dir, ['ci']);
  console.log('Packaging it ...');
  await packageExtension(dir);
  const tmpDir = path.join(folder, 'tmp');
  mkdirSync(tmpDir);
  return { commit, summary, dir, tmpDir };
}
