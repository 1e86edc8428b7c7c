import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runToEnd } from './childProcesses.mjs';
import { installDebianPackages } from './debianPackages.mjs';
import { installOnce } from './installOnce.mjs';
import { root } from './project.mjs';

/**
 * @typedef {object} Browser
 * @property {string} executablePath
 * @property {Record<string, string>} env what it needs in its environment, beyond the usual
 */

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const installedBrowsers = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name];
    if (folder === undefined) return [];
    return ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map(
      (file) => path.join(folder, file),
    );
  }),
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/usr/bin/microsoft-edge',
    '/usr/bin/chromium-browser',
  ],
};

/** @returns {Browser | undefined} */
function installedBrowser() {
  const executablePath = (installedBrowsers[process.platform] ?? []).find((file) => existsSync(file));
  return executablePath === undefined ? undefined : { executablePath, env: {} };
}

/** @param {string} folder @returns {boolean} */
function holdsFont(folder) {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((file) => /\.(ttf|otf|ttc|pfb)$/.test(String(file)))
  );
}

/** Without any font, all text is zero pixels wide. @param {string} folder @returns {Record<string, string>} */
function fontSettings(folder) {
  const places = ['/usr/share/fonts', '/usr/local/share/fonts', path.join(os.homedir(), '.fonts')];
  if (places.some(holdsFont)) return {};
  const file = path.join(folder, 'fonts.conf');
  const cache = path.join(folder, 'fontconfig');
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${path.join(folder, 'fonts')}</dir><cachedir>${cache}</cachedir></fontconfig>\n`,
  );
  return { FONTCONFIG_FILE: file };
}

/** Why the browser does not start, or undefined if it does. @param {Browser} browser */
async function startProblem({ executablePath, env }) {
  try {
    await runToEnd(executablePath, ['--version'], { env: { ...process.env, ...env } });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The browser that lies inside an npm package. @returns {Promise<Browser | string>} the browser, or why not */
async function packagedBrowser() {
  const packageDir = path.join(root, 'node_modules', '@sparticuz', 'chromium');
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'the packaged one is for Linux on x64 only';
  if (!existsSync(packageDir)) return 'the package @sparticuz/chromium is not installed';
  const { version } = JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8'));
  const folder = await installOnce(`chromium-${version}`, async (draft) => {
    const script = path.join(root, 'scripts', 'workbench', 'unpackChromium.mjs');
    await runToEnd(process.execPath, [script, packageDir], { env: { ...process.env, TMPDIR: draft } });
  });
  const executablePath = path.join(folder, 'chromium');
  const fonts = fontSettings(folder);
  let problem;
  // The system's libraries first: the packaged copies are older.
  for (const libraries of [{}, { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib') }]) {
    const browser = { executablePath, env: { ...fonts, ...libraries } };
    problem = await startProblem(browser);
    if (problem === undefined) return browser;
  }
  return `the packaged one does not start: ${problem}`;
}

/** @returns {Promise<Browser | string>} */
async function debianBrowser() {
  const problem = await installDebianPackages(['chromium', 'fonts-dejavu-core']);
  return problem ?? installedBrowser() ?? 'apt-get installed no browser';
}

/** A browser that Playwright can drive; it is never Playwright that fetches one. @returns {Promise<Browser>} */
export async function findBrowser() {
  const chosen = process.env.LIVECHAT_BROWSER;
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`LIVECHAT_BROWSER names no file: ${chosen}`);
    return { executablePath: chosen, env: {} };
  }
  /** @type {string[]} */
  const reasons = [];
  for (const look of [
    packagedBrowser,
    async () => installedBrowser() ?? 'none is installed',
    debianBrowser,
  ]) {
    const found = await look();
    if (typeof found !== 'string') return found;
    reasons.push(found);
  }
  throw new Error(
    `No browser for the tests (${reasons.join('; ')}). Install Chrome, Edge or Chromium, or name one in LIVECHAT_BROWSER.`,
  );
}
