#!/usr/bin/env bash
# freshdesk-api 3.1.0.
#
# Behaviour: with `attachments` in its data, a call of this client of Freshdesk's API is another request.
#  - updateTicket() sends POST in place of PUT to the ticket's address, for which the API has no POST.
#  - When the connection is lost before the answer, the callback is called with the error, the same POST is sent again
#    without its body, and the callback is called a second time. A promise around it hides the second call.
# Also, filterTickets() does not encode "&" and "#" of the search: the service gets the words before them, and the
# number of the page becomes part of it or is cut off.
# Expected: one request with the method of the call, one call of the callback, an encoded search.
#
# Output seen:
#   update: PUT /api/v2/tickets/7
#   update with an attachment: POST /api/v2/tickets/7
#   reply, connection lost: POST /api/v2/tickets/7/reply with a body; callback: error
#   the same with an attachment: POST /api/v2/tickets/7/reply with a body, POST /api/v2/tickets/7/reply without; callback: error, error
#   search tag:'r&d': query "tag:'r, other parameters d'" page
#   search tag:'c#': query "tag:'c, other parameters none
#
# Why it matters here: a ticket is solved together with a file, and a second request for a reply that may have arrived
# is what a client must not make by itself. The extension repeats no write (`src/core/api/retry.ts`) and builds queries
# with URLSearchParams (`src/core/api/request.ts`).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact freshdesk-api@3.1.0 >/dev/null

cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { createServer } = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');
const Freshdesk = require('freshdesk-api');

let seen = [];
let isLost = false;
const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  seen.push({ line: `${request.method} ${request.url}`, url: request.url, hasBody: body !== '' });
  if (isLost) request.socket.destroy();
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":7}');
});

server.listen(0, '127.0.0.1', async () => {
  const freshdesk = new Freshdesk(`http://127.0.0.1:${server.address().port}`, 'key');
  /** The requests of a call and how its callback was called, within a second. */
  const made = async (call) => {
    seen = [];
    const results = [];
    call((error) => results.push(error ? 'error' : 'result'));
    await sleep(1000);
    return { requests: seen, callback: results.join(', ') };
  };
  const attachments = [Buffer.from('log')];
  const withBodies = ({ requests, callback }) =>
    `${requests.map(({ line, hasBody }) => `${line} ${hasBody ? 'with a body' : 'without'}`).join(', ')}; callback: ${callback}`;
  const search = async (words) => {
    const { requests } = await made((done) => freshdesk.filterTickets(words, 2, done));
    const { searchParams } = new URL(requests[0].url, 'http://freshdesk.test');
    const others = [...searchParams.keys()].filter((name) => name !== 'query' && !(name === 'page' && searchParams.get('page') === '2'));
    const page = searchParams.get('page') === '2' ? [' page'] : [''];
    return `query ${searchParams.get('query')}, other parameters ${others.join(' ') || 'none'}${page}`;
  };

  const lines = [];
  const plain = await made((done) => freshdesk.updateTicket(7, { status: 4 }, done));
  lines.push(`update: ${plain.requests.map(({ line }) => line)}`);
  const withFile = await made((done) => freshdesk.updateTicket(7, { status: 4, attachments }, done));
  lines.push(`update with an attachment: ${withFile.requests.map(({ line }) => line)}`);
  isLost = true;
  lines.push(`reply, connection lost: ${withBodies(await made((done) => freshdesk.createReply(7, { body: 'Done.' }, done)))}`);
  lines.push(`the same with an attachment: ${withBodies(await made((done) => freshdesk.createReply(7, { body: 'Done.', attachments }, done)))}`);
  isLost = false;
  lines.push(`search tag:'r&d': ${await search("tag:'r&d'")}`, `search tag:'c#': ${await search("tag:'c#'")}`);

  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    'update: PUT /api/v2/tickets/7',
    'update with an attachment: POST /api/v2/tickets/7',
    'reply, connection lost: POST /api/v2/tickets/7/reply with a body; callback: error',
    'the same with an attachment: POST /api/v2/tickets/7/reply with a body, POST /api/v2/tickets/7/reply without; callback: error, error',
    `search tag:'r&d': query "tag:'r, other parameters d'" page`,
    `search tag:'c#': query "tag:'c, other parameters none`,
  ]);
  process.exit();
});
process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});
JS

timeout --foreground 30 node check.cjs
