#!/usr/bin/env bash
# @microsoft/dev-tunnels-management 1.3.60 (with dev-tunnels-contracts 1.3.60, dev-tunnels-ssh 3.12.42).
#
# Behaviour: createTunnel() without a cluster id is not one request. It first asks the service for a
# recommended cluster (GET /clusters/recommendations), once more without the token if that was refused with
# 401, and only then creates the tunnel (PUT /tunnels/<id>). If the recommendation is not answered, it waits
# as long as for any other request, 20 s, and then continues without it. The description of createTunnel()
# does not mention it (an event and the option requiredGeo do), no option skips or shortens it, and a
# cancellation token cancels the whole creation.
#
# Output seen:
#   recommendation refused: created after 0 s: GET /clusters/recommendations, GET /clusters/recommendations (no token), PUT /tunnels/ID
#   recommendation not answered: created after 20 s: GET /clusters/recommendations, PUT /tunnels/ID
#
# Why it matters here: opening a tunnel has 25 s in total, including the connection to it. Behind a proxy that
# does not answer this one address, a first start can end in "No public address after 25 s" although nothing
# required has failed. Required: call getClusterRecommendations() with a limit of a few seconds and pass its
# clusterId; if it fails, pass a cluster of listClusters() or the tunnel's last one. Tests count both requests.
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

/** Creates one tunnel at a service on loopback whose recommendation is given by `recommend`. */
async function create(recommend) {
  const requests = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.replace(/[^/]+$/u, (id) =>
      request.method === 'PUT' ? 'ID' : id,
    );
    requests.push(`${request.method} ${path}${request.headers.authorization ? '' : ' (no token)'}`);
    request.resume().on('end', () => {
      if (request.method === 'PUT') {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ tunnelId: 'quiet-lake-1', clusterId: 'localhost' }));
      } else {
        recommend(request, response);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service = new TunnelManagementHttpClient(
    { name: 'example', version: '1.0.0' },
    '2023-09-27-preview',
    async () => 'github demo',
    `http://localhost:${server.address().port}/`,
  );
  const begin = Date.now();
  await service.createTunnel({ labels: ['example'] }, { tokenScopes: ['host'] });
  const seconds = Math.round((Date.now() - begin) / 1000);
  server.closeAllConnections();
  server.close();
  return `created after ${seconds} s: ${requests.join(', ')}`;
}

(async () => {
  const refuse = (request, response) => {
    response.statusCode = request.headers.authorization ? 401 : 404;
    response.end();
  };
  const silent = () => undefined;
  const lines = [
    `recommendation refused: ${await create(refuse)}`,
    `recommendation not answered: ${await create(silent)}`,
  ];
  console.log(lines.join('\n'));
  const asked = 'GET /clusters/recommendations';
  assert.deepEqual(lines, [
    `recommendation refused: created after 0 s: ${asked}, ${asked} (no token), PUT /tunnels/ID`,
    `recommendation not answered: created after 20 s: ${asked}, PUT /tunnels/ID`,
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
