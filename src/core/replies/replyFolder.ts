import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder of a setting.
 * @param value unchecked; `~` is the user's home
 * @returns an absolute path, or `undefined` for anything else
 */
export function replyFolderOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const folder = value.trim().replace(/^~(?=$|[\\/])/, homedir());
  return path.isAbsolute(folder) ? folder : undefined;
}

/** The name of a reply's file without its extension. @returns `undefined` for other files */
export function replyName(file: string): string | undefined {
  return file.endsWith('.md') ? path.posix.basename(file, '.md') : undefined;
}

/** @param file path of a URI */
export function folderOf(file: string): string {
  return path.posix.dirname(file);
}
