// Runs out/test/host in the extension host of a real VS Code: `hostTests.mjs [--oldest] [--web]`
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { count } from './testing/mochaResults.mjs';
import { endWithNpm, startChild, stopChildren } from './workbench/childProcesses.mjs';
import { editorVersions } from './workbench/editorVersions.mjs';
import { findDesktopEditor, hasScreen } from './workbench/findDesktopEditor.mjs';
import { artifactsDir, root } from './workbench/project.mjs';
import { runSuiteInServer } from './workbench/runSuiteInServer.mjs';
import { runSuiteOnDesktop } from './workbench/runSuiteOnDesktop.mjs';

endWithNpm();
const version = process.argv.includes('--oldest') ? 'oldest' : 'newest';
const resultsFile = process.env.LIVECHAT_HOST_RESULTS ?? path.join(artifactsDir, `host-${version}.json`);
const suite = {
  extensionDir: root,
  // Uses what we offer to other extensions.
  otherExtensionDirs: [path.join(root, 'test', 'fixtures', 'exampleExtension')],
  testsFile: path.join(root, 'out', 'test', 'host', 'index.js'),
  env: { LIVECHAT_HOST_RESULTS: resultsFile },
  timeoutMs: 600_000,
  logFile: path.join(artifactsDir, 'logs', `host-${version}.log`),
};
for (const file of [suite.testsFile, path.join(root, 'dist', 'extension.js')]) {
  if (!existsSync(file)) throw new Error(`${path.relative(root, file)} is missing: build first.`);
}
mkdirSync(path.dirname(resultsFile), { recursive: true });
rmSync(resultsFile, { force: true });

/** @returns {Promise<number>} exit status */
async function run() {
  const { vscode } = editorVersions[version];
  const desktop = process.argv.includes('--web')
    ? undefined
    : await findDesktopEditor({ version: vscode, installed: version === 'newest' });
  if (desktop !== undefined && !hasScreen()) {
    // Once more, under a virtual screen.
    const env = { ...process.env, LIVECHAT_VSCODE: desktop };
    const args = ['--auto-servernum', process.execPath, ...process.argv.slice(1)];
    return await startChild('xvfb-run', args, { env, show: true, graceMs: 5000 }).exited;
  }
  try {
    if (desktop === undefined) {
      console.log(`Extension host of VS Code ${vscode} in the browser workbench`);
      await runSuiteInServer({ ...suite, version });
    } else {
      console.log(`Extension host of ${desktop}`);
      await runSuiteOnDesktop(desktop, suite);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  if (!existsSync(resultsFile)) {
    console.error('The suite left no results: it did not run to its end.');
    return 1;
  }
  const { passed, failed } = count(JSON.parse(readFileSync(resultsFile, 'utf8')));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await run();
} finally {
  await stopChildren();
}
