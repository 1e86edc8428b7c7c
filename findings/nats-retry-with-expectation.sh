#!/usr/bin/env bash
# nats-server 2.9.10 (Debian 12), 2.10.27 (Debian 13) and 2.15.1 (Debian testing); @nats-io/transport-node 3.4.0,
# @nats-io/jetstream 3.4.0.
#
# Behaviour: a publish whose acknowledgement was lost is sent again with the same msgID, and the server answers that it is
# a duplicate of the stored one. If it also has the expectation `lastSequence` or `lastSubjectSequence`, the newest server
# checks that first, and since the first attempt was stored, refuses the second with "wrong last sequence": the answer of
# a conflict with another writer, for a message that is there. Older servers answer "duplicate". `lastMsgID` names no
# longer the last message either, but is checked after the duplicate in all three.
# Expected: one answer to a repeated message, whatever else it carries.
#
# Output seen:
#   2.9.10: no expectation: duplicate of 2; lastSequence: duplicate of 3; lastSubjectSequence: duplicate of 4; lastMsgID: duplicate of 5; stored: 5
#   2.10.27: the same
#   2.15.1: no expectation: duplicate of 2; lastSequence: wrong last sequence: 3; lastSubjectSequence: wrong last sequence: 4; lastMsgID: duplicate of 5; stored: 5
#
# Why it matters here: a receiver that guards its events by the sequence it expects would take its own event for that of
# a second receiver after each lost answer, and give up its lease or publish the event under a new id. Events are
# published with a msgID and `streamName` only (`src/core/team/teamConnection.ts`), which all servers answer alike.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 >/dev/null
# Each Debian release has its own list of packages; nothing is installed.
key=/usr/share/keyrings/debian-archive-keyring.gpg
for pair in bookworm/2.9.10 trixie/2.10.27 forky/2.15.1; do
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
const { natsServer } = require('./server.cjs');

async function retrying(release) {
  const server = await natsServer(release);
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events.>'] });
  const stream = jetstream(connection);
  const publish = (msgID, expect) =>
    stream.publish('events.1', msgID, { msgID, expect }).then(
      ({ seq, duplicate }) => `${duplicate ? 'duplicate of' : 'stored as'} ${seq}`,
      ({ message }) => message,
    );
  await publish('first');
  const results = {};
  for (const [name, expect] of [
    ['no expectation', { streamName: 'EVENTS' }],
    ['lastSequence', { lastSequence: 2 }],
    ['lastSubjectSequence', { lastSubjectSequence: 3 }],
    ['lastMsgID', { lastMsgID: 'lastSubjectSequence' }],
  ]) {
    await publish(name, expect);
    results[name] = await publish(name, expect);
  }
  const { messages } = (await manager.streams.info('EVENTS')).state;
  await connection.close();
  await server.stop();
  return [...Object.entries(results).map(([name, result]) => `${name}: ${result}`), `stored: ${messages}`].join('; ');
}

(async () => {
  const lines = [];
  for (const [release, version] of [['bookworm', '2.9.10'], ['trixie', '2.10.27'], ['forky', '2.15.1']])
    lines.push(`${version}: ${await retrying(release)}`);
  console.log(lines.join('\n'));
  const old =
    'no expectation: duplicate of 2; lastSequence: duplicate of 3; lastSubjectSequence: duplicate of 4; lastMsgID: duplicate of 5; stored: 5';
  assert.deepEqual(lines, [
    `2.9.10: ${old}`,
    `2.10.27: ${old}`,
    '2.15.1: no expectation: duplicate of 2; lastSequence: wrong last sequence: 3; lastSubjectSequence: wrong last sequence: 4; lastMsgID: duplicate of 5; stored: 5',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
