#!/usr/bin/env bash
# @nats-io/kv 3.4.0, @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: a codec for keys, such as the library's own Base64KeyCodec, is there for keys that NATS does not allow, and
# is applied by half of the methods only.
#  - put(), create(), get(), delete() and keys() take an e-mail address as a key. watch() and history() of the same key
#    are refused: they check the key as it is, not as it is encoded.
#  - purgeDeletes() purges the keys as they are, which are the subjects of no message. It resolves to success, and the
#    bucket keeps its deleted keys.
#  - A filter with a wildcard is encoded by parts between dots, so that "*" stands for "customer@example" but not for
#    "customer@example.com".
# Expected: the same keys in all methods, or a refusal by the first of them.
#
# Output seen:
#   key customer-7, no codec: put and get, watch, history; keys("*"): found; purgeDeletes: 3 of 3 purged
#   key customer@example.com, no codec: invalid key: customer@example.com
#   key customer@example.com, codec: put and get, watch: invalid key: customer@example.com, history: invalid key: customer@example.com; keys("*"): not found; purgeDeletes: 0 of 3 purged
#
# Why it matters here: customers and agents are known by their addresses, and a bucket of them grows for ever although
# it is purged, with the addresses of those who asked to be deleted in its subjects. The extension has no names in
# subjects or keys: they are numbers and digests (`src/core/team/teamSubjects.ts`).
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
const { Base64KeyCodec, Kvm } = require('@nats-io/kv');
const { natsServer } = require('./server.cjs');

const encoded = {
  key: Base64KeyCodec(),
  value: { encode: (value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value), decode: (value) => value },
};

async function useKey(kvm, key, codec) {
  const bucket = await kvm.create(codec ? 'ENCODED' : 'PLAIN', { history: 5, ...(codec && { codec }) });
  const attempt = async (name, work) =>
    await work().then(() => name, ({ message }) => `${name}: ${message}`);
  try {
    await bucket.put(key, 'one');
    assert.equal((await bucket.get(key)).string(), 'one');
  } catch ({ message }) {
    return message;
  }
  const watched = await attempt('watch', async () => (await bucket.watch({ key })).stop());
  const past = await attempt('history', async () => (await bucket.history({ key })).stop());
  const found = [];
  for await (const name of await bucket.keys('*')) found.push(name);
  await bucket.put(key, 'two');
  await bucket.delete(key);
  const { values } = await bucket.status();
  const { purged } = await bucket.purgeDeletes(0);
  return `put and get, ${watched}, ${past}; keys("*"): ${found.includes(key) ? 'found' : 'not found'}; purgeDeletes: ${purged} of ${values} purged`;
}

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const kvm = new Kvm(jetstream(connection));
  const address = 'customer@example.com';
  const lines = [
    `key customer-7, no codec: ${await useKey(kvm, 'customer-7')}`,
    `key ${address}, no codec: ${await useKey(kvm, address)}`,
    `key ${address}, codec: ${await useKey(kvm, address, encoded)}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'key customer-7, no codec: put and get, watch, history; keys("*"): found; purgeDeletes: 3 of 3 purged',
    `key ${address}, no codec: invalid key: ${address}`,
    `key ${address}, codec: put and get, watch: invalid key: ${address}, history: invalid key: ${address}; keys("*"): not found; purgeDeletes: 0 of 3 purged`,
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
