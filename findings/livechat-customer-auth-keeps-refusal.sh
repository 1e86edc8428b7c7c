#!/usr/bin/env bash
# @livechat/customer-auth 1.0.0 (with @livechat/isomorphic-storage 0.1.0), which @livechat/customer-sdk 4.0.2 uses.
#
# Behaviour: the package that gets a customer's token does not look at the status of the answer, nor for `error`.
#  - A refusal in JSON (429, 503, or 400 in the form of OAuth) becomes a token without `accessToken`. getToken()
#    resolves to it and gives it again without asking for as long as the page is open: since its lifetime is not a
#    number, isExpiredToken() is false for ever. It also takes the place of what is in the storage. Only an answer that
#    is not JSON rejects.
#  - A valid token in the storage, which has 8 hours, is not ready when the package says that it has read it: the first
#    getToken() of a page requests another one, and the first hasToken() resolves to false. A moment later it is found.
#  - Two calls of getFreshToken() make two requests.
# Expected: a refusal rejects, and a stored token is used until it expires.
#
# Output seen:
#   token: Bearer one, 1 request, stored
#   next page, at once: hasToken false, getToken Bearer two, 1 request
#   next page, a moment later: hasToken true, getToken Bearer two, 0 requests
#   429: resolved to undefined undefined, stored; again after a year: undefined undefined, expired false, 1 request in total
#   503: resolved to undefined undefined, stored; again after a year: undefined undefined, expired false, 1 request in total
#   502 with HTML: rejected
#   two getFreshToken: 2 requests
#
# Why it matters here: one answer to a burst of visitors ("too many requests") leaves a page whose calls have the header
# "undefined undefined" until it is loaded again. The extension reads the status first and then each field of a token,
# and limits its lifetime (`src/core/api/platform/accounts/oauth.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/customer-auth@1.0.0 @livechat/isomorphic-storage@0.1.0 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');

// What the package uses of a browser: its storage, the page's address, and a request with an answer of ours.
const items = new Map();
const localStorage = {
  getItem: (key) => items.get(key) ?? null,
  setItem: (key, value) => void items.set(key, String(value)),
  removeItem: (key) => void items.delete(key),
};
globalThis.window = { localStorage, location: { pathname: '/help', toString: () => 'https://shop.test/help' } };
let answers = [];
let requests = 0;
globalThis.XMLHttpRequest = class {
  open() {}
  setRequestHeader() {}
  getAllResponseHeaders() {
    return '';
  }
  send() {
    requests++;
    const { status, text } = answers.shift();
    setTimeout(() => this.onload(Object.assign(this, { status, responseText: text })), 10);
  }
};

const { default: createAuth, isExpiredToken } = require('@livechat/customer-auth');
/** The package as on another page of the same site. */
const nextPage = () => createAuth({ organizationId: 'organization', clientId: 'client' }, 7, 'production');
const ofToken = (name) => ({
  status: 200,
  text: JSON.stringify({ access_token: name, entity_id: 'customer', expires_in: 28800, token_type: 'Bearer' }),
});
const say = ({ tokenType, accessToken }) => `${tokenType} ${accessToken}`;
const counted = () => {
  const count = requests;
  requests = 0;
  return count === 1 ? '1 request' : `${count} requests`;
};
const stored = () => (items.size === 1 ? 'stored' : 'not stored');

(async () => {
  const lines = [];
  answers = [ofToken('one'), ofToken('two')];
  lines.push(`token: ${say(await nextPage().getToken())}, ${counted()}, ${stored()}`);
  const page = nextPage();
  const [has, got] = await Promise.all([page.hasToken(), page.getToken()]);
  lines.push(`next page, at once: hasToken ${has}, getToken ${say(got)}, ${counted()}`);
  const later = nextPage();
  await sleep(50);
  lines.push(`next page, a moment later: hasToken ${await later.hasToken()}, getToken ${say(await later.getToken())}, ${counted()}`);

  const now = Date.now;
  for (const [status, text] of [
    [429, '{"error":{"type":"too_many_requests","message":"Too many requests"}}'],
    [503, '{"error":"temporarily_unavailable"}'],
  ]) {
    items.clear();
    answers = [{ status, text }];
    const auth = nextPage();
    const first = say(await auth.getToken());
    const kept = stored();
    Date.now = () => now() + 365 * 86_400_000;
    const again = await auth.getToken();
    lines.push(`${status}: resolved to ${first}, ${kept}; again after a year: ${say(again)}, expired ${isExpiredToken(again)}, ${counted()} in total`);
    Date.now = now;
  }
  items.clear();
  answers = [{ status: 502, text: '<h1>Bad Gateway</h1>' }];
  lines.push(`502 with HTML: ${await nextPage().getToken().then(() => 'resolved', () => 'rejected')}`);
  counted();
  answers = [ofToken('three'), ofToken('four')];
  const auth = nextPage();
  await Promise.all([auth.getFreshToken(), auth.getFreshToken()]);
  lines.push(`two getFreshToken: ${counted()}`);

  console.log(lines.join('\n'));
  const refused = 'resolved to undefined undefined, stored; again after a year: undefined undefined, expired false, 1 request in total';
  assert.deepEqual(lines, [
    'token: Bearer one, 1 request, stored',
    'next page, at once: hasToken false, getToken Bearer two, 1 request',
    'next page, a moment later: hasToken true, getToken Bearer two, 0 requests',
    `429: ${refused}`,
    `503: ${refused}`,
    '502 with HTML: rejected',
    'two getFreshToken: 2 requests',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 30 node check.cjs
