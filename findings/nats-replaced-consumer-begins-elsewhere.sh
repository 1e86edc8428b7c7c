#!/usr/bin/env bash
# @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0; nats-server 2.9.10 (Debian 12), the same with 2.10.27.
#
# Behaviour: when an ordered consumer is gone from the server (a restart, five minutes of sleep), the client creates
# another one that begins after the last message it got. Two kinds of beginning do not survive this.
#  - A beginning at a time (DeliverPolicy.StartTime): the new configuration keeps `opt_start_time` beside the sequence,
#    which the server refuses, and the client tries the same again for ever. The loop neither ends nor throws, and no
#    status tells the refusal: only "reset" is repeated, without the "ordered_consumer_recreated" that follows otherwise.
#  - New messages (DeliverPolicy.New), if none had come yet: the new consumer begins at sequence 1, so the whole stream is
#    delivered, as if all of it had just been published.
# Expected: a beginning stays what it was until the first message came, as it does for one at a sequence.
#
# Output seen:
#   begins at a sequence: before the restart 1 2, after it 3 4; reset once, recreated
#   begins with new messages: before the restart nothing, after it 1 2 3 4; reset once, recreated
#   begins at a time: before the restart 1 2, after it nothing; reset again and again, loop pending
#   the server's answer: consumer delivery policy is deliver by start sequence, but optional start time is also set
#
# Why it matters here: a member that reads a team's stream for the first time begins at a time. It would look live and
# hear nothing until the editor is restarted. A feed therefore ends at the first "reset" and is opened anew from its cursor
# (`test/unit/team/teamConnection.test.ts`), and no feed begins with DeliverPolicy.New.
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
const { DeliverPolicy, jetstream, jetstreamManager } = require('@nats-io/jetstream');
const { natsServer, sleep } = require('./server.cjs');

(async () => {
  const server = await natsServer();
  const connection = await connect(server.options);
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'EVENTS', subjects: ['events'] });
  const stream = jetstream(connection);
  const begin = new Date(Date.now() - 60_000).toISOString();
  for (const text of ['1', '2']) await stream.publish('events', text);

  const begins = {
    'at a sequence': { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: 1 },
    'with new messages': { deliver_policy: DeliverPolicy.New },
    'at a time': { deliver_policy: DeliverPolicy.StartTime, opt_start_time: begin },
  };
  const feeds = [];
  for (const [name, options] of Object.entries(begins)) {
    const consumer = await stream.consumers.get('EVENTS', options);
    const messages = await consumer.consume({ expires: 1000 });
    const feed = { name, got: [], resets: 0, recreated: 0, loop: 'pending' };
    feeds.push(feed);
    (async () => {
      for await (const { type } of messages.status()) {
        if (type === 'reset') feed.resets += 1;
        if (type === 'ordered_consumer_recreated') feed.recreated += 1;
      }
    })();
    (async () => {
      for await (const { seq } of messages) feed.got.push(seq);
    })().then(
      () => (feed.loop = 'ended'),
      () => (feed.loop = 'threw'),
    );
  }
  await sleep(1000);
  const before = feeds.map(({ got }) => got.splice(0).join(' ') || 'nothing');
  await server.stop();
  await server.start();
  await sleep(2000);
  for (const text of ['3', '4']) await stream.publish('events', text);
  await sleep(10_000);
  const lines = feeds.map(({ name, got, resets, recreated, loop }, index) => {
    const after = got.join(' ') || 'nothing';
    const times = resets === 1 && recreated === 1 ? 'once, recreated' : `again and again, loop ${loop}`;
    return `begins ${name}: before the restart ${before[index]}, after it ${after}; reset ${times}`;
  });
  const consumer = await stream.consumers.get('EVENTS', begins['at a time']);
  const { config } = await consumer.info(true);
  const replacement = { ...config, name: 'other', deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: 3 };
  const answer = await manager.consumers.add('EVENTS', replacement).then(
    () => 'created',
    ({ message }) => message,
  );
  lines.push(`the server's answer: ${answer}`);
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'begins at a sequence: before the restart 1 2, after it 3 4; reset once, recreated',
    'begins with new messages: before the restart nothing, after it 1 2 3 4; reset once, recreated',
    'begins at a time: before the restart 1 2, after it nothing; reset again and again, loop pending',
    "the server's answer: consumer delivery policy is deliver by start sequence, but optional start time is also set",
  ]);
  await connection.close();
  await server.stop();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
