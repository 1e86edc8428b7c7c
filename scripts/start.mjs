// `npm start -- [--web | --desktop] [--port N] [--no-sandbox] [--account classic|platform]`: builds the extension,
// starts the sandbox account and opens a real VS Code that is signed in to it. Ctrl-C ends all of it.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { endWithNpm, stopChildren } from './workbench/childProcesses.mjs';
import { editorVersions } from './workbench/editorVersions.mjs';
import { findDesktopEditor, hasScreen } from './workbench/findDesktopEditor.mjs';
import { packageExtension } from './workbench/packageExtension.mjs';
import { root, vsixFile } from './workbench/project.mjs';
import { startDesktop } from './workbench/startDesktop.mjs';
import { startServer } from './workbench/startServer.mjs';

/** @returns {{ where: 'web' | 'desktop' | 'any', port: number | undefined, sandbox: boolean, kind: 'classic' | 'platform' }} */
function wishes() {
  const { values } = parseArgs({
    options: {
      web: { type: 'boolean', default: false },
      desktop: { type: 'boolean', default: false },
      port: { type: 'string' },
      'no-sandbox': { type: 'boolean', default: false },
      account: { type: 'string', default: 'classic' },
    },
  });
  if (values.web && values.desktop) throw new Error('Either --web or --desktop, not both.');
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`--port must be a number from 1 to 65535, not "${values.port}".`);
  }
  const { account: kind } = values;
  if (kind !== 'classic' && kind !== 'platform') {
    throw new Error(`--account must be classic or platform, not "${kind}".`);
  }
  const where = values.web ? 'web' : values.desktop ? 'desktop' : 'any';
  return { where, port, sandbox: !values['no-sandbox'], kind };
}

/** @returns {Promise<import('../src/sandbox/sandbox').Sandbox>} */
async function sandboxAccount() {
  /** @type {typeof import('../src/sandbox/sandbox')} */
  const { startSandbox } = createRequire(import.meta.url)(path.join(root, 'dist', 'sandbox.js'));
  return await startSandbox();
}

/**
 * The owner of the sandbox's account, as the extension takes it from a start, and the addresses to which it goes.
 * @param {import('../src/sandbox/sandbox').Sandbox} sandbox @param {'classic' | 'platform'} kind
 * @returns {{ env: Record<string, string>, settings: Record<string, string> }}
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
    },
    settings: {
      'livechat.apiUrl': url,
      'livechat.helpdeskUrl': platform.helpdeskUrl,
      'livechat.accountsUrl': platform.accountsUrl,
    },
  };
}

/** Only what stops an editor from talking about itself; all else is as the person will have it. */
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
  const { where, port, sandbox, kind } = wishes();
  console.error('Building the extension ...');
  await packageExtension();
  const account = sandbox ? await sandboxAccount() : undefined;
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
  const server = await startServer({ ...options, ...(port === undefined ? {} : { port }) });
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
