#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same with 2.10.27.
#
# Behaviour: when the client has replaced an ordered consumer that was gone from the server, it still counts the messages
# that it had requested from the old one, and requests only the difference to `max_messages` from the new one: as many
# as had come since the last request. A loop to which three messages had come gets three of what is published after the
# restart at once, one to which none had come gets one (a request for 0 counts as one for 1). The others wait at the
# server, without a sign, until the client has missed heartbeats: 43 s with the default settings, sooner with a shorter
# `expires`.
# Expected: the first request to a new consumer is for `max_messages`, as it is after a mere reconnect.
#
# Output seen, with `expires` of 20 s:
#   no message before the restart: 1 of 10 within 5 s, all 10 after more than 10 s
#   3 messages before the restart: 3 of 10 within 5 s, all 10 after more than 10 s
#
# Why it matters here: after each restart of the team's server, members would show the first event and then nothing for
# most of a minute: a chat may be lost by then. A feed ends at the first "reset" (`src/core/team/teamFeed.ts`), and
# another one, with a full request, is opened from its cursor.
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
const { natsServer, sleep } = require('./server.cjs');

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  const stream = jetstream(connection);
  const feeds = [];
  for (const before of [0, 3]) {
    const name = `EVENTS${before}`;
    await manager.streams.add({ name, subjects: [name] });
    for (let count = 0; count < before; count++) await stream.publish(name, `${count}`);
    const consumer = await stream.consumers.get(name);
    const messages = await consumer.consume({ expires: 20_000 });
    const feed = { before, name, got: 0 };
    feeds.push(feed);
    (async () => {
      for await (const _ of messages) feed.got += 1;
    })();
  }
  await sleep(1000);
  for (const feed of feeds) {
    assert.equal(feed.got, feed.before);
    feed.got = 0;
  }
  await server.stop();
  await server.start();
  await sleep(2000);
  for (const { name } of feeds)
    for (let count = 0; count < 10; count++) await stream.publish(name, `${count}`);
  const begin = Date.now();
  await sleep(5000);
  for (const feed of feeds) feed.soon = feed.got;
  while (Date.now() - begin < 42_000 && !feeds.every(({ all }) => all))
    await sleep(100).then(() => {
      for (const feed of feeds) if (feed.got === 10) feed.all ??= Date.now() - begin;
    });
  const lines = feeds.map(({ before, soon, got, all }) => {
    const messages = before === 0 ? 'no message' : `${before} messages`;
    const after = all === undefined ? 'not all' : all > 10_000 ? 'more than 10 s' : `${all} ms`;
    return `${messages} before the restart: ${soon} of 10 within 5 s, all ${got} after ${after}`;
  });
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'no message before the restart: 1 of 10 within 5 s, all 10 after more than 10 s',
    '3 messages before the restart: 3 of 10 within 5 s, all 10 after more than 10 s',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 58 node check.cjs
