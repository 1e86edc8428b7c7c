import { writeFileSync } from 'node:fs';
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
