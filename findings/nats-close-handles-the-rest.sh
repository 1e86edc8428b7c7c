#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: close() of the messages of consume() does not end the loop over them. The end is queued behind what has
# arrived already, up to `max_messages` and more (see nats-slow-handler-piles-up), so the loop goes on, and the promise of
# close() resolves only when the last of them was handled. `break`, by contrast, ends at once and drops the rest.
# Awaiting close() inside the loop waits for the loop itself. Closing the connection in place of the messages changes
# only the end: what has arrived is handled as well, although the connection is closed already, and then the loop throws.
# Expected: after close() the loop gets no further message, as with `break`.
#
# Output seen:
#   close(): resolved after more than 2 s, 100 of 100 messages handled, more than 90 of them after the call; loop ended
#   break: 5 of 100 messages handled; loop ended
#   connection.close(): resolved at once, more than 90 of 100 messages handled after it; loop threw "closed connection"
#
# Why it matters here: after "Leave Team", up to 200 further events would be shown, one after the other. A feed that was
# stopped drops what its loop still gets (`core/events/transports/team/filterReading.ts`), and nothing that the loop waits
# for may wait for the end of the feed.
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
  const publisher = await connect(server.options);
  const manager = await jetstreamManager(publisher);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events'] });
  for (let count = 0; count < 100; count++) await jetstream(publisher).publish('events', `${count}`);

  /** Handles each message in 30 ms, and ends after five of them in the given way. */
  const endBy = async (end) => {
    const connection = await connect(server.options);
    const consumer = await jetstream(connection).consumers.get('EVENTS');
    const messages = await consumer.consume({ max_messages: 100, threshold_messages: 1 });
    let handled = 0;
    let reached;
    const five = new Promise((resolve) => (reached = resolve));
    const loop = (async () => {
      for await (const _ of messages) {
        await sleep(30);
        handled += 1;
        if (handled !== 5) continue;
        reached();
        if (end === undefined) break;
      }
    })().then(
      () => 'ended',
      ({ message }) => `threw "${message}"`,
    );
    await five;
    const begin = Date.now();
    await end?.({ messages, connection });
    const took = Date.now() - begin;
    const result = await loop;
    await connection.close();
    return { took, handled, after: handled - 5, result };
  };

  const close = await endBy(({ messages }) => messages.close());
  const stop = await endBy();
  const disconnect = await endBy(({ connection }) => connection.close());
  const lines = [
    `close(): resolved after ${close.took > 2000 ? 'more than 2 s' : `${close.took} ms`}, ${close.handled} of 100 messages handled, ` +
      `${close.after > 90 ? 'more than 90' : close.after} of them after the call; loop ${close.result}`,
    `break: ${stop.handled} of 100 messages handled; loop ${stop.result}`,
    `connection.close(): resolved ${disconnect.took < 1000 ? 'at once' : `after ${disconnect.took} ms`}, ` +
      `${disconnect.after > 90 ? 'more than 90' : disconnect.after} of 100 messages handled after it; loop ${disconnect.result}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'close(): resolved after more than 2 s, 100 of 100 messages handled, more than 90 of them after the call; loop ended',
    'break: 5 of 100 messages handled; loop ended',
    'connection.close(): resolved at once, more than 90 of 100 messages handled after it; loop threw "closed connection"',
  ]);
  await publisher.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
