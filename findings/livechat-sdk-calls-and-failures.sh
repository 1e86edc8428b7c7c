#!/usr/bin/env bash
# @livechat/lc-sdk-js 4.0.2 (with axios 0.21.1).
#
# Behaviour: LiveChat's own client for its Web APIs has calls that do not do what they are called, and failures that say
# nothing.
#  - updateGroup() of the Configuration API posts create_group: each change of a group's name or agents makes one more
#    group, and resolves.
#  - uploadFile() sends to an address without "https://", which axios takes for a path on this machine, without the token
#    and without the boundary of its form.
#  - The answer 429 is rejected with an object that is no Error, without the status and without Retry-After.
#  - An answer that is not of the API, as a proxy gives it, is rejected with `undefined`: `catch (error)` throws at the
#    first access to it, and a log has "undefined".
# Expected: update_group, the address and the headers of the other calls, and an Error with the status.
#
# Output seen:
#   updateGroup: create_group {"id":7,"name":"Support"}
#   uploadFile: api.livechatinc.com/v3.4/agent/action/upload_file, Authorization missing, Content-Type application/x-www-form-urlencoded
#   429 of the API: no Error, {"type":"too_many_requests","message":"Rate limit"}
#   502 of a proxy: no Error, undefined
#
# Why it matters here: the SDK is used in tests of the sandbox (`test/unit/sandbox/platform/officialSdk.test.ts`), where a
# failing test may show "undefined". The extension has a client of its own, whose errors have a code, the status and the
# time to wait (`src/core/api`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @livechat/lc-sdk-js@4.0.2 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { createRequire } = require('node:module');
const { Agent, Configuration } = require('@livechat/lc-sdk-js');

// The SDK's own axios, with answers in place of the network.
const ofSdk = createRequire(require.resolve('@livechat/lc-sdk-js'));
const axios = ofSdk('axios');
const settle = ofSdk('axios/lib/core/settle');
let answer;
const sent = [];
axios.defaults.adapter = (config) => {
  sent.push(config);
  return new Promise((resolve, reject) => settle(resolve, reject, { statusText: '', headers: {}, config, request: {}, ...answer }));
};
const token = () => ({ accessToken: 'token', region: 'dal' });
const configuration = new Configuration.Web('client', token);
const refusal = () =>
  configuration.getGroup(7).then(
    () => 'resolved',
    (error) => `${error instanceof Error ? 'Error' : 'no Error'}, ${JSON.stringify(error)}`,
  );

(async () => {
  const lines = [];
  answer = { status: 200, data: '{"id":7}' };
  await configuration.updateGroup(7, 'Support');
  lines.push(`updateGroup: ${sent.at(-1).url.split('/').at(-1)} ${sent.at(-1).data}`);
  await new Agent.Web('client', token).uploadFile(Buffer.from('text'), 'a.txt');
  const { url, headers } = sent.at(-1);
  lines.push(`uploadFile: ${url}, Authorization ${headers.Authorization ?? 'missing'}, Content-Type ${headers['Content-Type']}`);
  answer = {
    status: 429,
    headers: { 'retry-after': '30' },
    data: '{"error":{"type":"too_many_requests","message":"Rate limit"}}',
  };
  lines.push(`429 of the API: ${await refusal()}`);
  answer = { status: 502, headers: { 'content-type': 'text/html' }, data: '<h1>Bad Gateway</h1>' };
  lines.push(`502 of a proxy: ${await refusal()}`);
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'updateGroup: create_group {"id":7,"name":"Support"}',
    'uploadFile: api.livechatinc.com/v3.4/agent/action/upload_file, Authorization missing, Content-Type application/x-www-form-urlencoded',
    '429 of the API: no Error, {"type":"too_many_requests","message":"Rate limit"}',
    '502 of a proxy: no Error, undefined',
  ]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 30 node check.cjs
