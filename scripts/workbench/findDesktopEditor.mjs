import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheDir } from './project.mjs';

/** @param {string} name @returns {string | undefined} */
function inPath(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}

/** @returns {string[]} */
function installedPlaces() {
  if (process.platform === 'darwin') {
    const contents = '/Applications/Visual Studio Code.app/Contents/MacOS';
    return [path.join(contents, 'Code'), path.join(contents, 'Electron')];
  }
  if (process.platform === 'win32') {
    return ['LOCALAPPDATA', 'PROGRAMFILES'].flatMap((name) => {
      const folder = process.env[name];
      if (folder === undefined) return [];
      const programs = name === 'LOCALAPPDATA' ? path.join(folder, 'Programs') : folder;
      return [path.join(programs, 'Microsoft VS Code', 'Code.exe')];
    });
  }
  // `code` in the PATH is a script in the `bin` folder beside the program itself.
  const script = inPath('code');
  const program = script === undefined ? [] : [path.join(path.dirname(realpathSync(script)), '..', 'code')];
  return [...program, '/usr/share/code/code'];
}

/** Whether a window can be shown as things are. @returns {boolean} */
export function hasScreen() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * A desktop VS Code: the named one, an installed one, or a downloaded one.
 * @param {{ version: string, installed: boolean }} wanted `installed`: any installed one will do
 * @returns {Promise<string | undefined>} its executable, or undefined where none can be had
 */
export async function findDesktopEditor({ version, installed }) {
  const chosen = process.env.LIVECHAT_VSCODE;
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`LIVECHAT_VSCODE names no file: ${chosen}`);
    return chosen;
  }
  if (!hasScreen() && inPath('xvfb-run') === undefined) return undefined;
  const found = installed ? installedPlaces().find((file) => existsSync(file)) : undefined;
  if (found !== undefined) return found;
  try {
    return await downloadAndUnzipVSCode({
      version,
      cachePath: path.join(cacheDir, 'vscode'),
      timeout: 10_000,
    });
  } catch (error) {
    console.error(
      `No desktop VS Code to download (${error instanceof Error ? error.message : String(error)}).`,
    );
    return undefined;
  }
}
