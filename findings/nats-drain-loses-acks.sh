#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same with 2.15.1.
#
# Behaviour: `connection.drain()`, which is meant to let an application handle what has arrived before the connection ends,
# does not do so for the messages of `consume()`. It resolves within milliseconds, and the connection is closed. The loop
# goes on for a while with what it has, and then throws "closed connection" in the middle of it. The acknowledgements of
# messages that it handles after the call are dropped without an error, so the server sends these again to the next
# reader. The loop over a plain subscription, by contrast, gets all that had arrived, and ends.
# Expected: the same for both, with the acknowledgements sent before the connection is closed.
#
# Output seen, with 50 messages of which 10 are handled when drain() is called:
#   subscription: drain() took less than 1 s; handled 50 of 50; loop ends
#   durable consumer: drain() took less than 1 s; handled more than 10, not all; loop throws "closed connection"
#   acknowledged at the server: 10, waiting for an acknowledgement: 40
#
# Why it matters here: what is done once per event (a toast, a call of another extension) would be done twice, by a
# reader that seemed to have stopped in the regular way. Members keep a cursor of their own in the journal and use no
# durable consumers; a reader is stopped and waited for before its connection is closed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 >/dev/null
if ! apt-get download -qq 'nats-server=2.9.10*' >apt.log 2>&1; then cat apt.log; exit 2; fi
dpkg -x nats-server_*.deb bookworm

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
async function natsServer(release, extra = '') {
  const port = await freePort();
  const configure = (text) =>
    writeFileSync(
      `nats-${port}.conf`,
      `host: 127.0.0.1\nport: ${port}\njetstream { store_dir: "./data-${port}" }\n${text}\n`,
    );
  configure(extra);
  let child;
  const server = {
    configure,
    options: {
      servers: `127.0.0.1:${port}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      reconnectJitter: 0,
    },
    async start() {
      child = spawn(`./${release}/usr/sbin/nats-server`, ['-c', `nats-${port}.conf`], { stdio: 'ignore' });
      for (let i = 0; i < 100 && !(await answers(port)); i++) await sleep(50);
    },
    signal: (name) => child.kill(name),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
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
  const server = await natsServer('bookworm');
  const publisher = await connect(server.options);
  const manager = await jetstreamManager(publisher);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events'] });
  await manager.consumers.add('EVENTS', { durable_name: 'reader', ack_policy: 'explicit' });
  for (let count = 0; count < 50; count++) await jetstream(publisher).publish('events', `${count}`);

  /** Handles 50 messages of 20 ms each, and drains the connection when ten of them are handled. */
  const drained = async (open) => {
    const connection = await connect(server.options);
    const messages = await open(connection);
    let handled = 0;
    const end = (async () => {
      for await (const message of messages) {
        await sleep(20);
        message.ack?.();
        handled++;
      }
    })().then(
      () => 'loop ends',
      (error) => `loop throws "${error.message}"`,
    );
    while (handled < 10) await sleep(5);
    const began = Date.now();
    await connection.drain();
    const took = Date.now() - began;
    return { how: await end, handled, took };
  };

  const plain = await drained(async (connection) => {
    const messages = connection.subscribe('news');
    await connection.flush();
    for (let count = 0; count < 50; count++) publisher.publish('news', `${count}`);
    await publisher.flush();
    return messages;
  });
  const durable = await drained(async (connection) =>
    (await jetstream(connection).consumers.get('EVENTS', 'reader')).consume({ max_messages: 50 }),
  );
  const { ack_floor: floor, num_ack_pending: open } = await manager.consumers.info('EVENTS', 'reader');
  const few = durable.handled > 10 && durable.handled < 50 ? 'more than 10, not all' : durable.handled;
  const lines = [
    `subscription: drain() took ${plain.took < 1000 ? 'less than 1 s' : plain.took}; handled ${plain.handled} of 50; ${plain.how}`,
    `durable consumer: drain() took ${durable.took < 1000 ? 'less than 1 s' : durable.took}; handled ${few}; ${durable.how}`,
    `acknowledged at the server: ${floor.stream_seq}, waiting for an acknowledgement: ${open}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'subscription: drain() took less than 1 s; handled 50 of 50; loop ends',
    'durable consumer: drain() took less than 1 s; handled more than 10, not all; loop throws "closed connection"',
    'acknowledged at the server: 10, waiting for an acknowledgement: 40',
  ]);
  await publisher.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
