import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { removeTemporaryFolder, temporaryFolder } from './childProcesses.mjs';
import { quietSettings, writeSettings } from './settings.mjs';
import { editorEnvironment } from './startServer.mjs';

/**
 * Runs an extension's suite in the extension host of a desktop VS Code.
 * @param {string} executable @param {Omit<import('./runSuiteInServer.mjs').Suite, 'version' | 'logFile'>} suite
 * @returns {Promise<void>} rejects if the suite failed
 */
export async function runSuiteOnDesktop(executable, suite) {
  const { extensionDir, otherExtensionDirs = [], testsFile, env, timeoutMs } = suite;
  const profile = temporaryFolder('desk-');
  /** @param {string} name */
  const within = (name) => path.join(profile, name);
  mkdirSync(within('folder'));
  writeSettings(within('user-data'), quietSettings);
  // The runner hands on this whole environment: what an outer editor or npm set in it must go.
  const kept = editorEnvironment({});
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    await Promise.race([
      runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: [extensionDir, ...otherExtensionDirs],
        extensionTestsPath: testsFile,
        extensionTestsEnv: env,
        launchArgs: [
          within('folder'),
          `--user-data-dir=${within('user-data')}`,
          `--extensions-dir=${within('extensions')}`,
          '--disable-gpu',
        ],
      }),
      new Promise((_resolve, reject) => {
        const late = () => reject(new Error(`The suite did not end within ${timeoutMs / 1000} s.`));
        timer = setTimeout(late, timeoutMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    removeTemporaryFolder(profile);
  }
}
