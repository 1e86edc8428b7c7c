#!/usr/bin/env bash
# @nats-io/transport-node 3.4.0, @nats-io/jetstream 3.4.0, @nats-io/kv 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: the client has no reconnect buffer. While the server is unreachable, publish() neither throws
# nor waits: each message is accepted and then discarded by the next connection attempt. Messages published
# during an outage never reach the server, and no event reports it. A JetStream publish() is discarded too,
# but waits for its full timeout (5 s) before it rejects, although the client knows that it is disconnected.
# The KV's create() waits twice (10 s): the attempt to create, then a read.
# Expected: NATS clients in other languages buffer up to 8 MB until the reconnect, and fail when it is full.
#
# Output seen:
#   20 publishes while disconnected: 0 threw, 0 stored after the reconnect
#   js.publish while disconnected: TimeoutError after 5 s, stored after the reconnect: no
#   kv.create while disconnected: TimeoutError after 10 s, key after the reconnect: none
#
# Why it matters here: a receiver that publishes to a team must count an event as sent only when JetStream
# has acknowledged it, must resume from its cursor after each reconnect, and must not publish while status()
# last reported "disconnect": an attempt then costs 5 s, and a renewal of a lease 10 s.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 @nats-io/kv@3.4.0 >/dev/null
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
const { Kvm } = require('@nats-io/kv');
const { natsServer, sleep } = require('./server.cjs');

async function rejection(work) {
  const begin = Date.now();
  const name = await work.then(
    () => 'resolved',
    (error) => error.name,
  );
  return `${name} after ${Math.round((Date.now() - begin) / 1000)} s`;
}

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  const js = jetstream(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events.>'] });
  const bucket = await new Kvm(js).create('LEASES', { ttl: 60_000 });

  await server.stop();
  await sleep(300);
  let threw = 0;
  for (let i = 0; i < 20; i++) {
    try {
      connection.publish('events.plain', `${i}`);
    } catch {
      threw++;
    }
    await sleep(50);
  }
  const [published, created] = await Promise.all([
    rejection(js.publish('events.acked', 'x')),
    rejection(bucket.create('leader', 'me')),
  ]);
  await server.start();
  await sleep(2000);
  const { messages } = (await manager.streams.info('EVENTS')).state;
  const key = (await bucket.get('leader'))?.string() ?? 'none';
  const lines = [
    `20 publishes while disconnected: ${threw} threw, ${messages} stored after the reconnect`,
    `js.publish while disconnected: ${published}, stored after the reconnect: ${messages > 0 ? 'yes' : 'no'}`,
    `kv.create while disconnected: ${created}, key after the reconnect: ${key}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    '20 publishes while disconnected: 0 threw, 0 stored after the reconnect',
    'js.publish while disconnected: TimeoutError after 5 s, stored after the reconnect: no',
    'kv.create while disconnected: TimeoutError after 10 s, key after the reconnect: none',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
