#!/usr/bin/env bash
# cloudflared 0.7.3 of npm (the package that runs Cloudflare's program, here with recorded output in its place).
#
# Behaviour: the event `url`, which is how an application learns the public address, is fired for a tunnel that could not
# be opened: the address in it is that of Cloudflare's service for requests, https://api.trycloudflare.com, which is named
# in the program's error. The package takes any address of that domain in any line. An application that registers it as
# the target of a webhook registers a foreign server, and the exit of the program comes later.
# Also, what arrives at once is read as one line: of two connections the second is not reported, `connected` can come
# before `url`, and the address of a server by IPv6 is cut at its first colon.
# Expected: `url` for the line in the box only, and one event per connection.
#
# Output seen:
#   works: connected to 198.51.100.13, url https://some-words-of-two.trycloudflare.com, exit 0
#   no network: url https://api.trycloudflare.com, exit 1
#   two connections by IPv6: connected to 2001, url https://some-words-of-two.trycloudflare.com, exit 0
#
# Why it matters here: deliveries with names and texts of customers would be sent there. The extension runs the program
# itself, reads the address in the box only, and asks the program whether it is connected before it registers anything
# (`src/core/tunnel/cloudflared.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact cloudflared@0.7.3 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { chmodSync, writeFileSync } = require('node:fs');
const { once } = require('node:events');
const { Tunnel, use } = require('cloudflared');

/** A program in place of cloudflared, which writes to stderr what that writes. */
async function output(lines, code) {
  writeFileSync('cloudflared', `#!/bin/sh\ncat >&2 <<'END'\n${lines.join('\n')}\nEND\nsleep 1\nexit ${code}\n`);
  chmodSync('cloudflared', 0o755);
  use(`${process.cwd()}/cloudflared`);
  const tunnel = Tunnel.quick('http://127.0.0.1:3000');
  const events = [];
  for (const name of ['url', 'error']) tunnel.on(name, (value) => events.push(`${name} ${value}`));
  tunnel.on('connected', ({ ip }) => events.push(`connected to ${ip}`));
  const [status] = await once(tunnel, 'exit');
  return `${[...events, `exit ${status}`].join(', ')}`;
}

(async () => {
  const requested = '2026-11-02T09:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...';
  const box = '2026-11-02T09:00:02Z INF |  https://some-words-of-two.trycloudflare.com                             |';
  const registered = (index, ip) =>
    `2026-11-02T09:00:04Z INF Registered tunnel connection connIndex=${index} connection=e803bf2c-8f1f-4ace-b17c-1741e09e4ce${index} event=0 ip=${ip} location=gru10 protocol=quic`;
  const lines = [
    `works: ${await output([requested, box, registered(0, '198.51.100.13')], 0)}`,
    `no network: ${await output([requested, 'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host'], 1)}`,
    `two connections by IPv6: ${await output([requested, box, registered(0, '2001:db8::13'), registered(1, '2001:db8::14')], 0)}`,
  ];
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'works: connected to 198.51.100.13, url https://some-words-of-two.trycloudflare.com, exit 0',
    'no network: url https://api.trycloudflare.com, exit 1',
    'two connections by IPv6: connected to 2001, url https://some-words-of-two.trycloudflare.com, exit 0',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 30 node check.cjs
