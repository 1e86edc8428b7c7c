#!/usr/bin/env bash
# nats-server 2.9.10 (Debian 12) and 2.10.27 (Debian 13); @nats-io/transport-node 3.4.0, @nats-io/jetstream 3.4.0.
#
# Behaviour: when a stream is deleted and created again, a mirror of it never gets the first messages of the new stream,
# and reports a lag of 0 and no error all the while; its own `created` does not change.
#  - 2.9.10, and 2.15.1, get nothing until the new stream's numbers are past the last one of the old stream, and then go
#    on from there.
#  - 2.10.27 begins again at the end of the new stream within 20 s, and loses messages of the old stream that the mirror
#    had: they are skipped by readers, as are the new ones.
# Expected: an error or a lag, or all messages of the new stream; and what the mirror has stays.
#
# Output seen, with five messages a to e before, 1 to 7 in the new stream, and "-" for a number without a message:
#   2.9.10: mirror before: a b c d e; after 3 new messages: a b c d e (lag 0, error none); after 7: a b c d e 6 7 (lag 0, error none)
#   2.10.27: mirror before: a b c d e; after 3 new messages: a b - (lag 0, error none); after 7: a b - d e - - (lag 0, error none)
#
# Why it matters here: members at another site may read a mirror of their team's stream. A receiver that creates a lost
# stream anew begins at 1, and for weeks these members would look live and hear nothing. Members notice a new stream by
# its `created`, which a mirror hides. When a stream is created anew, so must its mirrors be.
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

async function mirroring(release) {
  const server = await natsServer(release);
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  const stream = jetstream(connection);
  const publish = async (...texts) => {
    for (const text of texts) await stream.publish('events', text);
  };
  const mirrored = async (wait) => {
    await sleep(wait);
    const { state } = await manager.streams.info('MIRROR');
    const texts = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage('MIRROR', { seq }).catch(() => null);
      texts.push(message?.string() ?? '-');
    }
    return texts.join(' ');
  };
  const health = async () => {
    const { mirror } = await manager.streams.info('MIRROR');
    return `lag ${mirror.lag}, error ${mirror.error?.description ?? 'none'}`;
  };
  const origin = { name: 'EVENTS', subjects: ['events'] };
  await manager.streams.add(origin);
  await manager.streams.add({ name: 'MIRROR', mirror: { name: 'EVENTS' } });
  await publish('a', 'b', 'c', 'd', 'e');
  const before = await mirrored(2000);
  await manager.streams.delete('EVENTS');
  await manager.streams.add(origin);
  await publish('1', '2', '3');
  const after = `${await mirrored(25_000)} (${await health()})`;
  await publish('4', '5', '6', '7');
  const later = `${await mirrored(25_000)} (${await health()})`;
  await connection.close();
  await server.stop();
  return `mirror before: ${before}; after 3 new messages: ${after}; after 7: ${later}`;
}

(async () => {
  const releases = [['bookworm', '2.9.10'], ['trixie', '2.10.27']];
  const lines = await Promise.all(releases.map(async ([release, version]) => `${version}: ${await mirroring(release)}`));
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    '2.9.10: mirror before: a b c d e; after 3 new messages: a b c d e (lag 0, error none); after 7: a b c d e 6 7 (lag 0, error none)',
    '2.10.27: mirror before: a b c d e; after 3 new messages: a b - (lag 0, error none); after 7: a b - d e - - (lag 0, error none)',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 90 node check.cjs
