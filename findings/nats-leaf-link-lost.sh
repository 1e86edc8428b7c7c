#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same with 2.10.27 and 2.15.1.
#
# Behaviour: a client that is connected to a leaf node, and works with the JetStream of the hub behind it, sees nothing of
# the link between the two. While the link is down, the connection stays open and its status() is silent. A publish is
# refused at once with "jetstream is not enabled", the answer of a server that was set up without it, and a plain publish
# is lost, although flush() succeeds. When the link is back after one second, publishing works again, but the loop of an
# ordered consumer gets nothing, and no status, for most of a minute.
# Expected: a status of the connection, or an error that says that the stream cannot be reached now.
#
# Output seen:
#   link lost: connection open, its status: nothing
#   publish: jetstream is not enabled, after less than 1 s; plain publish and flush: OK
#   link back after 1 s: publish: stored as 2
#   loop within 15 s: 1, its status: nothing
#   loop after more than 30 s: 1 2
#
# Why it matters here: a site with its own server, as a leaf of the team's, would show events a minute late after each
# lost line, with a status that says "connected", and a receiver there would report a server without JetStream. Members
# and receivers are to connect to the server that has the stream; "no stream" is never final (`src/core/team/teamError.ts`).
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
/** A nats-server on loopback; it keeps its port and its data over stop and start. */
async function natsServer(release, extra) {
  const port = await freePort();
  writeFileSync(`nats-${port}.conf`, `host: 127.0.0.1\nport: ${port}\n${extra}\n`);
  let child;
  const server = {
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
module.exports = { freePort, natsServer, sleep };
JS

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { connect } = require('@nats-io/transport-node');
const { jetstream, jetstreamManager } = require('@nats-io/jetstream');
const { freePort, natsServer, sleep } = require('./server.cjs');

(async () => {
  const port = await freePort();
  const hub = await natsServer('bookworm', `jetstream { store_dir: "./hub", domain: hub }\nleafnodes { host: 127.0.0.1, port: ${port} }`);
  const leaf = await natsServer('bookworm', `leafnodes { reconnect: 1, remotes: [{ url: "nats://127.0.0.1:${port}" }] }`);
  await sleep(3000);
  const connection = await connect(leaf.options);
  const seen = [];
  (async () => {
    for await (const { type } of connection.status()) seen.push(type);
  })();
  const manager = await jetstreamManager(connection, { domain: 'hub' });
  await manager.streams.add({ name: 'EVENTS', subjects: ['events'] });
  const stream = jetstream(connection, { domain: 'hub' });
  const publish = () =>
    stream.publish('events', 'text').then(
      ({ seq }) => `stored as ${seq}`,
      ({ message }) => message,
    );
  const messages = await (await stream.consumers.get('EVENTS')).consume();
  const got = [];
  (async () => {
    for await (const { seq } of messages) got.push(seq);
  })();
  const states = [];
  (async () => {
    for await (const { type } of messages.status()) if (type !== 'next') states.push(type);
  })();
  await publish();
  await sleep(500);

  await hub.stop();
  await sleep(1000);
  const began = Date.now();
  const refusal = await publish();
  const took = Date.now() - began;
  connection.publish('events', 'text');
  await connection.flush();
  const lines = [
    `link lost: connection ${connection.isClosed() ? 'closed' : 'open'}, its status: ${seen.join(' ') || 'nothing'}`,
    `publish: ${refusal}, after ${took < 1000 ? 'less than 1 s' : took}; plain publish and flush: OK`,
  ];

  await hub.start();
  await sleep(3000);
  lines.push(`link back after 1 s: publish: ${await publish()}`);
  const back = Date.now();
  await sleep(15_000);
  lines.push(`loop within 15 s: ${got.join(' ')}, its status: ${states.join(' ') || 'nothing'}`);
  while (got.length < 2) await sleep(100);
  const after = Date.now() - back > 30_000 ? 'more than 30 s' : Date.now() - back;
  lines.push(`loop after ${after}: ${got.join(' ')}`);
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'link lost: connection open, its status: nothing',
    'publish: jetstream is not enabled, after less than 1 s; plain publish and flush: OK',
    'link back after 1 s: publish: stored as 2',
    'loop within 15 s: 1, its status: nothing',
    'loop after more than 30 s: 1 2',
  ]);
  await connection.close();
  await leaf.stop();
  await hub.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 90 node check.cjs
