import { cpSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { editorVersions } from './editorVersions.mjs';
import { installOnce, npm } from './installOnce.mjs';

/**
 * Installs the browser workbench's server. Its own install script is not run: it compiles modules that none of
 * our runs needs; the dependencies of the editor inside, which that script would fetch, are fetched here.
 * @param {import('./editorVersions.mjs').EditorName} name @returns {Promise<string>} its folder
 */
export async function installCodeServer(name) {
  const { codeServer } = editorVersions[name];
  const folder = await installOnce(`code-server-${codeServer}`, async (draft) => {
    console.error(`Installing code-server ${codeServer} (once) ...`);
    writeFileSync(path.join(draft, 'package.json'), '{ "private": true }\n');
    await npm(draft, ['install', `code-server@${codeServer}`, '--save-exact', '--ignore-scripts']);
    const inner = path.join(draft, 'node_modules', 'code-server', 'lib', 'vscode');
    await npm(inner, ['install', '--omit=dev', '--ignore-scripts']);
  });
  return path.join(folder, 'node_modules', 'code-server');
}

/** Of what the editor comes with: its themes, icons of files, and languages of the documents that the product opens. */
const fewBuiltIn = ['json', 'markdown-basics', 'theme-defaults', 'theme-modern-icons', 'theme-seti'];

/**
 * A folder with few of the editor's built-in extensions. With all of them, a window takes a third more CPU time to start.
 * @param {import('./editorVersions.mjs').EditorName} name @returns {Promise<string>}
 */
export async function fewBuiltInExtensions(name) {
  const all = path.join(await installCodeServer(name), 'lib', 'vscode', 'extensions');
  return await installOnce(`built-in-extensions-${editorVersions[name].codeServer}`, async (draft) => {
    for (const extension of fewBuiltIn) {
      const from = path.join(all, extension);
      // Older editors have no modern icons.
      if (existsSync(from)) cpSync(from, path.join(draft, extension), { recursive: true });
    }
  });
}
