import { existsSync } from 'node:fs';
import { runToEnd } from './childProcesses.mjs';

/** Installs packages of Debian. @param {string[]} packages @returns {Promise<string | undefined>} why not, or undefined */
export async function installDebianPackages(packages) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return 'no apt-get';
  if (process.getuid?.() !== 0) return 'not root, so none can be installed with apt-get';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    console.error(`Installing Debian ${packages[0]} ...`);
    await runToEnd('apt-get', ['update'], { env });
    await runToEnd('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], { env });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
