#!/usr/bin/env bash
# @livechat/backoff 0.1.0, @livechat/websocket-manager 0.1.1.
#
# Behaviour: the delays before a reconnect grow to the maximum of 5 s and stay there, until the server has been away for
# about an hour and a half. Then half of them are 0, and nothing is waited before such an attempt: several follow each
# other within milliseconds, again and again, and twice as many attempts are made as before. The exponent has passed what
# a number can hold by then, and the jitter subtracts infinity from infinity. The same code is in @livechat/sockjs-manager
# 0.2.0, and so in the clients of chat-sdk and customer-sdk.
# Expected: the maximum remains.
#
# Output seen:
#   waits 5 to 1,000: 5000 to 5000 ms
#   waits from 1,100 on: 0 or 5000 ms, about half of them 0
#   first hour of an outage: about 720 attempts, at most 1 within 200 ms
#   third hour: more than 1,300 attempts, more than 5 within 200 ms
#
# Why it matters here: no test of a reconnect lasts that long, but an editor stays open over a night without a network, and
# LiveChat refuses those who log in too often. Delays are limited before the jitter is applied
# (`src/core/base/backoff.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/backoff@0.1.0 @livechat/websocket-manager@0.1.1 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { mock } = require('node:test');
const { default: createWebSocketManager } = require('@livechat/websocket-manager');
const createBackoff = require('@livechat/backoff');

const backoff = createBackoff({ min: 1000, max: 5000, jitter: 0.5 });
const waits = Array.from({ length: 3000 }, () => backoff.duration());
const first = waits.slice(4, 1000);
const rest = waits.slice(1100);
const zeros = rest.filter((wait) => wait === 0).length / rest.length;

/** A server that refuses each connection within 10 ms, for three hours of a simulated clock. */
process.removeAllListeners('warning');
mock.timers.enable({ apis: ['setTimeout'] });
let now = 0;
const attempts = [];
globalThis.WebSocket = class extends EventTarget {
  constructor() {
    super();
    attempts.push(now);
    setTimeout(() => this.dispatchEvent(new Event('close')), 10);
  }
  close() {}
};
const hour = 3_600_000;
createWebSocketManager('wss://rtm.example.com').connect();
for (; now < 3 * hour; now += 10) mock.timers.tick(10);
const within = (from) => attempts.filter((at) => at >= from && at < from + hour).length;
const most = (from) => {
  const times = attempts.filter((at) => at >= from && at < from + hour);
  return Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + 200).length));
};
const rate = (value) => (value > 1300 ? 'more than 1,300' : value > 690 && value < 750 ? 'about 720' : value);
const bursts = (value) => (value > 5 ? 'more than 5' : value);

const lines = [
  `waits 5 to 1,000: ${Math.min(...first)} to ${Math.max(...first)} ms`,
  `waits from 1,100 on: ${[...new Set(rest)].sort((a, b) => a - b).join(' or ')} ms, ${zeros > 0.4 && zeros < 0.6 ? 'about half of them 0' : zeros}`,
  `first hour of an outage: ${rate(within(0))} attempts, at most ${bursts(most(hour / 100))} within 200 ms`,
  `third hour: ${rate(within(2 * hour))} attempts, ${bursts(most(2 * hour))} within 200 ms`,
];
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'waits 5 to 1,000: 5000 to 5000 ms',
  'waits from 1,100 on: 0 or 5000 ms, about half of them 0',
  'first hour of an outage: about 720 attempts, at most 1 within 200 ms',
  'third hour: more than 1,300 attempts, more than 5 within 200 ms',
]);
JS

timeout --foreground 55 node check.cjs
