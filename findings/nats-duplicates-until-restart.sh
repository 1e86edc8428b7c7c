#!/usr/bin/env bash
# nats-server 2.9.10 (Debian 12) and 2.10.27 (Debian 13), the same with 2.15.1; @nats-io/transport-node 3.4.0,
# @nats-io/jetstream 3.4.0.
#
# Behaviour: a stream recognises a repeated message by its id (Nats-Msg-Id) for two minutes, also if the message is no
# longer there: it was deleted, purged, replaced by the next one of its subject, or not kept because nobody was interested
# in it. But the ids are not stored. After a regular restart the server collects them from the messages that it still
# has, so that all of these repeated messages are stored as new ones. In a stream that keeps the last message of each
# subject, the older state then replaces the newer one.
# Expected: the same answer before and after a restart.
#
# Output seen, each: repeated before the restart, and after it, in both releases:
#   kept: duplicate, duplicate; deleted: duplicate, stored; purged: duplicate, stored; replaced: duplicate, stored; nobody interested: duplicate, stored
#
# Why it matters here: a restart of the team's server is when answers are lost and messages are repeated. Ids of messages
# prevent duplicates only in a stream that keeps its messages longer than a receiver repeats them. The team's stream keeps
# all of them for days, members ignore events that their journal has, and the lease, which is the last message of its
# subject, is written against a revision (`src/core/team/teamLease.ts`) and not with an id.
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

async function repeating(release) {
  const server = await natsServer(release);
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  const stream = jetstream(connection);
  const kinds = {
    kept: [{}, () => undefined],
    deleted: [{}, () => manager.streams.deleteMessage('deleted', 1)],
    purged: [{}, () => manager.streams.purge('purged')],
    replaced: [{ max_msgs_per_subject: 1 }, () => stream.publish('replaced', 'newer', { msgID: 'b' })],
    'nobody interested': [{ retention: 'interest' }, () => undefined],
  };
  const repeat = async (name) => ((await stream.publish(name.split(' ')[0], 'once', { msgID: 'a' })).duplicate ? 'duplicate' : 'stored');
  const lines = {};
  for (const [name, [config, remove]] of Object.entries(kinds)) {
    const subject = name.split(' ')[0];
    await manager.streams.add({ name: subject, subjects: [subject], ...config });
    await stream.publish(subject, 'once', { msgID: 'a' });
    await remove();
    lines[name] = await repeat(name);
  }
  await server.stop();
  await server.start();
  await sleep(1000);
  for (const name of Object.keys(kinds)) lines[name] += `, ${await repeat(name)}`;
  await connection.close();
  await server.stop();
  return Object.entries(lines).map(([name, result]) => `${name}: ${result}`).join('; ');
}

(async () => {
  const lines = [];
  for (const [release, version] of [['bookworm', '2.9.10'], ['trixie', '2.10.27']]) lines.push(`${version}: ${await repeating(release)}`);
  console.log(lines.join('\n'));
  const alike =
    'kept: duplicate, duplicate; deleted: duplicate, stored; purged: duplicate, stored; replaced: duplicate, stored; nobody interested: duplicate, stored';
  assert.deepEqual(lines, [`2.9.10: ${alike}`, `2.10.27: ${alike}`]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
