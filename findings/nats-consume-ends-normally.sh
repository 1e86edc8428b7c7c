#!/usr/bin/env bash
# @nats-io/transport-node 3.4.0, @nats-io/jetstream 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: with `reconnect: false`, losing the server looks like a regular end. The `for await` loop over
# `consume()` of an ordered consumer finishes without an error, `closed()` resolves to no error, and `status()`
# ends after "disconnect" and "close" without a reason. The same happens after the program itself closes the
# connection, so the two cannot be told apart by what the client reports.
# Expected: a lost connection rejects the loop, or `closed()` resolves to the reason, as its type says.
#
# Output seen:
#   server killed: loop ended normally after 1 of 1 messages, closed(): no error, status: disconnect, close
#   closed by the program: loop ended normally after 1 of 1 messages, closed(): no error, status: close
#
# Why it matters here: a member that ends its loop quietly would look live and hear nothing. The end of a feed
# that was not stopped counts as a lost connection, and the listener's own backoff opens the next one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 >/dev/null
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
const { jetstream, jetstreamManager } = require('@nats-io/jetstream');
const { natsServer } = require('./server.cjs');

/** Reads one message, then lets `end` happen, and reports what the client says of it. */
async function observed(options, end) {
  const connection = await connect({ ...options, reconnect: false });
  const states = [];
  const watching = (async () => {
    for await (const { type } of connection.status()) states.push(type);
  })();
  const consumer = await jetstream(connection).consumers.get('EVENTS');
  const messages = await consumer.consume();
  let count = 0;
  let read;
  const first = new Promise((resolve) => (read = resolve));
  const loop = (async () => {
    for await (const message of messages) {
      count++;
      read(message.seq);
    }
  })().then(
    () => 'ended normally',
    (error) => `threw ${error.name}`,
  );
  await first;
  await end(connection);
  const how = await loop;
  const reason = await connection.closed();
  await watching;
  return `loop ${how} after ${count} of 1 messages, closed(): ${reason?.name ?? 'no error'}, status: ${states.join(', ')}`;
}

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events.>'] });
  await jetstream(connection).publish('events.one', 'x');
  await connection.close();
  const closed = await observed(server.options, (own) => own.close());
  const killed = await observed(server.options, () => server.stop());
  const lines = [`server killed: ${killed}`, `closed by the program: ${closed}`];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'server killed: loop ended normally after 1 of 1 messages, closed(): no error, status: disconnect, close',
    'closed by the program: loop ended normally after 1 of 1 messages, closed(): no error, status: close',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
