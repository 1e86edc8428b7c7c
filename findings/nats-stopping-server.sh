#!/usr/bin/env bash
# nats-server 2.9.10 (Debian 12) and 2.10.27 (Debian 13); @nats-io/transport-node 3.4.0, @nats-io/jetstream 3.4.0.
#
# Behaviour: a server that is stopped gracefully ("lame duck mode": SIGUSR2, as the unit of nats.io does, and Kubernetes
# before a rolling update) keeps its connections for 10 s, and those of many clients for up to two minutes. What works
# during that time depends on its version. 2.9.10 goes on storing and delivering. 2.10.27 ends its JetStream at once:
# a publish is refused with "jetstream is not enabled", as if the server never had it, and an ordered consumer delivers
# nothing more; its loop neither ends nor throws, and its own status() says nothing. The client stays connected. Only the
# connection's status() has a sign, "ldm", on which the client itself does nothing.
# Expected: the client closes such a connection, or the consumer ends with it.
#
# Output seen:
#   2.9.10: connection open, connection's status: ldm; published: stored, delivered; loop pending, consumer's status: nothing
#   2.10.27: connection open, connection's status: ldm; published: jetstream is not enabled, not delivered; loop pending, consumer's status: nothing
#
# Why it matters here: for two minutes of every restart of the team's server, members would look live and hear nothing,
# and the receiver would report that the server has no JetStream. A connection ends as soon as its status() says "ldm"
# (`test/unit/team/teamConnection.test.ts`); the server is also down sooner if all its clients leave.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 >/dev/null
# Both Debian releases have their own list of packages; neither is installed.
key=/usr/share/keyrings/debian-archive-keyring.gpg
for release in bookworm trixie; do
  mkdir -p "$release/lists/partial" "$release/cache/archives/partial"
  echo "deb [signed-by=$key] http://deb.debian.org/debian $release main" >"$release/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$work/$release/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/$release/lists" -o "Dir::Cache=$work/$release/cache")
  if ! (apt-get "${options[@]}" update && cd "$release" && apt-get "${options[@]}" download nats-server) >apt.log 2>&1; then cat apt.log; exit 2; fi
  dpkg -x "$release"/nats-server_*.deb "$release/server"
done

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
async function natsServer(program, extra = '') {
  const port = await freePort();
  writeFileSync(
    'nats.conf',
    `host: 127.0.0.1\nport: ${port}\njetstream { store_dir: "./data-${port}" }\n${extra}\n`,
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
      child = spawn(program, ['-c', 'nats.conf'], { stdio: 'ignore' });
      for (let i = 0; i < 100 && !(await answers(port)); i++) await sleep(50);
    },
    signal: (name) => child.kill(name),
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

async function stopping(program) {
  const server = await natsServer(program, 'lame_duck_grace_period: "30s"\nlame_duck_duration: "60s"');
  const connection = await connect(server.options);
  const types = [];
  (async () => {
    for await (const { type } of connection.status()) types.push(type);
  })();
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events'] });
  const stream = jetstream(connection);
  const consumer = await stream.consumers.get('EVENTS');
  const messages = await consumer.consume();
  const told = [];
  const got = [];
  let loop = 'pending';
  (async () => {
    for await (const { type } of messages.status()) if (type !== 'next') told.push(type);
  })();
  (async () => {
    for await (const { seq } of messages) got.push(seq);
  })().then(
    () => (loop = 'ended'),
    () => (loop = 'threw'),
  );
  await stream.publish('events', '1');
  await sleep(500);
  assert.deepEqual(got, [1]);
  told.length = 0;
  server.signal('SIGUSR2');
  // Until the server has told its clients: it first waits for connections that are being accepted.
  for (let i = 0; i < 50 && !types.includes('ldm'); i++) await sleep(100);
  const published = await stream.publish('events', '2', { timeout: 2000 }).then(
    () => 'stored',
    ({ message }) => message,
  );
  await sleep(5000);
  const open = connection.isClosed() || types.includes('disconnect') ? 'lost' : 'open';
  const signs = types.filter((type) => type !== 'update').join(', ');
  const line =
    `${connection.info.version}: connection ${open}, connection's status: ${signs}; ` +
    `published: ${published}, ${got.includes(2) ? 'delivered' : 'not delivered'}; ` +
    `loop ${loop}, consumer's status: ${told.join(', ') || 'nothing'}`;
  await connection.close();
  await server.stop();
  return line;
}

(async () => {
  const lines = [];
  for (const release of ['bookworm', 'trixie'])
    lines.push(await stopping(`${process.cwd()}/${release}/server/usr/sbin/nats-server`));
  console.log(lines.join('\n'));
  const alike = "connection open, connection's status: ldm; published:";
  assert.deepEqual(lines, [
    `2.9.10: ${alike} stored, delivered; loop pending, consumer's status: nothing`,
    `2.10.27: ${alike} jetstream is not enabled, not delivered; loop pending, consumer's status: nothing`,
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
