#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: JetStream's publish() modifies the caller's headers object. What a call adds for msgID, expect
# or ttl stays in it, and the next call with the same object sends it again unasked.
#  - After a publish with msgID, another event published with the same headers and no msgID counts as its
#    duplicate: the promise resolves, nothing is stored, and the acknowledgement names the first event.
#  - After a publish with expect.lastSubjectSequence, the next one is refused with "wrong last sequence".
# Expected: the client copies the options object, so one expects it to copy the headers in it.
#
# Output seen:
#   event 1 with msgID: seq 1, duplicate false
#   event 2, same headers, no msgID: seq 1, duplicate true; stored: 1
#   headers of the caller afterwards: Key-Id Nats-Msg-Id
#   after a publish with expect: wrong last sequence: 2
#
# Why it matters here: all events for a team carry the same headers (key id, version). If these are kept in a
# constant and also used for messages without an id (a heartbeat, a marker), messages are lost without an
# error. Required: new headers for each publish, a msgID on every publish, and `duplicate: true` counted and
# never treated as newly stored.
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
const { connect, headers } = require('@nats-io/transport-node');
const { jetstream, jetstreamManager } = require('@nats-io/jetstream');
const { natsServer } = require('./server.cjs');

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  const js = jetstream(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events.>'] });

  const shared = headers();
  shared.set('Key-Id', 'k1');
  const first = await js.publish('events.a', '1', { headers: shared, msgID: 'event-1' });
  const second = await js.publish('events.b', '2', { headers: shared });
  const { messages } = (await manager.streams.info('EVENTS')).state;

  const guarded = headers();
  await js.publish('events.c', '3', { headers: guarded, expect: { lastSubjectSequence: 0 } });
  const next = await js.publish('events.c', '4', { headers: guarded }).then(
    () => 'stored',
    (error) => error.message,
  );
  const lines = [
    `event 1 with msgID: seq ${first.seq}, duplicate ${first.duplicate}`,
    `event 2, same headers, no msgID: seq ${second.seq}, duplicate ${second.duplicate}; stored: ${messages}`,
    `headers of the caller afterwards: ${[...shared.keys()].join(' ')}`,
    `after a publish with expect: ${next}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'event 1 with msgID: seq 1, duplicate false',
    'event 2, same headers, no msgID: seq 1, duplicate true; stored: 1',
    'headers of the caller afterwards: Key-Id Nats-Msg-Id',
    'after a publish with expect: wrong last sequence: 2',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
