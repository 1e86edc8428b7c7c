#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same with 2.10.27.
#
# Behaviour: `max_messages` limits what waits in the client only while messages are handled quickly. While one is being
# handled for longer than a request lasts (`expires`), the server sends no heartbeats, because it has no request. The
# client takes each missing one for a lost request and puts another request for `max_messages` behind the messages in its
# queue: with the default `expires` of 30 s, one every 15 s. When the handler is done, all of them are sent in one turn:
# ten seconds of work with `expires: 1000` bring more than ten times `max_messages` at once.
# Expected: one request at a time, as long as the loop does not ask for more.
#
# Output seen:
#   1,000 messages, max_messages 10, each handled in 1 ms: at most 20 wait, in order
#   the same, the first handled in 10 s: more than 100 wait, in order
#
# Why it matters here: a member reads up to 400,000 events of 5 kB after a holiday, while its database may be busy. What
# is handed over must be bounded by the reader itself (`core/events/transports/team/filterReading.ts` waits at 100), and
# memory must not be planned by `max_messages`.
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
  await manager.streams.add({ name: 'EVENTS', subjects: ['events'] });
  const stream = jetstream(connection);
  for (let count = 0; count < 1000; count++) await stream.publish('events', `${count}`);

  const read = async (first) => {
    const consumer = await stream.consumers.get('EVENTS');
    const messages = await consumer.consume({ max_messages: 10, expires: 1000 });
    let most = 0;
    const got = [];
    for await (const { seq } of messages) {
      got.push(seq);
      await sleep(got.length === 1 ? first : 1);
      most = Math.max(most, messages.getPending());
      if (got.length === 1000) break;
    }
    const order = got.every((seq, index) => seq === index + 1) ? 'in order' : 'out of order';
    return { most, order };
  };

  const quick = await read(1);
  const slow = await read(10_000);
  const lines = [
    `1,000 messages, max_messages 10, each handled in 1 ms: ${quick.most <= 20 ? 'at most 20' : quick.most} wait, ${quick.order}`,
    `the same, the first handled in 10 s: ${slow.most > 100 ? 'more than 100' : slow.most} wait, ${slow.order}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    '1,000 messages, max_messages 10, each handled in 1 ms: at most 20 wait, in order',
    'the same, the first handled in 10 s: more than 100 wait, in order',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
