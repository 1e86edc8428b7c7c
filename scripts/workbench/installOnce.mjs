import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from './childProcesses.mjs';
import { cacheDir } from './project.mjs';

const marker = '.complete';

/** @param {number} pid @returns {boolean} */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** Removes drafts of installations that were broken off. @param {string} name */
function removeAbandoned(name) {
  for (const entry of readdirSync(cacheDir)) {
    if (!entry.startsWith(`${name}.draft-`)) continue;
    const pid = Number(entry.slice(`${name}.draft-`.length).split('-')[0]);
    if (!alive(pid)) rmSync(path.join(cacheDir, entry), { recursive: true, force: true });
  }
}

/**
 * Makes `.cache/<name>` once. The work happens in a draft folder that gets its name only when all is done, so a
 * broken-off installation is never taken for a whole one, and two runs at the same time do not meet.
 * @param {string} name @param {(draft: string) => Promise<void>} install @returns {Promise<string>} the folder
 */
export async function installOnce(name, install) {
  const target = path.join(cacheDir, name);
  const complete = () => existsSync(path.join(target, marker));
  if (complete()) return target;
  mkdirSync(cacheDir, { recursive: true });
  removeAbandoned(name);
  const draft = mkdtempSync(path.join(cacheDir, `${name}.draft-${process.pid}-`));
  try {
    await install(draft);
    writeFileSync(path.join(draft, marker), '');
    if (!complete()) {
      rmSync(target, { recursive: true, force: true });
      renameSync(draft, target);
    }
  } catch (error) {
    // Another run was faster between the look and the move.
    if (!complete()) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}

/**
 * Runs npm in a folder that has a package.json of its own.
 * @param {string} cwd @param {string[]} args @param {NodeJS.ProcessEnv} [extra]
 */
export async function npm(cwd, args, extra = {}) {
  const env = { ...process.env, ...extra };
  // Set by an outer `npm run`, these would point npm at the repository instead of `cwd`.
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|config_(local_)?prefix)/i.test(name)) delete env[name];
  }
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('npm-cli.js')
    ? [process.execPath, [script]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  await runToEnd(command, [...first, ...args, '--no-audit', '--no-fund'], { cwd, env });
}
