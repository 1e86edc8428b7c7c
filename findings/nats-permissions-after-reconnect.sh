#!/usr/bin/env bash
# @nats-io/transport-node 3.4.0, @nats-io/jetstream 3.4.0; nats-server 2.9.10 (Debian 12).
#
# Behaviour: two permissions of a restricted user are not needed to start an ordered consumer, and their
# absence is silent.
#  - Without $JS.API.CONSUMER.INFO.<stream>.> the consumer starts and delivers. After the first reconnect it
#    requests the consumer's information, is refused, retries at the interval of `expires` (30 s by
#    default), and delivers nothing more. Its iterator neither ends nor throws, and its own status() does not
#    mention the refusal.
#  - Without $JS.API.CONSUMER.MSG.NEXT.<stream>.> consume() resolves and nothing is ever delivered; its
#    status() reports only "heartbeats_missed".
# The refusals appear only in the connection's status(), as "error". Without CONSUMER.CREATE, by contrast,
# consumers.get() rejects within milliseconds.
#
# Output seen:
#   all permissions: before the restart 1 2, after it 3 4
#   without INFO: before the restart 1 2, after it nothing; iterator pending; refused: CONSUMER.INFO
#   without NEXT: before the restart nothing, after it nothing; iterator pending; refused: CONSUMER.MSG.NEXT
#
# Why it matters here: members of a team have restricted users. A set of permissions that worked when it was
# set up loses every event from the first restart of the server on, while the status bar shows "connected".
# The permissions in the team guide must include INFO and MSG.NEXT; a PermissionViolationError in status()
# must become a problem that the doctor reports with its subject; a test must restart the server.
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
const { rmSync } = require('node:fs');
const { connect } = require('@nats-io/transport-node');
const { jetstream, jetstreamManager } = require('@nats-io/jetstream');
const { natsServer, sleep } = require('./server.cjs');

const api = (name) => `$JS.API.${name}`;
const create = [api('STREAM.INFO.EVENTS'), api('CONSUMER.CREATE.EVENTS.>')];
const info = api('CONSUMER.INFO.EVENTS.>');
const next = api('CONSUMER.MSG.NEXT.EVENTS.>');

async function run(publish) {
  rmSync('data', { recursive: true, force: true });
  const server = await natsServer(`authorization { users = [
    { user: owner, password: demo }
    { user: member, password: demo, permissions: { publish: ${JSON.stringify(publish)}, subscribe: ["_INBOX.>"] } }
  ] }`);
  const owner = await connect({ ...server.options, user: 'owner', pass: 'demo' });
  await (
    await jetstreamManager(owner)
  ).streams.add({ name: 'EVENTS', subjects: ['events.>'] });
  const publisher = jetstream(owner);
  const member = await connect({ ...server.options, user: 'member', pass: 'demo' });
  const refused = new Set();
  void (async () => {
    for await (const status of member.status()) {
      const subject = status.type === 'error' ? String(status.error.subject) : '';
      const name = /^\$JS\.API\.(.+)\.EVENTS/u.exec(subject)?.[1];
      if (name) refused.add(name);
    }
  })();

  await publisher.publish('events.a', '1');
  const consumer = await jetstream(member, { checkAPI: false, timeout: 1500 }).consumers.get('EVENTS', {
    filter_subjects: 'events.a',
  });
  const messages = await consumer.consume({ expires: 2000, idle_heartbeat: 500 });
  const seen = [];
  let iterator = 'pending';
  void (async () => {
    try {
      for await (const message of messages) seen.push(message.string());
      iterator = 'ended';
    } catch {
      iterator = 'threw';
    }
  })();
  await sleep(500);
  await publisher.publish('events.a', '2');
  await sleep(700);
  const before = seen.splice(0).join(' ') || 'nothing';
  await server.stop();
  await sleep(300);
  await server.start();
  await sleep(1500);
  await publisher.publish('events.a', '3');
  await sleep(5000);
  await publisher.publish('events.a', '4');
  await sleep(1000);
  const after = seen.join(' ') || 'nothing';
  const state = iterator;
  await member.close();
  await owner.close();
  await server.stop();
  const rest = refused.size > 0 ? `; iterator ${state}; refused: ${[...refused].join(' ')}` : '';
  return `before the restart ${before}, after it ${after}${rest}`;
}

(async () => {
  const lines = [
    `all permissions: ${await run([...create, info, next, api('CONSUMER.DELETE.EVENTS.>')])}`,
    `without INFO: ${await run([...create, next, api('CONSUMER.DELETE.EVENTS.>')])}`,
    `without NEXT: ${await run([...create, info, api('CONSUMER.DELETE.EVENTS.>')])}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'all permissions: before the restart 1 2, after it 3 4',
    'without INFO: before the restart 1 2, after it nothing; iterator pending; refused: CONSUMER.INFO',
    'without NEXT: before the restart nothing, after it nothing; iterator pending; refused: CONSUMER.MSG.NEXT',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 55 node check.cjs
