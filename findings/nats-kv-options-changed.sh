#!/usr/bin/env bash
# @nats-io/kv 3.4.0, @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: options of the key-value client are changed in one call and ignored in another, without an error.
#  - Kvm.open() writes `bindOnly` into the caller's options. A later create() with them, usually one constant, makes no
#    bucket but resolves as if it had; the first put() is then refused with "jetstream is not enabled".
#  - create() writes `allow_direct` into them. open() with them later reads in another way than without: by the direct
#    interface, for which a restricted user needs another permission.
#  - delete() and purge() take wildcards, and then ignore `previousSeq`: a delete that must not happen, since somebody
#    wrote the key meanwhile, empties all keys that match.
# Expected: the options stay as they are, and a condition is kept or refused.
#
# Output seen:
#   create with new options: put stores 1
#   open, then create with the same options {"history":5,"bindOnly":true}: resolved; put: jetstream is not enabled
#   open, reads by: STREAM.MSG.GET; after create with the same options: DIRECT.GET
#   delete of one key with a wrong revision: wrong last sequence: 1; keys left: 3
#   delete of "chat.*" with a wrong revision: resolved; keys left: 0
#
# Why it matters here: the members of a team and its receiver use the same buckets with restricted users. The extension
# passes a new object to each call, never a wildcard, and only create() (`src/core/team/teamLease.ts`).
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
  const put = (bucket) => bucket.put('a', '1').then((revision) => `stores ${revision}`, ({ message }) => message);
  const lines = [];

  lines.push(`create with new options: put ${await put(await kvm.create('FIRST', { history: 5 }))}`);
  const options = { history: 5 };
  await kvm.open('FIRST', options);
  const left = JSON.stringify(options);
  lines.push(`open, then create with the same options ${left}: resolved; put: ${await put(await kvm.create('SECOND', options))}`);

  const asked = [];
  connection.subscribe('$JS.API.>', {
    callback: (_, { subject }) => asked.push(/STREAM\.MSG\.GET|DIRECT\.GET/.exec(subject)?.[0]),
  });
  const readsBy = async (bucket) => {
    asked.length = 0;
    await bucket.get('a');
    await sleep(200);
    return asked.filter((subject) => subject !== undefined).join(', ');
  };
  const shared = {};
  const before = await readsBy(await kvm.open('FIRST', shared));
  const own = {};
  await kvm.create('FIRST', own);
  const after = await readsBy(await kvm.open('FIRST', own));
  lines.push(`open, reads by: ${before}; after create with the same options: ${after}`);

  const chats = await kvm.create('CHATS', { history: 1 });
  for (const key of ['chat.1', 'chat.2', 'chat.3']) await chats.put(key, 'open');
  const remove = async (key) => {
    const result = await chats.delete(key, { previousSeq: 99 }).then(() => 'resolved', ({ message }) => message);
    let count = 0;
    for await (const _ of await chats.keys()) count++;
    return `${result}; keys left: ${count}`;
  };
  lines.push(`delete of one key with a wrong revision: ${await remove('chat.1')}`);
  lines.push(`delete of "chat.*" with a wrong revision: ${await remove('chat.*')}`);

  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'create with new options: put stores 1',
    'open, then create with the same options {"history":5,"bindOnly":true}: resolved; put: jetstream is not enabled',
    'open, reads by: STREAM.MSG.GET; after create with the same options: DIRECT.GET',
    'delete of one key with a wrong revision: wrong last sequence: 1; keys left: 3',
    'delete of "chat.*" with a wrong revision: resolved; keys left: 0',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
