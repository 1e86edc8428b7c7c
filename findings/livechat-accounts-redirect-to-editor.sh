#!/usr/bin/env bash
# @livechat/accounts-sdk 2.1.3.
#
# Behaviour: the address of LiveChat's sign-in page that the SDK makes cannot be used with an editor.
#  - A redirect address with a scheme of its own, as desktop programs have it, becomes "null/…": the SDK takes `origin` of
#    the address, which is "null" for all schemes but those of the web. The page then refuses a redirect address that
#    nobody registered. Of a query, which may tell one window from another, nothing is sent.
#  - The challenge for `S256` is not the one of RFC 7636, but the words of the digest as decimal numbers in base64. A
#    server that follows the RFC refuses the code at the very end of the sign-in, with `invalid_grant`.
# Expected: the given address, and base64url of the digest's 32 bytes.
#
# Output seen:
#   https://app.example.com/signed-in?window=2: https://app.example.com/signed-in; S256, eight decimal numbers
#   http://127.0.0.1:3000/signed-in: http://127.0.0.1:3000/signed-in; S256, eight decimal numbers
#   vscode://publisher.extension/signed-in: null/signed-in; S256, eight decimal numbers
#
# Why it matters here: signing in with the browser needs an address of the editor. The extension makes the address of the
# page itself (`src/core/api/platform/accounts/oauth.ts`), and the sandbox follows the RFC.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/accounts-sdk@2.1.3 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');

// What the SDK takes from a page.
const items = new Map();
globalThis.localStorage = {
  getItem: (key) => items.get(key) ?? null,
  setItem: (key, value) => items.set(key, value),
  removeItem: (key) => items.delete(key),
};
globalThis.window = { crypto: globalThis.crypto, localStorage, location: { href: 'https://app.example.com/', protocol: 'https:' } };
globalThis.document = { cookie: '' };
const { default: AccountsSDK } = require('@livechat/accounts-sdk');

const transaction = { namespace: 'probe', key_length: 32, force_local_storage: true };
const lines = [];
for (const redirect_uri of [
  'https://app.example.com/signed-in?window=2',
  'http://127.0.0.1:3000/signed-in',
  'vscode://publisher.extension/signed-in',
]) {
  const sdk = new AccountsSDK({ client_id: 'client', response_type: 'code', redirect_uri, state: 'state', transaction });
  const query = new URL(sdk.authorizeURL()).searchParams;
  const { code_verifier } = sdk.verify({ state: 'state' });
  const challenge = query.get('code_challenge');
  const right = createHash('sha256').update(code_verifier).digest('base64url');
  const decoded = Buffer.from(challenge, 'base64url').toString();
  const form = challenge === right ? 'of RFC 7636' : /^(-?\d+,){7}-?\d+$/.test(decoded) ? 'eight decimal numbers' : 'other';
  lines.push(`${redirect_uri}: ${query.get('redirect_uri')}; ${query.get('code_challenge_method')}, ${form}`);
}
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'https://app.example.com/signed-in?window=2: https://app.example.com/signed-in; S256, eight decimal numbers',
  'http://127.0.0.1:3000/signed-in: http://127.0.0.1:3000/signed-in; S256, eight decimal numbers',
  'vscode://publisher.extension/signed-in: null/signed-in; S256, eight decimal numbers',
]);
JS

timeout --foreground 30 node check.cjs
