#!/usr/bin/env bash
# @nats-io/kv 3.4.0, @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: a KV watch that loses its consumer at the server reports nothing for a minute. The watch
# requests a heartbeat of 5 s, but 30 s is in force, and the client reacts only to the second missed one.
# Neither the server's message that the consumer was deleted nor a reconnect of the client shortens this.
#  - Consumer deleted (the server does so after a client was away for 5 minutes, for example a sleeping
#    laptop): changes arrive about 60 s later.
#  - Bucket deleted and created again: the same minute, and then changes whose revision is not above the last
#    one seen in the old bucket are never reported.
# In both cases the watch neither ends nor throws, and get() returns the new value all the time.
#
# Output seen:
#   heartbeat in force: 30 s
#   consumer deleted: get v2; watch within 45 s: v1
#   bucket re-created: get w3; watch within 45 s: v1
# In longer runs the first change arrived 62 s after the deletion, although the client had reconnected 1 s
# after it; in the second case (a change every 10 s) the watch continued after 60 s, at revision 6.
#
# Why it matters here: a member that takes over when the lease expires would learn of it a minute after
# waking, later than the lease lasts; a member that relies on the watch to learn that its own lease was taken
# continues for as long. Required: treat a watch as a hint. Call get() before each renewal and takeover,
# after each reconnect, and on a timer shorter than the lease; compare the stream's `created`.
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

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  const kvm = new Kvm(jetstream(connection));

  async function watched(name) {
    const bucket = await kvm.create(name);
    await bucket.put('leader', 'v1');
    const seen = [];
    const watch = await bucket.watch();
    void (async () => {
      for await (const entry of watch) seen.push(entry.string());
      seen.push('(ended)');
    })();
    await sleep(300);
    return { bucket, seen };
  }

  const first = await watched('DELETED');
  const second = await watched('RECREATED');
  const [consumer] = await manager.consumers.list('KV_DELETED').next();
  const heartbeat = consumer.config.idle_heartbeat / 1e9;

  await manager.consumers.delete('KV_DELETED', consumer.name);
  await first.bucket.put('leader', 'v2');
  await second.bucket.destroy();
  const recreated = await kvm.create('RECREATED');
  await recreated.put('leader', 'w2');
  await recreated.put('leader', 'w3');
  await sleep(45_000);

  const value = async (bucket) => (await bucket.get('leader')).string();
  const lines = [
    `heartbeat in force: ${heartbeat} s`,
    `consumer deleted: get ${await value(first.bucket)}; watch within 45 s: ${first.seen.join(' ')}`,
    `bucket re-created: get ${await value(recreated)}; watch within 45 s: ${second.seen.join(' ')}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'heartbeat in force: 30 s',
    'consumer deleted: get v2; watch within 45 s: v1',
    'bucket re-created: get w3; watch within 45 s: v1',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
