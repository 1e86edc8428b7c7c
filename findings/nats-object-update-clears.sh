#!/usr/bin/env bash
# @nats-io/obj 3.4.0, @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same
# with 2.15.1.
#
# Behaviour: update() of an object store, whose argument is a Partial of the object's properties, clears those that are
# not in it: the description and the metadata, also when the object is only renamed. The headers alone stay. Of a link,
# any update removes the target: it is listed as before, and reading it throws a TypeError.
# Expected: what is not named stays, as with streams.update() of the same library.
#
# Output seen, for an object with a description, metadata and a header:
#   new description: description "new", metadata {}, headers x-chat
#   new metadata: description "", metadata {"chat":"8"}, headers x-chat
#   renamed: description "", metadata {}, headers x-chat
#   link: read "transcript", listed; after a new description: TypeError, listed
#
# Why it matters here: such a store is the obvious place for transcripts and attachments that are too large for a
# message of a team, with the chat and the customer in the metadata. After a rename nobody finds them by these. The
# extension stores none; one that does must read info() and pass all of it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 @nats-io/obj@3.4.0 >/dev/null
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
const { connect, headers } = require('@nats-io/transport-node');
const { jetstream } = require('@nats-io/jetstream');
const { Objm } = require('@nats-io/obj');
const { natsServer } = require('./server.cjs');

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const store = await new Objm(jetstream(connection)).create('FILES');
  const data = new TextEncoder().encode('transcript');
  const put = async (name) => {
    const given = headers();
    given.set('x-chat', '7');
    return await store.putBlob({ name, description: 'chat 7', metadata: { chat: '7', customer: '3' }, headers: given }, data);
  };
  const say = async (name) => {
    const { description, metadata, headers } = await store.info(name);
    return `description "${description}", metadata ${JSON.stringify(metadata)}, headers ${headers.keys().join(' ')}`;
  };
  const read = async (name) => {
    const text = await store.getBlob(name).then((bytes) => `"${new TextDecoder().decode(bytes)}"`, (error) => error.name);
    const isListed = (await store.list()).some((info) => info.name === name);
    return `${text}, ${isListed ? 'listed' : 'not listed'}`;
  };

  const lines = [];
  await put('a.txt');
  await store.update('a.txt', { description: 'new' });
  lines.push(`new description: ${await say('a.txt')}`);
  await put('b.txt');
  await store.update('b.txt', { metadata: { chat: '8' } });
  lines.push(`new metadata: ${await say('b.txt')}`);
  await put('c.txt');
  await store.update('c.txt', { name: 'd.txt' });
  lines.push(`renamed: ${await say('d.txt')}`);
  await store.link('latest', await put('e.txt'));
  const before = await read('latest');
  await store.update('latest', { description: 'the latest one' });
  lines.push(`link: read ${before}; after a new description: ${await read('latest')}`);

  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'new description: description "new", metadata {}, headers x-chat',
    'new metadata: description "", metadata {"chat":"8"}, headers x-chat',
    'renamed: description "", metadata {}, headers x-chat',
    'link: read "transcript", listed; after a new description: TypeError, listed',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
