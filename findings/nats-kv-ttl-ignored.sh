#!/usr/bin/env bash
# @nats-io/kv 3.4.0, @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: a requested time to live (TTL) is ignored without an error in two cases.
#  - Kvm.create(name, { ttl }) on an existing bucket returns it unchanged: the TTL is neither applied nor
#    refused (streams.add() of JetStream refuses such a difference). The bucket's keys never expire.
#  - create(key, value, '1s') requests a TTL for one key. This server, older than the feature (2.11), ignores
#    the header and stores the key permanently. The client knows the server's version (it refuses several
#    filter subjects on this server for that reason) but does not check it here, nor for the bucket option
#    markerTTL that the feature requires.
#
# Output seen:
#   new bucket with ttl 1 s: key after 2.5 s is gone
#   existing bucket, opened with ttl 1 s: resolved, ttl in force 0 ms, key after 2.5 s is still there
#   new bucket with markerTTL, key with ttl 1 s: resolved, allow_msg_ttl undefined, key after 2.5 s is still there
#
# Why it matters here: the lease of "one receiver at a time" is such a key. If the bucket was once created
# without a TTL (manually, or by another version), a receiver that crashes holds the lease permanently and no
# member takes over; nothing fails before that day. Required: after create(), compare
# (await bucket.status()).ttl with the wanted value and refuse (or update the stream) if it differs; do not
# use TTLs of single keys.
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
const { jetstream } = require('@nats-io/jetstream');
const { Kvm } = require('@nats-io/kv');
const { natsServer, sleep } = require('./server.cjs');

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const kvm = new Kvm(jetstream(connection));

  const fresh = await kvm.create('FRESH', { ttl: 1000 });
  await fresh.create('leader', 'me');

  await kvm.create('EXISTING');
  const existing = await kvm.create('EXISTING', { ttl: 1000 });
  await existing.create('leader', 'me');

  const perKey = await kvm.create('PERKEY', { markerTTL: 1000 });
  await perKey.create('leader', 'me', '1s');

  await sleep(2500);
  const state = async (bucket) => ((await bucket.get('leader')) === null ? 'gone' : 'still there');
  const inForce = (await existing.status()).ttl;
  const marked = (await perKey.status()).streamInfo.config.allow_msg_ttl;
  const lines = [
    `new bucket with ttl 1 s: key after 2.5 s is ${await state(fresh)}`,
    `existing bucket, opened with ttl 1 s: resolved, ttl in force ${inForce} ms, key after 2.5 s is ${await state(existing)}`,
    `new bucket with markerTTL, key with ttl 1 s: resolved, allow_msg_ttl ${marked}, key after 2.5 s is ${await state(perKey)}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'new bucket with ttl 1 s: key after 2.5 s is gone',
    'existing bucket, opened with ttl 1 s: resolved, ttl in force 0 ms, key after 2.5 s is still there',
    'new bucket with markerTTL, key with ttl 1 s: resolved, allow_msg_ttl undefined, key after 2.5 s is still there',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
