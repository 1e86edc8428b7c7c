#!/usr/bin/env bash
# nats-server 2.9.10 (Debian 12) and 2.10.27 (Debian 13), the same with 2.15.1; @nats-io/transport-node 3.4.0,
# @nats-io/jetstream 3.4.0.
#
# Behaviour: the largest message is `max_payload` of the server's configuration, which the client reads when it connects
# and then takes for its own limit. The server can change it while it runs (SIGHUP), but tells its clients nothing.
#  - Lowered: a client sends what is now too large, and the server cuts the connection. All that it published in the same
#    turn is then without an answer for 5 s and rejects with "timeout", not with the reason: the large message, the small
#    one after it, which is lost, and the small one before it, although that is stored.
#  - Raised: the client goes on refusing larger messages by itself, without asking, until it connects again for another
#    reason.
# Expected: the server announces the new limit, as it does with the addresses of its cluster and with a coming stop.
#
# Output seen, in both releases:
#   lowered to 1,000: client says 100000
#   small, 5,000 bytes, small in one turn: timeout, timeout, timeout; stored 1; Maximum Payload Violation, disconnect, reconnect
#   raised to 100,000: client says 1000, 5,000 bytes: 'payload' max_payload size exceeded
#   after a reconnect: client says 100000, 5,000 bytes: stored as 2
#
# Why it matters here: an administrator who raises the limit because whole tickets are too large sees no change until the
# receiver is restarted, and one who lowers it sees time-outs. Events are published with a msgID, so that the repeated ones
# count once, and a connection that was cut has the new limit when they are repeated (`maxPayload` in
# `src/core/team/teamConnection.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 >/dev/null
# Each Debian release has its own list of packages; nothing is installed.
key=/usr/share/keyrings/debian-archive-keyring.gpg
for pair in bookworm/2.9.10 trixie/2.10.27; do
  release=${pair%/*}
  mkdir -p "$release/lists/partial" "$release/cache/archives/partial"
  echo "deb [signed-by=$key] http://deb.debian.org/debian $release main" >"$release/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$work/$release/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/$release/lists" -o "Dir::Cache=$work/$release/cache")
  if ! (apt-get "${options[@]}" update && cd "$release" && apt-get "${options[@]}" download "nats-server=${pair#*/}*") >apt.log 2>&1; then cat apt.log; exit 2; fi
  dpkg -x "$release"/nats-server_*.deb "$release"
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

async function changing(release) {
  const server = await natsServer(release, 'max_payload: 100000');
  const connection = await connect(server.options);
  const seen = [];
  (async () => {
    for await (const { type, error } of connection.status())
      if (['error', 'disconnect', 'reconnect'].includes(type)) seen.push(error?.message ?? type);
  })();
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events'] });
  const stream = jetstream(connection);
  const reload = async (limit) => {
    server.configure(`max_payload: ${limit}`);
    server.signal('SIGHUP');
    await sleep(1000);
    return connection.info.max_payload;
  };
  const publish = async (payload) => {
    try {
      return `stored as ${(await stream.publish('events', payload)).seq}`;
    } catch ({ message }) {
      return message;
    }
  };
  const large = new Uint8Array(5000);
  const lowered = `client says ${await reload(1000)}`;
  const turn = await Promise.all([publish('before'), publish(large), publish('after')]);
  const { messages } = (await manager.streams.info('EVENTS')).state;
  const raised = `client says ${await reload(100_000)}, 5,000 bytes: ${await publish(large)}`;
  await connection.reconnect();
  await sleep(1000);
  const reconnected = `client says ${connection.info.max_payload}, 5,000 bytes: ${await publish(large)}`;
  await connection.close();
  await server.stop();
  return [
    `lowered to 1,000: ${lowered}`,
    `small, 5,000 bytes, small in one turn: ${turn.join(', ')}; stored ${messages}; ${seen.slice(0, 3).join(', ')}`,
    `raised to 100,000: ${raised}`,
    `after a reconnect: ${reconnected}`,
  ];
}

(async () => {
  const releases = [['bookworm', '2.9.10'], ['trixie', '2.10.27']];
  const results = await Promise.all(
    releases.map(async ([release, version]) => (await changing(release)).map((line) => `${version}, ${line}`)),
  );
  console.log(results.flat().join('\n'));
  const alike = [
    'lowered to 1,000: client says 100000',
    'small, 5,000 bytes, small in one turn: timeout, timeout, timeout; stored 1; Maximum Payload Violation, disconnect, reconnect',
    "raised to 100,000: client says 1000, 5,000 bytes: 'payload' max_payload size exceeded",
    'after a reconnect: client says 100000, 5,000 bytes: stored as 2',
  ];
  assert.deepEqual(results, releases.map(([, version]) => alike.map((line) => `${version}, ${line}`)));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
