import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The full path of a program on PATH. It is looked up here and started by its full path, because Windows would
 * look in the working folder first, which is whatever folder a person opened.
 */
export async function findOnPath(
  name: string,
  env: Readonly<NodeJS.ProcessEnv>,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  const folders = (env.PATH ?? env.Path ?? '')
    .split(paths.delimiter)
    .filter((folder) => paths.isAbsolute(folder));
  // Batch files would need a shell.
  const names = windows ? [`${name}.exe`] : [name];
  for (const folder of folders) {
    for (const each of names) {
      const file = paths.join(folder, each);
      if (await isProgram(file)) return file;
    }
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
