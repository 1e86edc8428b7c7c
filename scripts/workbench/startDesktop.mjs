import path from 'node:path';
import { resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { removeTemporaryFolder, runToEnd, startChild, temporaryFolder } from './childProcesses.mjs';
import { writeSettings } from './settings.mjs';
import { editorEnvironment } from './startServer.mjs';

/**
 * Opens a desktop VS Code with a fresh profile that has one extension.
 * @param {string} executable
 * @param {{ vsix: string, settings: Record<string, unknown>, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ closed: Promise<number>, dispose: () => Promise<void> }>} `closed`: once the person closed it
 */
export async function startDesktop(executable, { vsix, settings, env }) {
  const profile = temporaryFolder('desk-');
  const userData = path.join(profile, 'user-data');
  const folders = [`--user-data-dir=${userData}`, `--extensions-dir=${path.join(profile, 'extensions')}`];
  const editorEnv = editorEnvironment(env);
  const removeProfile = () => removeTemporaryFolder(profile);
  try {
    writeSettings(userData, settings);
    const [cli, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(executable, {
      reuseMachineInstall: true,
    });
    if (cli === undefined) throw new Error(`No command line program belongs to ${executable}.`);
    await runToEnd(cli, [...cliArgs, ...folders, '--install-extension', vsix], { env: editorEnv });
  } catch (error) {
    removeProfile();
    throw error;
  }
  const child = startChild(
    executable,
    [
      ...folders,
      '--new-window',
      '--disable-workspace-trust',
      '--skip-welcome',
      // As root, the editor starts only without its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { env: editorEnv, graceMs: 5000 },
  );
  return {
    closed: child.exited,
    dispose: async () => {
      await child.stop();
      removeProfile();
    },
  };
}
