// `npm start -- [--web | --desktop] [--port N] [--no-sandbox] [--account classic|platform] [--tickets N]`: builds the
// extension, starts the sandbox account and opens a real VS Code that is signed in to it, with the LiveChat views and a
// ticket open. Ctrl-C ends all of it.
import { createRequire } from 'node:module';
import path from 'node:path';
import { readStartOptions, sandboxSettings } from './startOptions.mjs';
import { endWithNpm, stopChildren } from './workbench/childProcesses.mjs';
import { editorVersions } from './workbench/editorVersions.mjs';
import { findDesktopEditor, hasScreen } from './workbench/findDesktopEditor.mjs';
import { packageExtension } from './workbench/packageExtension.mjs';
import { root, vsixFile } from './workbench/project.mjs';
import { startDesktop } from './workbench/startDesktop.mjs';
import { startServer } from './workbench/startServer.mjs';

/** @param {number | undefined} tickets @returns {Promise<import('../src/sandbox/sandbox').Sandbox>} */
async function startAccount(tickets) {
  /** @type {typeof import('../src/sandbox/sandbox')} */
  const { startSandbox } = createRequire(import.meta.url)(path.join(root, 'dist', 'sandbox.js'));
  return await startSandbox({
    simulator: 'whileSubscribed',
    customers: true,
    ...(tickets === undefined ? {} : { tickets }),
  });
}

/**
 * The owner of the sandbox's account, as the extension takes it from a start, and the addresses to which it goes.
 * @param {import('../src/sandbox/sandbox').Sandbox} sandbox @param {'classic' | 'platform'} kind
 * @returns {{ env: Record<string, string>, settings: Record<string, string | boolean> }}
 */
function signedInTo({ url, credentials, platform }, kind) {
  const [owner] = credentials;
  const [current] = platform.credentials;
  if (owner === undefined || current === undefined) throw new Error('The sandbox has no owner.');
  const { name, secret } =
    kind === 'classic'
      ? { name: owner.login, secret: owner.apiKey }
      : { name: current.accountId, secret: current.token };
  return {
    env: {
      LIVECHAT_DESK_SANDBOX_URL: url,
      LIVECHAT_DESK_SANDBOX_KIND: kind,
      LIVECHAT_DESK_SANDBOX_NAME: name,
      LIVECHAT_DESK_SANDBOX_LOGIN: owner.login,
      LIVECHAT_DESK_SANDBOX_KEY: secret,
      LIVECHAT_DESK_SANDBOX_SHOW: '1',
    },
    settings: {
      ...sandboxSettings,
      'livechat.apiUrl': url,
      'livechat.helpdeskUrl': platform.helpdeskUrl,
      'livechat.accountsUrl': platform.accountsUrl,
    },
  };
}

/** Only settings that suppress welcome pages; all others are left to the user. */
const settings = {
  'extensions.autoUpdate': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** @param {'web' | 'desktop' | 'any'} where @returns {Promise<string | undefined>} */
async function desktopEditor(where) {
  if (where === 'web') return undefined;
  const found = hasScreen()
    ? await findDesktopEditor({ version: editorVersions.newest.vscode, installed: true })
    : undefined;
  if (found === undefined && where === 'desktop') {
    throw new Error(
      'No desktop VS Code can be opened here. Install one, or name one in LIVECHAT_VSCODE, or use --web.',
    );
  }
  return found;
}

async function start() {
  const { where, port, sandbox, kind, tickets } = readStartOptions(process.argv.slice(2));
  console.error('Building the extension ...');
  await packageExtension();
  const account = sandbox ? await startAccount(tickets) : undefined;
  const given = account === undefined ? { env: {}, settings: {} } : signedInTo(account, kind);
  const options = { vsix: vsixFile, env: given.env, settings: { ...settings, ...given.settings } };
  const desktop = await desktopEditor(where);
  if (desktop !== undefined) {
    const editor = await startDesktop(desktop, options);
    console.log('Desk for LiveChat is open in VS Code.');
    await editor.closed;
    await editor.dispose();
    await account?.dispose();
    return;
  }
  const server = await startServer({
    ...options,
    needsToken: true,
    ...(port === undefined ? {} : { port }),
  });
  console.log(`Desk for LiveChat is ready: ${server.url}`);
  await server.exited;
  await server.dispose();
  await account?.dispose();
  throw new Error(`The editor's server ended by itself:\n${server.output().slice(-4000)}`);
}

process.chdir(path.join(import.meta.dirname, '..'));
endWithNpm();
try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stopChildren();
  process.exit(1);
}
