#!/usr/bin/env bash
# @nats-io/kv 3.4.0, @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.15.1 (Debian testing).
#
# Behaviour: in a bucket with `markerTTL`, the server leaves a marker for a key whose time to live is over. Each method
# of the client reads that marker in another way.
#  - get() gives an entry with the operation PURGE, and create() succeeds, as for a key that is not there.
#  - keys() lists the key as long as the marker is there, here a minute: it looks for the markers of delete and purge
#    only. A key that was deleted is not listed.
#  - delete() and purge() with a wildcard take their keys from that list, so they write markers without a time to live,
#    for keys that nobody has: from then on the bucket keeps one message for each of them.
#  - watch() with `ignoreDeletes: true` ("skips notifying deletes") still reports expired and purged keys, with an empty
#    value; it skips the operation DEL alone.
# Expected: a key whose time is over is in no list, and is not reported to a watch without deletes.
#
# Output seen:
#   get of the expired key: PURGE; create: succeeds
#   keys(): expired, kept
#   watch without deletes: expired PUT, kept PUT, deleted PUT, purged PUT, expired PURGE, purged PURGE
#   delete("*") of expired keys: 2 messages that stay
#
# Why it matters here: a list of the members that are there, with a key each that its owner renews, shows those who have
# left. The lease of the receiver is one key that is read with get(), and whoever waits for it measures the time since
# its last change: it needs no times to live (`src/core/team/teamLease.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 @nats-io/kv@3.4.0 >/dev/null
# Debian testing has its own list of packages; nothing is installed.
key=/usr/share/keyrings/debian-archive-keyring.gpg
for pair in forky/2.15.1; do
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
const { jetstream } = require('@nats-io/jetstream');
const { Kvm } = require('@nats-io/kv');
const { natsServer, sleep } = require('./server.cjs');

(async () => {
  const server = await natsServer('forky');
  const connection = await connect(server.options);
  const kvm = new Kvm(jetstream(connection));
  const bucket = await kvm.create('MEMBERS', { markerTTL: 60_000 });
  const reported = [];
  const watch = await bucket.watch({ ignoreDeletes: true });
  void (async () => {
    for await (const { key, operation } of watch) reported.push(`${key} ${operation}`);
  })();
  await bucket.create('expired', 'here', '1s');
  for (const key of ['kept', 'deleted', 'purged']) await bucket.put(key, 'here');
  await bucket.delete('deleted');
  await sleep(2500);
  await bucket.purge('purged');
  const listed = [];
  for await (const key of await bucket.keys()) listed.push(key);
  const { operation } = await bucket.get('expired');
  const created = await bucket.create('expired', 'again', '60s').then(() => 'succeeds', ({ message }) => message);
  // The order of the watch, without what came after the purge.
  const seen = reported.slice(0, reported.indexOf('purged PURGE') + 1);

  const others = await kvm.create('OTHERS', { markerTTL: 1000 });
  for (const key of ['a', 'b']) await others.create(key, 'here', '1s');
  await sleep(1500);
  await others.delete('*');
  await sleep(4000);
  const { values } = await others.status();

  const lines = [
    `get of the expired key: ${operation}; create: ${created}`,
    `keys(): ${listed.sort().join(', ')}`,
    `watch without deletes: ${seen.join(', ')}`,
    `delete("*") of expired keys: ${values} messages that stay`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'get of the expired key: PURGE; create: succeeds',
    'keys(): expired, kept',
    'watch without deletes: expired PUT, kept PUT, deleted PUT, purged PUT, expired PURGE, purged PURGE',
    'delete("*") of expired keys: 2 messages that stay',
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
