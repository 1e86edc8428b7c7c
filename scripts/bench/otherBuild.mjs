import { rmSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../workbench/childProcesses.mjs';
import { installOnce, npm } from '../workbench/installOnce.mjs';
import { packageExtension } from '../workbench/packageExtension.mjs';
import { root } from '../workbench/project.mjs';

/**
 * @typedef {object} OtherBuild
 * @property {string} commit its whole hash
 * @property {string} summary of the commit
 * @property {string} dir its sources with its own dependencies, production bundles and package
 */

/**
 * Extracts another commit, installs what its lockfile names and packages it: once, into `.cache`.
 * @param {string} revision @returns {Promise<OtherBuild>}
 */
export async function buildOther(revision) {
  const git = async (/** @type {string[]} */ ...args) => (await runToEnd('git', args, { cwd: root })).trim();
  const commit = await git('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
  const summary = await git('log', '-1', '--format=%s', commit);
  const dir = await installOnce(`build-${commit.slice(0, 12)}`, async (draft) => {
    console.log(`Extracting ${commit.slice(0, 7)} (${summary}) ...`);
    const archive = path.join(draft, 'sources.tar');
    await git('archive', '--format=tar', `--output=${archive}`, commit);
    await runToEnd('tar', ['-xf', archive], { cwd: draft });
    rmSync(archive);
    console.log('Installing its dependencies (npm ci) ...');
    await npm(draft, ['ci']);
    console.log('Packaging it ...');
    await packageExtension(draft);
  });
  return { commit, summary, dir };
}
