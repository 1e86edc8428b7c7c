#!/usr/bin/env bash
# @livechat/customer-sdk 4.0.2.
#
# Behaviour: getChatHistory() gives what its documentation calls an async iterator, but the last page of threads comes
# together with `done: true`. A loop as for any iterator, `for await` or "until done", takes that for the end and never
# sees these threads: the oldest of the chat, and for a chat that fits into one page all of them. No further call gives
# them. A call that was made while the last page was on its way resolves without a value, so that the documentation's
# own example (`result.value.threads`) throws in it.
# Expected: `done: true` after the last page, without a value.
#
# Output seen, for a chat with the threads 1 (oldest) to 5 in three pages:
#   next(): 4 5; 3; 1 2 (done); nothing (done)
#   for await: 4 5 3
#   until done: 4 5 3
#   for await, one page of 1: nothing
#   two calls at once, one page of 1: 1 (done); nothing (done)
#
# Why it matters here: an export of a customer's chats is complete only with its first message. The extension reads
# archives by pages itself, and stops at a page without the id of another one
# (`src/core/api/platform/agentChat/archive.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/customer-sdk@4.0.2 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');

// A socket with the answers of the service.
const severalPages = {
  first: { threads: ['5', '4'], next: 'second' },
  second: { threads: ['3'], next: 'third' },
  third: { threads: ['2', '1'] },
};
let pages = severalPages;
const toThread = (id) => ({ id, active: false, created_at: '2026-01-01T00:00:00.000000Z', user_ids: [], events: [] });
const answers = {
  login: () => ({ customer: { id: 'customer', statistics: {} }, chats: [], __priv_dynamic_config: {} }),
  list_threads: ({ page_id = 'first' }) => ({
    threads: pages[page_id].threads.map(toThread),
    next_page_id: pages[page_id].next,
  }),
};
globalThis.WebSocket = class extends EventTarget {
  constructor() {
    super();
    setTimeout(() => this.dispatchEvent(new Event('open')));
  }
  close() {}
  send(text) {
    const { action, request_id, payload } = JSON.parse(text);
    const answer = { request_id, action, type: 'response', success: true, payload: answers[action](payload) };
    setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(answer) })), 5);
  }
};
const token = { accessToken: 'token', entityId: 'customer', expiresIn: 28_800_000, tokenType: 'Bearer', creationDate: Date.now() };
const identityProvider = () => ({
  getToken: async () => token,
  getFreshToken: async () => token,
  hasToken: async () => true,
  invalidate: async () => {},
});

const { init } = require('@livechat/customer-sdk');
(async () => {
  const sdk = init({ organizationId: 'organization', clientId: 'client', identityProvider });
  await new Promise((resolve) => sdk.once('connected', resolve));
  const history = () => sdk.getChatHistory({ chatId: 'CHAT' });
  const ids = (value) => value?.threads.map(({ id }) => id).join(' ') ?? 'nothing';
  const say = ({ value, done }) => `${ids(value)}${done ? ' (done)' : ''}`;
  const withLoop = async () => {
    const seen = [];
    for await (const value of { [Symbol.asyncIterator]: history }) seen.push(ids(value));
    return seen.join(' ') || 'nothing';
  };

  const lines = [];
  const calls = history();
  const results = [];
  for (let i = 0; i < 4; i++) results.push(say(await calls.next()));
  lines.push(`next(): ${results.join('; ')}`);
  lines.push(`for await: ${await withLoop()}`);
  const seen = [];
  const untilDone = history();
  for (let step = await untilDone.next(); !step.done; step = await untilDone.next()) seen.push(ids(step.value));
  lines.push(`until done: ${seen.join(' ')}`);
  pages = { first: { threads: ['1'] } };
  lines.push(`for await, one page of 1: ${await withLoop()}`);
  const two = history();
  lines.push(`two calls at once, one page of 1: ${(await Promise.all([two.next(), two.next()])).map(say).join('; ')}`);
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'next(): 4 5; 3; 1 2 (done); nothing (done)',
    'for await: 4 5 3',
    'until done: 4 5 3',
    'for await, one page of 1: nothing',
    'two calls at once, one page of 1: 1 (done); nothing (done)',
  ]);
  process.exit();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 30 node check.cjs
