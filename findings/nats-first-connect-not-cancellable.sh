#!/usr/bin/env bash
# @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: a first connection that waits for its server cannot be cancelled. With waitOnFirstConnect and
# maxReconnectAttempts -1, connect() returns no object before it is connected, accepts no AbortSignal and has
# no overall time limit: an application that abandons the promise is connected anyway when the server becomes
# reachable, however much later. The only way out found is reconnectToServer: it is called before each
# attempt, and an error thrown in it rejects connect() with a ConnectionError. (The types say that the handler
# must not throw, and in the next sentence that connect() is rejected if it does.)
#
# Output seen:
#   abandoned before the server is up: plain pending, with a handler ConnectionError
#   server is up: connections 1 (plain connected)
#
# Why it matters here: a member that never stops reconnecting needs both options. Leaving the team, changing
# the server address or closing the window during the first attempt would leave a connection that opens later
# with the old credentials. Required: end the attempt through reconnectToServer, and close a connection that
# is established after its owner was disposed; a test for each.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 >/dev/null
if ! apt-get download -qq 'nats-server=2.9.10*' >apt.log 2>&1; then cat apt.log; exit 2; fi
dpkg -x nats-server_*.deb server
export NATS_SERVER="$work/server/usr/sbin/nats-server"

cat >server.cjs <<'JS'
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const net = require('node:net');
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
/** A nats-server with JetStream on loopback; it keeps its port and its data over stop and start. */
async function natsServer(extra = '') {
  const port = await freePort();
  writeFileSync(
    'nats.conf',
    `host: 127.0.0.1\nport: ${port}\njetstream { store_dir: "./data" }\n${extra}\n`,
  );
  let child;
  const server = {
    options: {
      servers: `127.0.0.1:${port}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      reconnectJitter: 0,
    },
    async start() {
      child = spawn(process.env.NATS_SERVER, ['-c', 'nats.conf'], { stdio: 'ignore' });
      for (let i = 0; i < 100 && !(await answers(port)); i++) await sleep(50);
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGKILL');
      }),
  };
  process.on('exit', () => child?.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  await server.start();
  return server;
}
module.exports = { natsServer, sleep };
JS

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { connect } = require('@nats-io/transport-node');
const { natsServer, sleep } = require('./server.cjs');

const monitor = 20_000 + (process.pid % 20_000);

(async () => {
  const server = await natsServer(`http: "127.0.0.1:${monitor}"`);
  await server.stop();

  const options = { ...server.options, waitOnFirstConnect: true };
  let abandoned = false;
  const states = { plain: 'pending', handled: 'pending' };
  const watch = (name, promise) =>
    promise.then(
      () => (states[name] = 'connected'),
      (error) => (states[name] = error.name),
    );
  const plain = connect(options);
  void watch('plain', plain);
  void watch(
    'handled',
    connect({
      ...options,
      reconnectToServer: () => {
        if (abandoned) throw new Error('abandoned');
        return null;
      },
    }),
  );
  await sleep(1500);
  assert.deepEqual(states, { plain: 'pending', handled: 'pending' });
  abandoned = true;
  await sleep(1500);
  const before = `plain ${states.plain}, with a handler ${states.handled}`;
  await server.start();
  await sleep(2000);
  const answer = await (await fetch(`http://127.0.0.1:${monitor}/connz`)).json();
  const lines = [
    `abandoned before the server is up: ${before}`,
    `server is up: connections ${answer.num_connections} (plain ${states.plain})`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'abandoned before the server is up: plain pending, with a handler ConnectionError',
    'server is up: connections 1 (plain connected)',
  ]);
  await (await plain).close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
