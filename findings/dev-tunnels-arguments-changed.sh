#!/usr/bin/env bash
# @microsoft/dev-tunnels-management 1.3.60 (with dev-tunnels-contracts 1.3.60, dev-tunnels-ssh 3.12.42).
#
# Behaviour: two methods write into the objects that the caller passes, and what stays there makes a later call fail.
#  - updateTunnel() and updateTunnelPort() put `If-Match: *` into the caller's request options, although createTunnel()
#    copies them. createOrUpdateTunnel() with the same options, usually one constant for all calls, then only updates, and
#    fails with 412 for a tunnel that is not there yet.
#  - createTunnel() puts the id that it made up into the caller's tunnel. If the answer was lost, another attempt with this
#    object asks for the same id, which is taken by the first attempt, and fails with 409 again and again. Other than in
#    the first attempt, no other id is tried, since the id now looks like the caller's own.
# Expected: arguments stay as they are.
#
# Output seen:
#   a new tunnel: OK (no condition)
#   update of another: OK (If-Match)
#   another new tunnel, same options: 412 (If-Match)
#   createTunnel, answer lost: no answer (If-None-Match)
#   createTunnel, same object: 409 (If-None-Match)
#   createTunnel, same object again: 409 (If-None-Match)
#   left in the object: labels clusterId tunnelId; in the options: {"If-Match":"*"}
#
# Why it matters here: a tunnel is opened again after each lost network, with options that are a constant. Each
# attempt gets a tunnel object of its own (`src/core/tunnel/devtunnel/ownTunnel.ts`), one whose answer was lost is found by
# its label, and updateTunnel() is not used.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @microsoft/dev-tunnels-management@1.3.60 @microsoft/dev-tunnels-contracts@1.3.60 @microsoft/dev-tunnels-ssh@3.12.42 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const { TunnelManagementHttpClient } = require('@microsoft/dev-tunnels-management');

const tunnels = new Set(['quiet-lake-1']);
let asked = [];
let losesAnswer = false;
/** A service of tunnels on loopback that takes conditions of requests as HTTP defines them. */
const server = createServer((request, response) => {
  const id = new URL(request.url, 'http://localhost').pathname.split('/').pop();
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  response.setHeader('x-served-by', 'tunnels-1');
  request.resume().on('end', () => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json');
      response.end('{"recommendedClusterId":"localhost"}');
      return;
    }
    asked.push([match && 'If-Match', noneMatch && 'If-None-Match'].filter(Boolean).join(' and ') || 'no condition');
    if (match && !tunnels.has(id)) response.statusCode = 412;
    else if (noneMatch && tunnels.has(id)) response.statusCode = 409;
    else tunnels.add(id);
    if (losesAnswer) request.destroy();
    else {
      response.setHeader('content-type', 'application/json');
      response.end(response.statusCode === 200 ? JSON.stringify({ tunnelId: id, clusterId: 'localhost' }) : '');
    }
  });
});

(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://localhost:${server.address().port}/`;
  const service = new TunnelManagementHttpClient({ name: 'probe', version: '1.0.0' }, '2023-09-27-preview', async () => 'github demo', address);
  const outcome = async (call) => {
    asked = [];
    const result = await call().then(
      () => 'OK',
      (error) => error.response?.status ?? 'no answer',
    );
    return `${result} (${asked.join(', ')})`;
  };
  const options = { tokenScopes: ['host'] };
  const lines = [];
  lines.push(`a new tunnel: ${await outcome(() => service.createOrUpdateTunnel({ tunnelId: 'new-lake-1' }, options))}`);
  lines.push(`update of another: ${await outcome(() => service.updateTunnel({ tunnelId: 'quiet-lake-1', clusterId: 'localhost' }, options))}`);
  lines.push(`another new tunnel, same options: ${await outcome(() => service.createOrUpdateTunnel({ tunnelId: 'new-lake-2' }, options))}`);
  const tunnel = { labels: ['probe'] };
  losesAnswer = true;
  lines.push(`createTunnel, answer lost: ${await outcome(() => service.createTunnel(tunnel))}`);
  losesAnswer = false;
  lines.push(`createTunnel, same object: ${await outcome(() => service.createTunnel(tunnel))}`);
  lines.push(`createTunnel, same object again: ${await outcome(() => service.createTunnel(tunnel))}`);
  lines.push(`left in the object: ${Object.keys(tunnel).join(' ')}; in the options: ${JSON.stringify(options.additionalHeaders)}`);
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'a new tunnel: OK (no condition)',
    'update of another: OK (If-Match)',
    'another new tunnel, same options: 412 (If-Match)',
    'createTunnel, answer lost: no answer (If-None-Match)',
    'createTunnel, same object: 409 (If-None-Match)',
    'createTunnel, same object again: 409 (If-None-Match)',
    'left in the object: labels clusterId tunnelId; in the options: {"If-Match":"*"}',
  ]);
  server.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
