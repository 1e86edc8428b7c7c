#!/usr/bin/env bash
# @livechat/chat-sdk 0.2.0; sockjs 0.3.24 as the server.
#
# Behaviour: if LiveChat refuses the login of an agent, such as for a token that has expired or was revoked, the
# application is told nothing: init() returns nothing, no event is fired, and the refusal is logged only with `debug`. What
# it asks for then fails as if the login were still going on. If the server also ends the connection, the client connects
# and logs in again every second or two, for ever: the delay between attempts begins anew with each connection that was
# opened, whatever became of the login.
# Expected: an event or a rejected promise with the reason, and no further attempt with the same token.
#
# Output seen, within 12 s each:
#   accepted: logins 1, init() returned undefined, events ready, details given
#   refused, connection kept: logins 1, init() returned undefined, events none, details "ChatSDK.getAgentDetails: Agent is not logged in yet"
#   refused, connection ended: logins more than 4, init() returned undefined, events none
#
# Why it matters here: a revoked token must become a question to the user, and must not use up the limit of logins that
# the account's other clients share. A login that is refused is an end of its own, with its own handling
# (`src/core/events/rtm/sessionEnd.ts`), and the delay is reset only after a minute of a live session.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/chat-sdk@0.2.0 sockjs@0.3.24 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { setTimeout: sleep } = require('node:timers/promises');
const sockjs = require('sockjs');

// The address is fixed in the SDK: its connections are led to a server on loopback, without TLS.
let port;
https.request = (options, ...rest) => http.request({ ...options, protocol: 'http:', hostname: '127.0.0.1', host: '127.0.0.1', port }, ...rest);
tls.connect = () => {
  const socket = net.connect(port, '127.0.0.1', () => socket.emit('secureConnect'));
  return socket;
};
const ChatSDK = require('@livechat/chat-sdk');

/** What an application sees of `login` within 12 s, and how often the server is asked. */
async function logIn({ success, payload, ends }) {
  let logins = 0;
  const service = sockjs.createServer({ log: () => undefined });
  service.on('connection', (connection) =>
    connection.on('data', (text) => {
      const { action, request_id } = JSON.parse(text);
      if (action === 'login') logins++;
      connection.write(JSON.stringify({ request_id, action, type: 'response', success, payload }));
      if (ends) connection.close(1000, 'authentication');
    }),
  );
  const server = http.createServer();
  service.installHandlers(server, { prefix: '/v3.4/agent/rtm/sjs' });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address());
  const sdk = new ChatSDK();
  const events = [];
  for (const name of ['ready', 'login', 'error', 'disconnect', 'agent_disconnected']) sdk.on(name, () => events.push(name));
  const returned = sdk.init({ access_token: 'token' });
  await sleep(12_000);
  const details = await sdk.getAgentDetails().then(() => 'given', (error) => `"${error}"`);
  sdk.destroy();
  server.closeAllConnections();
  server.close();
  const count = logins > 4 ? 'more than 4' : logins;
  return `logins ${count}, init() returned ${returned}, events ${events.join(' ') || 'none'}, details ${details}`;
}

(async () => {
  const refused = { success: false, payload: { error: { type: 'authentication', message: 'Invalid access token' } } };
  const lines = [
    `accepted: ${await logIn({ success: true, payload: { my_profile: {} } })}`,
    `refused, connection kept: ${await logIn(refused)}`,
    `refused, connection ended: ${(await logIn({ ...refused, ends: true })).replace(/, details .*/, '')}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'accepted: logins 1, init() returned undefined, events ready, details given',
    'refused, connection kept: logins 1, init() returned undefined, events none, details "ChatSDK.getAgentDetails: Agent is not logged in yet"',
    'refused, connection ended: logins more than 4, init() returned undefined, events none',
  ]);
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 58 node check.cjs
