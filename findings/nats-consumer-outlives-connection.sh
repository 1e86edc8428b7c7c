#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same with 2.15.1.
#
# Behaviour: messages of consume() end with their connection only if a loop waits for the next one at that moment. If
# the connection is closed after consume() and before the loop, or while the handler of a message is still busy, they go
# on: closed() stays pending, status() reports "heartbeats_missed" every half of `expires` for a connection that is
# gone, and the timer behind it keeps the process from ending. A loop that begins then gets none of the messages that
# had arrived: it throws "closed connection" at once.
# Expected: closed() resolves and the timer ends with the connection, as they do for a loop that waits.
#
# Output seen, within 6 s after the connection was closed, with `expires` of 2 s:
#   loop waits: status ended, closed() resolved, the process ends
#   no loop yet: status goes on, closed() pending, the process stays
#   handler busy for 5 s: status goes on, closed() resolved, the process ends
#   loop begins afterwards: throws ClosedConnectionError
#
# Why it matters here: a receiver that is stopped while it opens a feed would never end, and what waits for closed()
# waits as well. A feed begins its loop in the same turn in which it has the messages (`src/core/team/teamFeed.ts`), and
# closing the connection of a team waits for feeds that are being opened (`src/core/team/teamConnection.ts`).
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
const { fork } = require('node:child_process');
const { connect } = require('@nats-io/transport-node');
const { jetstream, jetstreamManager } = require('@nats-io/jetstream');
const { natsServer, sleep } = require('./server.cjs');

/** One way to use a consumer, in a process of its own. */
async function use(way, servers) {
  const connection = await connect({ servers });
  const consumer = await jetstream(connection).consumers.get('EVENTS');
  const messages = await consumer.consume({ expires: 2000 });
  let afterClose = 0;
  let isClosing = false;
  void (async () => {
    for await (const { type } of messages.status()) if (isClosing && type === 'heartbeats_missed') afterClose++;
  })();
  let closed = 'pending';
  void messages.closed().then(() => (closed = 'resolved'));
  if (way === 'loop waits' || way.startsWith('handler')) {
    void (async () => {
      for await (const _ of messages) if (way.startsWith('handler')) await sleep(5000);
    })();
  }
  await sleep(500);
  isClosing = true;
  await connection.close();
  if (way.startsWith('loop begins')) {
    const end = async () => {
      for await (const _ of messages) return 'gets a message';
      return 'ends';
    };
    process.send(await end().catch(({ name }) => `throws ${name}`));
    process.exit();
  }
  setTimeout(() => process.send(`status ${afterClose > 0 ? 'goes on' : 'ended'}, closed() ${closed}`), 6000);
}

async function main() {
  const server = await natsServer();
  const connection = await connect(server.options);
  await (await jetstreamManager(connection)).streams.add({ name: 'EVENTS', subjects: ['events.>'] });
  await jetstream(connection).publish('events.1');
  const lines = [];
  for (const way of ['loop waits', 'no loop yet', 'handler busy for 5 s', 'loop begins afterwards']) {
    const child = fork(__filename, [way, server.options.servers], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const said = await new Promise((resolve) => child.once('message', resolve));
    // The channel to this process would keep it as well.
    child.disconnect();
    const ends = await Promise.race([new Promise((resolve) => child.once('exit', () => resolve(true))), sleep(2500)]);
    if (!ends) child.kill('SIGKILL');
    lines.push(`${way}: ${said}${way.startsWith('loop begins') ? '' : `, the process ${ends ? 'ends' : 'stays'}`}`);
  }
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'loop waits: status ended, closed() resolved, the process ends',
    'no loop yet: status goes on, closed() pending, the process stays',
    'handler busy for 5 s: status goes on, closed() resolved, the process ends',
    'loop begins afterwards: throws ClosedConnectionError',
  ]);
  await connection.close();
  await server.stop();
}

const [, , way, servers] = process.argv;
(way ? use(way, servers) : main()).catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
