#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/kv 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same
# with 2.15.1.
#
# Behaviour: an ordered consumer, which the client makes and names by itself, stays at the server after it was used:
# when the loop over consume() is left, when close() of its messages has resolved, and when the connection is closed,
# also if consumers.get() was still waiting and rejects. Only delete() removes it; otherwise the server does after five
# minutes. Each keys() and each ended watch() of a bucket leaves one as well, and has no delete(). With `max_consumers`
# of the stream (or of the account) the calls are refused after that many of them.
# Expected: what the client made for one loop is gone with the loop.
#
# Output seen, the consumers at the server:
#   loop left: 1; closed: 1; connection closed: 1; connection closed in consumers.get(), which rejects: some; deleted: 0; removed after 300 s
#   limit of 10, opened and left one after the other: 10, then: maximum consumers limit reached
#   bucket: watch left: 1; ten times keys(): 10
#
# Why it matters here: members open a feed at each start of an editor and after each reconnect, and hundreds may do so
# within minutes after a restart of the server. A feed deletes its consumer when it ends, and has 60 s where it cannot
# (`src/core/team/teamFeed.ts`); a stream of a team must have no `max_consumers` near the number of its members.
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
  const client = jetstream(connection);
  const streamWith = async (name, limits = {}) => {
    await manager.streams.add({ name, subjects: [`${name}.>`], ...limits });
    await client.publish(`${name}.1`);
    return name;
  };
  const left = async (stream) => {
    await sleep(500);
    return (await manager.streams.info(stream)).state.consumer_count;
  };
  const leaveLoop = async (consumer) => {
    for await (const _ of await consumer.consume()) break;
  };

  const leaveNothing = async (messages) => {
    for await (const _ of messages);
  };

  const found = [];
  let stream = await streamWith('LEFT');
  const consumer = await client.consumers.get(stream);
  await leaveLoop(consumer);
  found.push(`loop left: ${await left(stream)}`);
  const seconds = (await consumer.info()).config.inactive_threshold / 1e9;

  stream = await streamWith('CLOSED');
  const messages = await (await client.consumers.get(stream)).consume();
  const loop = leaveNothing(messages);
  await messages.close();
  await loop;
  found.push(`closed: ${await left(stream)}`);

  stream = await streamWith('CONNECTION');
  const other = await connect(server.options);
  const ofOther = leaveNothing(await (await jetstream(other).consumers.get(stream)).consume());
  await sleep(200);
  await other.close();
  await ofOther;
  found.push(`connection closed: ${await left(stream)}`);

  // Which of the two is first, the answer or the end, differs: 40 attempts, each a little later than the one before.
  stream = await streamWith('WAITING');
  let resolved = 0;
  for (let i = 0; i < 40; i++) {
    const third = await connect(server.options);
    const waiting = jetstream(third).consumers.get(stream).then(() => resolved++, () => undefined);
    const until = performance.now() + i / 10;
    while (performance.now() < until) await new Promise(setImmediate);
    await third.close();
    await waiting;
  }
  const ofRejected = (await left(stream)) - resolved;
  found.push(`connection closed in consumers.get(), which rejects: ${ofRejected > 0 ? 'some' : 'none'}`);

  stream = await streamWith('DELETED');
  const deleted = await client.consumers.get(stream);
  await leaveLoop(deleted);
  await deleted.delete();
  found.push(`deleted: ${await left(stream)}`);
  const lines = [`${found.join('; ')}; removed after ${seconds} s`];

  stream = await streamWith('LIMITED', { max_consumers: 10 });
  let opened = 0;
  let refusal;
  for (; opened < 20 && refusal === undefined; ) {
    await client.consumers.get(stream).then(leaveLoop).then(
      () => opened++,
      ({ message }) => (refusal = message),
    );
  }
  lines.push(`limit of 10, opened and left one after the other: ${opened}, then: ${refusal}`);

  const bucket = await new Kvm(client).create('BUCKET');
  await bucket.put('key', 'value');
  for await (const _ of await bucket.watch()) break;
  const ofWatch = await left('KV_BUCKET');
  for (let i = 0; i < 10; i++) for await (const _ of await bucket.keys());
  lines.push(`bucket: watch left: ${ofWatch}; ten times keys(): ${(await left('KV_BUCKET')) - ofWatch}`);

  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'loop left: 1; closed: 1; connection closed: 1; connection closed in consumers.get(), which rejects: some; deleted: 0; removed after 300 s',
    'limit of 10, opened and left one after the other: 10, then: maximum consumers limit reached',
    'bucket: watch left: 1; ten times keys(): 10',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
