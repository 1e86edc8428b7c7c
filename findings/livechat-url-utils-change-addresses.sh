#!/usr/bin/env bash
# @livechat/url-utils 0.2.2.
#
# Behaviour: LiveChat's own helpers for addresses, which its SDKs for customers use, lose parts of valid ones.
#  - getQueryParams() turns only the first "+" of a value into a space, gives the empty text for a value with "=" in it
#    (Base64, a nested address), and keeps the last one of several parameters of a name.
#  - extendURLByQueryParams() and removeQueryParams() read the address with it, so a parameter that the caller did not
#    name is lost or written as another one. They drop the path of an address that is not http(s), replace a relative
#    one by "null/", and write a fragment with a "?" in it twice, the first time without its route.
#  - buildQueryString() writes `undefined` and `null` as these words.
# Expected: what URL and URLSearchParams do, or parameters that are kept as they are.
#
# Output seen:
#   read ?state=c3RhdGU=&q=late+parcel+again&tag=a&tag=b: {"state":"","q":"late parcel+again","tag":"b"}
#   extended https://app.test/t?q=a+b+c&tag=a&tag=b: https://app.test/t?q=a%20b%2Bc&tag=b&from=mail
#   extended https://app.test/#/tickets/7?tab=2: https://app.test/?tab=2&from=mail#/tickets/7?tab=2
#   extended vscode://livechat.desk/signed-in?code=1: vscode://livechat.desk/?code=1&from=mail
#   extended /tickets/7: null/?from=mail
#   removed "from" of https://app.test/t?from=mail&sig=c2ln==: https://app.test/t?sig=
#   built: group=undefined&agent=null
#
# Why it matters here: the answer of a sign-in has a code and a state in its query, and links to tickets and archives
# have search words and fragments. The extension reads addresses with URL (`src/core/api/platform/accounts/oauth.ts`),
# and refuses an answer that has its state more than once.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/url-utils@0.2.2 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { buildQueryString, extendURLByQueryParams, getQueryParams, removeQueryParams } = require('@livechat/url-utils');

const extended = (address) => `extended ${address}: ${extendURLByQueryParams(address, { from: 'mail' })}`;
const query = '?state=c3RhdGU=&q=late+parcel+again&tag=a&tag=b';
const signed = 'https://app.test/t?from=mail&sig=c2ln==';
const lines = [
  `read ${query}: ${JSON.stringify(getQueryParams(query))}`,
  extended('https://app.test/t?q=a+b+c&tag=a&tag=b'),
  extended('https://app.test/#/tickets/7?tab=2'),
  extended('vscode://livechat.desk/signed-in?code=1'),
  extended('/tickets/7'),
  `removed "from" of ${signed}: ${removeQueryParams(signed, ['from'])}`,
  `built: ${buildQueryString({ group: undefined, agent: null })}`,
];
console.log(lines.join('\n'));
assert.deepEqual(lines, [
  'read ?state=c3RhdGU=&q=late+parcel+again&tag=a&tag=b: {"state":"","q":"late parcel+again","tag":"b"}',
  'extended https://app.test/t?q=a+b+c&tag=a&tag=b: https://app.test/t?q=a%20b%2Bc&tag=b&from=mail',
  'extended https://app.test/#/tickets/7?tab=2: https://app.test/?tab=2&from=mail#/tickets/7?tab=2',
  'extended vscode://livechat.desk/signed-in?code=1: vscode://livechat.desk/?code=1&from=mail',
  'extended /tickets/7: null/?from=mail',
  'removed "from" of https://app.test/t?from=mail&sig=c2ln==: https://app.test/t?sig=',
  'built: group=undefined&agent=null',
]);
JS

timeout --foreground 30 node check.cjs
