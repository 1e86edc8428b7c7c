import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{ pid: number, group: number, command: string }} Process */

/** @returns {Process[]} */
function linuxProcesses() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        // After the name in brackets, which may hold anything: state, parent, group.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
        return [{ pid: Number(name), group, command }];
      } catch (error) {
        // It ended between the listing and the look.
        const code = /** @type {NodeJS.ErrnoException} */ (error).code;
        if (code === 'ENOENT' || code === 'ESRCH') return [];
        throw error;
      }
    });
}

/** @returns {Process[]} */
function otherProcesses() {
  if (process.platform === 'win32') throw new Error('Extension hosts are not told apart on Windows.');
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), group: Number(match[2]), command: match[3] ?? '' }] : [];
  });
}

/**
 * Process ids of the extension hosts of a server, the oldest first.
 * @param {number} group the server's process group @returns {number[]}
 */
export function extensionHosts(group) {
  const processes = process.platform === 'linux' ? linuxProcesses() : otherProcesses();
  return processes
    .filter((each) => each.group === group && each.command.includes('--type=extensionHost'))
    .map(({ pid }) => pid)
    .sort((a, b) => a - b);
}
