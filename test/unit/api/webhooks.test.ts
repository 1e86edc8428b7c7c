import assert from 'node:assert/strict';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { Failure } from '../../../src/core/domain/failure';
import { classicAccount, type ClassicAccount } from './support/classicAccount';
import { failureFrom } from './support/failureFrom';

const url = 'http://127.0.0.1:9/lc/test/a-secret-path-of-thirty-two-signs';

const everyCall: readonly (readonly [string, (connection: LiveChatConnection) => Promise<unknown>])[] = [
  ['list', ({ webhooks }) => webhooks.list()],
  ['create', ({ webhooks }) => webhooks.create({ event: 'chat_started', url })],
  ['remove', ({ webhooks }) => webhooks.remove('0123456789abcdef')],
];

describe('webhooks of a classic account', () => {
  let account: ClassicAccount;
  beforeEach(async () => {
    account = await classicAccount({ tickets: 25 });
  });
  afterEach(() => account.dispose());

  it('create, list and remove: keep all event data', async () => {
    const { webhooks } = account.connection;
    assert.deepEqual(await webhooks.list(), []);
    const chat = await webhooks.create({ event: 'chat_ended', url });
    const ticket = await webhooks.create({ event: 'ticket_created', url });
    assert.match(chat.secret, /^[0-9a-f]{32}$/);
    const { id, secret, license } = chat;
    assert.match(license ?? '', /^\d+$/);
    assert.deepEqual(chat, { id, event: 'chat_ended', url, secret, license });
    assert.deepEqual(await webhooks.list(), [chat, ticket]);
    await webhooks.remove(chat.id);
    assert.deepEqual(await webhooks.list(), [ticket]);
    assert.deepEqual(await failureFrom(webhooks.remove(chat.id)), { code: 'not-found' });
    const routes = account.calls.map(({ method, route }) => `${method} ${route}`);
    assert.deepEqual([...new Set(routes)], ['GET /webhooks', 'POST /webhooks', 'DELETE /webhooks/*']);
  });

  it('list: reads malformed webhooks as far as possible', async () => {
    const rows = [
      { id: 'a', event_type: 'chat_changed', url: 'https://x.test/', licence: '1', data_types: 'chat' },
      { id: 7, url, token: null },
      { event_type: 'chat_started', url },
      { id: 'b', event_type: 'chat_started' },
      null,
      'x',
    ];
    const read = [
      { id: 'a', event: 'chat_changed', url: 'https://x.test/', license: '1' },
      { id: '7', event: 'unknown', url },
    ];
    for (const body of [{ events: rows }, rows]) {
      account.sandbox.faults.next({ status: 200, body });
      assert.deepEqual(await account.connection.webhooks.list(), read);
    }
  });

  it('create: succeeds only if the response has a token that verifies deliveries', async () => {
    const made = { id: 'a', event_type: 'chat_started', url, token: 't' };
    const create = () => account.connection.webhooks.create({ event: 'chat_started', url });
    const { faults } = account.sandbox;
    faults.next({ status: 200, body: { events: [{ ...made, url: 'https://x.test/' }, made] } });
    assert.equal((await create()).secret, 't');
    for (const malformed of [
      { token: '' },
      { token: undefined },
      { url: 'x' },
      { event_type: 'chat_ended' },
    ]) {
      faults.next({ status: 200, body: { events: [{ ...made, ...malformed }] } });
      const failure = await failureFrom(create());
      assert.deepEqual(failure, { code: 'server', problem: 'shape', status: 200, reasons: [] });
    }
  });

  it('create: fails as forbidden without administrator rights, and rejects URLs that are not HTTPS', async () => {
    const normal = account.sandbox.credentials[2]!;
    const other = account.connect({ login: normal.login, secret: normal.apiKey });
    for (const [, call] of everyCall) assert.equal((await failureFrom(call(other))).code, 'forbidden');
    const elsewhere = account.connection.webhooks.create({ event: 'chat_started', url: 'http://x.test/' });
    assert.equal((await failureFrom(elsewhere)).code, 'invalid-input');
  });

  for (const [name, call] of everyCall) {
    it(`${name}: maps every fault to its failure`, async () => {
      const { faults } = account.sandbox;
      const server = { code: 'server', status: 200, reasons: [] } as const;
      const cases: readonly (readonly [Parameters<typeof faults.next>[0], Failure])[] = [
        [
          { status: 400, body: { error: 'Odd' } },
          { code: 'invalid-input', reasons: ['Odd'] },
        ],
        [{ status: 401 }, { code: 'unauthorized' }],
        [
          { status: 403, body: { error: 'No' } },
          { code: 'forbidden', reasons: ['No'] },
        ],
        [{ status: 404 }, { code: 'not-found' }],
        [
          { status: 409, body: { errors: ['Taken'] } },
          { code: 'conflict', reasons: ['Taken'] },
        ],
        [{ status: 429 }, { code: 'rate-limited' }],
        [
          { status: 500, body: 'x' },
          { code: 'server', problem: 'status', status: 500, reasons: [] },
        ],
        [{ html: true }, { ...server, problem: 'not-json' }],
        [
          { status: 200, body: '{"events":[{"id' },
          { ...server, problem: 'truncated' },
        ],
        [{ reset: true }, { code: 'network', cause: 'ECONNRESET', host: new URL(account.sandbox.url).host }],
      ];
      for (const [fault, failure] of cases) {
        faults.clear();
        faults.next({ ...fault, times: Infinity });
        assert.deepEqual(await failureFrom(call(account.connection)), failure);
      }
      faults.clear();
      faults.next({ hang: true, times: Infinity });
      const hasty = account.connect({ timeoutMs: 50 });
      assert.deepEqual(await failureFrom(call(hasty)), { code: 'timeout', afterMs: 50 });
      const stop = new AbortController();
      stop.abort();
      const cancelled = { signal: stop.signal };
      const { webhooks } = account.connection;
      assert.deepEqual(await failureFrom(webhooks.list(cancelled)), { code: 'cancelled' });
    });
  }

  it('secrets: never appear in a reason or a record', async () => {
    account.sandbox.faults.next({ status: 400, body: { error: `url ${url} is odd` } });
    const failure = await failureFrom(account.connection.webhooks.create({ event: 'chat_started', url }));
    assert.deepEqual(failure, { code: 'invalid-input', reasons: ['url *** is odd'] });
    assert.ok(!JSON.stringify(account.calls).includes('secret-path'));
  });

  it('create: is never retried after a lost response', async () => {
    account.sandbox.faults.next({ status: 502, times: Infinity });
    await failureFrom(account.connection.webhooks.create({ event: 'chat_started', url }));
    assert.equal(account.calls.length, 1);
  });
});
