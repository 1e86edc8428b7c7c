import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { benchDir } from './children';

/** Its identifier in an editor. */
export const blankId = 'blankchat-desk.blankchat-desk';

/**
 * Writes an extension with the manifest of a build and empty handlers (`bench/editor/blank.ts`). Every identifier has
 * another name, so that both can run in one editor.
 * @returns its folder
 */
export function writeBlankExtension(parent: string, extensionDir: string): string {
  const dir = path.join(parent, `blank-${path.basename(extensionDir)}`);
  mkdirSync(path.join(dir, 'dist'), { recursive: true });
  const manifest = readFileSync(path.join(extensionDir, 'package.json'), 'utf8');
  writeFileSync(path.join(dir, 'package.json'), manifest.replace(/(?<!media\/)livechat/g, 'blankchat'));
  copyFileSync(path.join(extensionDir, 'package.nls.json'), path.join(dir, 'package.nls.json'));
  cpSync(path.join(extensionDir, 'media'), path.join(dir, 'media'), { recursive: true });
  copyFileSync(path.join(benchDir, 'editor', 'blank.cjs'), path.join(dir, 'dist', 'extension.js'));
  return dir;
}
