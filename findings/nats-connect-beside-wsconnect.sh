#!/usr/bin/env bash
# @nats-io/transport-node 3.4.0, @nats-io/nats-core 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: connect() of transport-node and wsconnect() of nats-core, called in the same turn, break each other. Both
# install their transport in one variable of the module and read it after the first await, so both use that of the later
# call. The connection whose transport was replaced does not report that: where wsconnect() came later, the promise of
# connect() stays pending for ever, whatever `timeout` says; where it came earlier, wsconnect() rejects with a time-out.
# One after the other, both connect.
#
# Output seen:
#   connect, then wsconnect, awaited: connected, connected
#   connect and wsconnect in one turn: pending after 10 s (timeout 3 s), connected
#   wsconnect and connect in one turn: rejected with TimeoutError, connected
#
# Why it matters here: a member of a team may have tls:// and wss:// addresses, and its doctor connects while listening
# connects. Listening then stays at "opening" until the window is closed. Required: one attempt at a time in a process.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/nats-core@3.4.0 >/dev/null
if ! apt-get download -qq 'nats-server=2.9.10*' >apt.log 2>&1; then cat apt.log; exit 2; fi
dpkg -x nats-server_*.deb server
export NATS_SERVER="$work/server/usr/sbin/nats-server"

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const net = require('node:net');
const { connect } = require('@nats-io/transport-node');
const { wsconnect } = require('@nats-io/nats-core');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
const answers = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
/** What becomes of the promise of a connection. */
const outcome = (promise, ms) =>
  Promise.race([
    promise.then(
      async (connection) => (await connection.close(), 'connected'),
      (error) => `rejected with ${error.name}`,
    ),
    sleep(ms).then(() => `pending after ${ms / 1000} s`),
  ]);

(async () => {
  const [port, websocketPort] = [await freePort(), await freePort()];
  writeFileSync(
    'nats.conf',
    `listen: "127.0.0.1:${port}"\nwebsocket { listen: "127.0.0.1:${websocketPort}", no_tls: true }\n`,
  );
  const child = spawn(process.env.NATS_SERVER, ['-c', 'nats.conf'], { stdio: 'ignore' });
  process.on('exit', () => child.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  for (let i = 0; i < 100 && !(await answers(websocketPort)); i++) await sleep(50);

  const options = { timeout: 3000, reconnect: false };
  const tcp = () => connect({ servers: `nats://127.0.0.1:${port}`, ...options });
  const websocket = () => wsconnect({ servers: `ws://127.0.0.1:${websocketPort}`, ...options });
  const lines = [];

  const one = await outcome(tcp(), 10_000);
  lines.push(`connect, then wsconnect, awaited: ${one}, ${await outcome(websocket(), 10_000)}`);

  const both = [tcp(), websocket()].map((promise) => outcome(promise, 10_000));
  const [first, second] = await Promise.all(both);
  lines.push(`connect and wsconnect in one turn: ${first} (timeout 3 s), ${second}`);

  const turned = [websocket(), tcp()].map((promise) => outcome(promise, 10_000));
  lines.push(`wsconnect and connect in one turn: ${(await Promise.all(turned)).join(', ')}`);

  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'connect, then wsconnect, awaited: connected, connected',
    'connect and wsconnect in one turn: pending after 10 s (timeout 3 s), connected',
    'wsconnect and connect in one turn: rejected with TimeoutError, connected',
  ]);
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
