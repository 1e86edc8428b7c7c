import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { removeTemporaryFolder, runToEnd, startChild, temporaryFolder, until } from './childProcesses.mjs';
import { editorVersions } from './editorVersions.mjs';
import { fewBuiltInExtensions, installCodeServer } from './installCodeServer.mjs';
import { writeLanguagePack } from './languagePack.mjs';
import { nodeRuntime } from './nodeRuntime.mjs';
import { processWide } from './processWide.mjs';
import { quietSettings, writeSettings } from './settings.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {import('./editorVersions.mjs').EditorName} [version]
 * @property {Record<string, unknown>} [settings] user settings; else the quiet ones
 * @property {string} [locale] such as `pt-br`
 * @property {string} [vsix] an extension to install
 * @property {readonly string[]} [extensionDirs] unpacked extensions to install
 * @property {string} [profileDir] keep everything here and find it again next time; else a folder that goes away
 * @property {number} [port] else any free one, kept within a profile
 * @property {boolean} [testDriver] let the page run extension tests
 * @property {boolean} [workspaceTrust] ask whether the folder is trusted; else every folder is
 * @property {'all' | 'few'} [builtIn] extensions that the editor comes with; else all
 * @property {boolean} [needsToken] reject requests without the connection token in the address
 * @property {NodeJS.ProcessEnv} [env] more variables for the extension host
 */

/**
 * @typedef {object} Server
 * @property {string} url opens the editor; its query may have a connection token
 * @property {number} port
 * @property {number} pid leader of the process group that all its processes are in
 * @property {string} profileDir
 * @property {string} userDataDir
 * @property {() => string} output
 * @property {Promise<number>} exited
 * @property {() => Promise<void>} dispose
 */

/** Resolves to a port where nothing listens; rejects if that is not so of `wanted`.
 * @param {number} [wanted] else any @returns {Promise<number>} */
export function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * What of this process's environment an editor may see: not the variables with which an outer editor or npm
 * steers its own children.
 * @param {NodeJS.ProcessEnv} extra @returns {NodeJS.ProcessEnv}
 */
export function editorEnvironment(extra) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VSCODE_(?!TEST_)|ELECTRON_|npm_|INIT_CWD$|NODE_OPTIONS$)/i.test(name),
    ),
  );
  return { ...env, EXTENSIONS_GALLERY: '{}', ...extra };
}

/** A browser keeps a page's secrets by host and port, so a profile keeps its port. @param {string} profileDir */
async function profilePort(profileDir) {
  const file = path.join(profileDir, 'port');
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'));
  const port = await freePort();
  writeFileSync(file, String(port));
  return port;
}

/** The editor finds what lies in the folder when it first looks there. @param {string} dir @param {string} extensions */
function installUnpacked(dir, extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  cpSync(dir, path.join(extensions, `${publisher}.${name}-${version}`), { recursive: true });
}

/** Folders with an installed package. @type {Map<string, Promise<string>>} */
const installations = processWide('installations', () => new Map());

/**
 * Installs a package once for all servers of this process: it takes about as long as starting a server.
 * @param {string} vsix @param {string} server
 * @param {(profileDir: string) => Promise<unknown>} install into a profile
 * @returns {Promise<string>} the folder of extensions, to be copied
 */
function installedOnce(vsix, server, install) {
  const key = `${server} ${vsix} ${statSync(vsix).mtimeMs}`;
  const known = installations.get(key);
  if (known !== undefined) return known;
  const profileDir = temporaryFolder('desk-');
  const installation = install(profileDir).then(
    () => path.join(profileDir, 'extensions'),
    (error) => {
      installations.delete(key);
      throw error;
    },
  );
  installations.set(key, installation);
  return installation;
}

/** In a file, because every user of the machine can read arguments. @param {string} file @param {string} token */
function writeToken(file, token) {
  writeFileSync(file, token, { mode: 0o600 });
  return file;
}

/** Starts a browser workbench's server. @param {ServerOptions} [options] @returns {Promise<Server>} */
export async function startServer(options = {}) {
  const {
    version = 'newest',
    settings = quietSettings,
    locale,
    vsix,
    testDriver = false,
    workspaceTrust = false,
    needsToken = false,
    builtIn = 'all',
  } = options;
  const editor = editorVersions[version];
  const wrapper = editor.wrapper && !needsToken;
  const codeServer = await installCodeServer(version);
  const node = await nodeRuntime(editor.node);

  // A short path: sockets in it must stay within the system's limit of about 107 characters.
  const profileDir = options.profileDir ?? temporaryFolder('desk-');
  /** @param {string} name */
  const within = (name) => path.join(profileDir, name);
  for (const name of ['user-data', 'extensions', 'home', 'tmp']) mkdirSync(within(name), { recursive: true });
  const removeProfile = () => {
    if (options.profileDir === undefined) removeTemporaryFolder(profileDir);
  };
  try {
    const port = options.port ?? (await profilePort(profileDir));
    const env = editorEnvironment({
      HOME: within('home'),
      ...(process.platform === 'linux' ? { TMPDIR: within('tmp') } : {}),
      ...options.env,
    });
    /** @param {string} profile */
    const foldersIn = (profile) => [
      ...['--user-data-dir', path.join(profile, 'user-data')],
      ...['--extensions-dir', path.join(profile, 'extensions')],
    ];
    const inner = [
      path.join(codeServer, 'lib', 'vscode', 'out', 'server-main.js'),
      '--accept-server-license-terms',
    ];
    for (const dir of options.extensionDirs ?? []) installUnpacked(dir, within('extensions'));
    writeSettings(within('user-data'), settings);
    if (locale !== undefined) writeLanguagePack(within('user-data'), within('extensions'), locale);
    if (vsix !== undefined) {
      /** @param {string} profile */
      const install = (profile) =>
        runToEnd(node, [...inner, ...foldersIn(profile), '--install-extension', vsix, '--force'], { env });
      // The editor lists what is installed in a file of that folder, so a copy must not meet other extensions.
      if (readdirSync(within('extensions')).length > 0) await install(profileDir);
      else {
        const from = await installedOnce(vsix, codeServer, install);
        cpSync(from, within('extensions'), { recursive: true });
      }
    }
    writeFileSync(within('code-server.yaml'), '{}\n');
    const token = randomBytes(32).toString('hex');
    const builtInDir = builtIn === 'few' ? await fewBuiltInExtensions(version) : undefined;
    // code-server turns the editor's connection token off. The editor inside it has one.
    const start = wrapper
      ? [
          path.join(codeServer, 'out', 'node', 'entry.js'),
          ...['--config', within('code-server.yaml'), '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
          ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
          ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
          ...(builtInDir ? ['--vscode-option', `builtin-extensions-dir=${builtInDir}`] : []),
        ]
      : [
          ...inner,
          ...['--host', '127.0.0.1', '--port', String(port)],
          ...['--connection-token-file', writeToken(within('connection-token'), token)],
          ...['--server-data-dir', within('server'), '--telemetry-level', 'off'],
          ...(testDriver ? ['--enable-smoke-test-driver'] : []),
          ...(builtInDir ? ['--builtin-extensions-dir', builtInDir] : []),
        ];
    const common = [
      ...foldersIn(profileDir),
      ...(locale === undefined ? [] : ['--locale', locale]),
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ];
    const child = startChild(node, [...start, ...common], { env });
    const origin = `http://127.0.0.1:${port}/`;
    const url = wrapper ? origin : `${origin}?tkn=${token}`;
    const dispose = async () => {
      await child.stop();
      removeProfile();
    };
    try {
      await until(() => answer(origin, child), {
        timeoutMs: 60_000,
        what: `the editor's server at ${origin}`,
      });
    } catch (error) {
      await child.stop();
      throw new Error(`The editor's server did not start:\n${child.output().slice(-4000)}`, { cause: error });
    }
    return {
      url,
      port,
      pid: child.pid,
      profileDir,
      userDataDir: within('user-data'),
      output: child.output,
      exited: child.exited,
      dispose,
    };
  } catch (error) {
    removeProfile();
    throw error;
  }
}

/** @param {string} url @param {import('./childProcesses.mjs').Child} child @returns {Promise<true | undefined>} */
async function answer(url, child) {
  if (!child.running()) throw new Error('The server ended at once.');
  try {
    const response = await fetch(new URL('version', url));
    await response.arrayBuffer();
    return response.ok ? true : undefined;
  } catch (error) {
    // No listeners yet.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
