import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { progressMark } from '../testing/mochaResults.mjs';
import { openBrowser } from './openBrowser.mjs';
import { startServer } from './startServer.mjs';

/**
 * @typedef {object} Suite
 * @property {import('./editorVersions.mjs').EditorName} version
 * @property {string} extensionDir
 * @property {string} [vsix] a package to install beside it
 * @property {readonly string[]} [otherExtensionDirs] loaded beside it
 * @property {string} testsFile the module whose `run` is the suite
 * @property {NodeJS.ProcessEnv} env
 * @property {number} timeoutMs
 * @property {string} logFile for what the editor's console shows beyond the suite's own lines
 */

/**
 * Runs an extension's suite in the extension host of a browser workbench: what a desktop editor does with
 * `--extensionTestsPath`, a page does with a payload in its address.
 * @param {Suite} suite @returns {Promise<void>} rejects if the suite failed
 */
export async function runSuiteInServer(suite) {
  const { version, extensionDir, otherExtensionDirs = [], vsix, testsFile, env, timeoutMs, logFile } = suite;
  const server = await startServer({
    version,
    testDriver: true,
    env,
    ...(vsix !== undefined && { vsix }),
    // A page takes one extension under development: the others are installed.
    extensionDirs: otherExtensionDirs,
  });
  /** @type {string[]} */
  const log = [];
  try {
    const folder = path.join(server.profileDir, 'folder');
    mkdirSync(folder);
    const context = await openBrowser(path.join(server.profileDir, 'browser'), 'en-US');
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      const status = await new Promise((resolve, reject) => {
        const late = () => reject(new Error(`The suite did not end within ${timeoutMs / 1000} s.`));
        const timer = setTimeout(late, timeoutMs);
        /** @param {string} _type @param {unknown[]} args */
        const listen = (_type, args) => {
          const line = format(...args);
          log.push(line);
          if (line.startsWith(progressMark)) console.log(line);
        };
        /** @param {number} code */
        const end = (code) => {
          clearTimeout(timer);
          resolve(code);
        };
        const remote = `vscode-remote://127.0.0.1:${server.port}`;
        const payload = [
          ['extensionDevelopmentPath', `${remote}${extensionDir}`],
          ['extensionTestsPath', `${remote}${testsFile}`],
        ];
        const address = new URL(server.url);
        address.searchParams.set('folder', folder);
        address.searchParams.set('payload', JSON.stringify(payload));
        page
          .exposeFunction('codeAutomationLog', listen)
          .then(() => page.exposeFunction('codeAutomationExit', end))
          .then(() => page.goto(address.href))
          .catch((error) => {
            clearTimeout(timer);
            reject(error);
          });
      });
      if (status !== 0)
        throw new Error(`The suite ended with status ${status}; the editor's console: ${logFile}`);
    } finally {
      await context.close();
    }
  } finally {
    mkdirSync(path.dirname(logFile), { recursive: true });
    writeFileSync(logFile, `${log.join('\n')}\n--- server ---\n${server.output()}`);
    await server.dispose();
  }
}
