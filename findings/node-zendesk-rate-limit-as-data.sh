#!/usr/bin/env bash
# node-zendesk 6.0.1.
#
# Behaviour: this client of Zendesk's API resolves where requests failed.
#  - A refusal with Retry-After (429, and 503 during maintenance) is not thrown: a list ends there and has an Error as
#    its last element, a write resolves to an answer whose `result` is an Error. Nothing waits or asks again.
#  - A status that is not in its list of ten, such as 502 and 504 of a proxy, counts as success with an empty object.
#  - The option `throttle`, which is there to stay below the limit, makes a list resolve to one Error without a request.
#  - An incremental export ends after its first page of 1,000, although the answer names the next one.
# Expected: a rejection with the status, and the pages that the service names.
#
# Output seen:
#   three pages: 1 2 3
#   429 for page 2: 1 Error(Zendesk rate limits 200 requests per minute), 2 requests
#   502 for page 2: 1 {}, 2 requests
#   with throttle: Error(Zendesk returned an empty result), 0 requests
#   incremental, 1,001 tickets in two pages: 1000
#   update: 429: resolved, 503: resolved, 504: resolved, 404: rejected
#
# Why it matters here: a move from Zendesk that is written with it is short of tickets without an error, and a reply
# that was refused counts as sent. The extension's own client rejects every status but success, and waits for
# Retry-After (`src/core/api/response.ts`, `src/core/api/retry.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact node-zendesk@6.0.1 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const { createClient } = require('node-zendesk');

let answers = [];
let requests = 0;
const server = createServer((request, response) => {
  requests++;
  const { status = 200, headers = { 'content-type': 'application/json' }, body } = answers.shift();
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
});

server.listen(0, '127.0.0.1', async () => {
  const endpointUri = `http://127.0.0.1:${server.address().port}/api/v2`;
  const options = { username: 'agent@example.com', token: 'token', subdomain: 'example', endpointUri };
  const { tickets } = createClient(options);
  const page = (id, isLast = false) => ({
    body: {
      tickets: [{ id }],
      meta: { has_more: !isLast },
      links: isLast ? {} : { next: `${endpointUri}/tickets.json?page[after]=${id}` },
    },
  });
  const tooMany = { status: 429, headers: { 'content-type': 'application/json', 'retry-after': '60' }, body: { error: 'TooManyRequests' } };
  const maintenance = { ...tooMany, status: 503 };
  const ofProxy = (status) => ({ status, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' });
  const say = (list) =>
    list.map((item) => (item instanceof Error ? `Error(${item.message})` : (item.id ?? JSON.stringify(item)))).join(' ');
  const listed = async (client, given) => {
    answers = given;
    requests = 0;
    const list = await client.list();
    return `${say(list)}, ${requests} requests`;
  };
  const updated = async (answer) => {
    answers = [answer];
    return await tickets.update(7, { ticket: { status: 'solved' } }).then(() => 'resolved', () => 'rejected');
  };

  const lines = [];
  lines.push(`three pages: ${(await listed(tickets, [page(1), page(2), page(3, true)])).split(',')[0]}`);
  lines.push(`429 for page 2: ${await listed(tickets, [page(1), tooMany, page(2), page(3, true)])}`);
  lines.push(`502 for page 2: ${await listed(tickets, [page(1), ofProxy(502), page(2), page(3, true)])}`);
  const slow = createClient({ ...options, throttle: { window: 60, limit: 200 } });
  lines.push(`with throttle: ${await listed(slow.tickets, [page(1), page(2), page(3, true)])}`);
  const next_page = `${endpointUri}/incremental/tickets.json?start_time=2`;
  answers = [
    { body: { tickets: Array.from({ length: 1000 }, (_, id) => ({ id })), count: 1000, end_of_stream: false, next_page } },
    { body: { tickets: [{ id: 1000 }], count: 1, end_of_stream: true, next_page } },
  ];
  lines.push(`incremental, 1,001 tickets in two pages: ${(await tickets.incremental(1)).length}`);
  const notFound = { status: 404, body: { error: 'RecordNotFound' } };
  const writes = { 429: tooMany, 503: maintenance, 504: ofProxy(504), 404: notFound };
  const results = [];
  for (const status of [429, 503, 504, 404]) results.push(`${status}: ${await updated(writes[status])}`);
  lines.push(`update: ${results.join(', ')}`);

  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'three pages: 1 2 3',
    '429 for page 2: 1 Error(Zendesk rate limits 200 requests per minute), 2 requests',
    '502 for page 2: 1 {}, 2 requests',
    'with throttle: Error(Zendesk returned an empty result), 0 requests',
    'incremental, 1,001 tickets in two pages: 1000',
    'update: 429: resolved, 503: resolved, 504: resolved, 404: rejected',
  ]);
  process.exit();
});
process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 30 node check.cjs
