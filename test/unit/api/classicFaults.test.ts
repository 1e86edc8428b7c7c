import assert from 'node:assert/strict';
import { connect } from '../../../src/core/api/connect';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { FailureError, failureOf, type Failure } from '../../../src/core/domain/failure';
import { classicAccount, type ClassicAccount } from './support/classicAccount';
import { failureFrom, rejectionOf } from './support/failureFrom';
import { until } from './support/loopbackServer';

const everyCall: readonly (readonly [string, (connection: LiveChatConnection) => Promise<unknown>])[] = [
  ['tickets.list', ({ tickets }) => tickets.list({ query: 'private words' })],
  ['tickets.get', ({ tickets }) => tickets.get('7QK2P')],
  ['tickets.create', ({ tickets }) => tickets.create({ message: 'x', requester: { mail: 'kim@mail.test' } })],
  ['tickets.update', ({ tickets }) => tickets.update('7QK2P', { subject: 'x' })],
  ['tickets.update of tags', ({ tickets }) => tickets.update('7QK2P', { tags: ['x'] })],
  ['agents.list', ({ agents }) => agents.list()],
  ['agents.get', ({ agents }) => agents.get('kim@mail.test')],
  [
    'agents.create',
    ({ agents }) => agents.create({ login: 'kim@mail.test', name: 'Kim', password: 'hunter22' }),
  ],
  ['agents.update', ({ agents }) => agents.update('kim@mail.test', { name: 'Kim' })],
  ['agents.remove', ({ agents }) => agents.remove('kim@mail.test')],
  ['groups.list', ({ groups }) => groups.list()],
  ['tags.list', ({ tags }) => tags.list()],
  ['check', (connection) => connection.check()],
];

describe('classic account: faults', () => {
  let account: ClassicAccount;
  beforeEach(async () => {
    account = await classicAccount({ tickets: 25 });
  });
  afterEach(() => account.dispose());

  for (const [name, call] of everyCall) {
    it(`${name}: maps every fault to its failure and never exposes the key`, async () => {
      const { faults } = account.sandbox;
      const server = { code: 'server', status: 200, reasons: [] } as const;
      const cases: readonly (readonly [Parameters<typeof faults.next>[0], Failure])[] = [
        [
          { status: 403, body: { error: 'Admins only' } },
          { code: 'forbidden', reasons: ['Admins only'] },
        ],
        [
          { status: 409, body: { errors: ['Taken'] } },
          { code: 'conflict', reasons: ['Taken'] },
        ],
        [{ status: 429 }, { code: 'rate-limited' }],
        [
          { status: 500, body: 'oops' },
          { code: 'server', problem: 'status', status: 500, reasons: [] },
        ],
        [
          { status: 502, html: true },
          { code: 'server', problem: 'status', status: 502, reasons: [] },
        ],
        [{ html: true }, { ...server, problem: 'not-json' }],
        [
          { status: 200, body: '{"tickets":[{"id":"7QK' },
          { ...server, problem: 'truncated' },
        ],
        [{ reset: true }, { code: 'network', cause: 'ECONNRESET', host: new URL(account.sandbox.url).host }],
      ];
      for (const [fault, failure] of cases) {
        faults.clear();
        faults.next({ ...fault, times: Infinity });
        const thrown = await rejectionOf(call(account.connection));
        assert.deepEqual(failureOf(thrown), failure);
        assertSilent(thrown);
      }
    });

    it(`${name}: fails as unauthorized with a wrong key`, async () => {
      const wrong = account.connect({ secret: 'wrong-key-0123456789' });
      assert.deepEqual(await failureFrom(call(wrong)), { code: 'unauthorized' });
    });
  }

  function assertSilent(thrown: unknown): void {
    assert.ok(thrown instanceof FailureError);
    const basic = Buffer.from(`${account.login}:${account.secret}`).toString('base64');
    const seen = `${thrown.stack} ${JSON.stringify(thrown)} ${JSON.stringify(account.calls)}`;
    for (const secret of [account.secret, basic, 'hunter22']) assert.ok(!seen.includes(secret));
    for (const personal of ['private words', 'kim@mail.test', '7QK2P', account.login]) {
      assert.ok(!JSON.stringify(account.calls).includes(personal));
    }
  }

  it('tickets.list: fails as a server error while the server is down', async () => {
    const down = await classicAccount();
    await down.sandbox.dispose();
    const failure = await failureFrom(down.connection.check());
    const { host } = new URL(down.sandbox.url);
    assert.deepEqual(failure, { code: 'network', cause: 'ECONNREFUSED', host });
    assert.equal(down.calls.length, 3);
    down.connection.dispose();
  });

  it('tickets.list: fails with a timeout', async () => {
    account.sandbox.faults.next({ hang: true, times: Infinity });
    const hasty = account.connect({ timeoutMs: 30 });
    assert.deepEqual(await failureFrom(hasty.agents.list()), { code: 'timeout', afterMs: 30 });
  });

  it('tickets.list: can be cancelled while the server does not respond', async () => {
    account.sandbox.faults.next({ hang: true });
    const stop = new AbortController();
    const call = failureFrom(account.connection.tickets.get('7QK2P', { signal: stop.signal }));
    await until(() => account.sandbox.calls.recent.length === 1);
    stop.abort();
    assert.deepEqual(await call, { code: 'cancelled' });
  });

  it('tickets.list: waits for a short Retry-After, then returns its response', async () => {
    account.sandbox.faults.next({ retryAfter: 0.05 });
    assert.equal((await account.connection.check()).login, account.login);
    assert.deepEqual(
      account.calls.map(({ status }) => status),
      [429, 200],
    );
  });

  it('tickets.list: fails at once on a long Retry-After, in seconds and as a date', async () => {
    account.sandbox.faults.next({ retryAfter: 90 });
    assert.deepEqual(await failureFrom(account.connection.check()), {
      code: 'rate-limited',
      retryAfterMs: 90_000,
    });
    const other = account.connect({});
    account.sandbox.faults.next({ retryAfter: new Date(Date.now() + 90_000).toUTCString() });
    const failure = await failureFrom(other.check());
    assert.ok(failure.code === 'rate-limited' && failure.retryAfterMs !== undefined);
    assert.ok(failure.retryAfterMs > 80_000 && failure.retryAfterMs <= 90_000);
  });

  it('tickets.list: recovers from a temporary fault', async () => {
    for (const fault of [{ status: 500 }, { status: 503 }, { reset: true }, { status: 429 }]) {
      account.sandbox.faults.next({ ...fault, times: 2 });
      assert.equal((await account.connection.agents.list()).length, 8);
    }
  });

  it('tickets.list: keeps the list when rows are malformed', async () => {
    const tickets = [{ id: 'A', modified: 'soon' }, { subject: 'no id' }, null];
    account.sandbox.faults.next({ status: 200, body: { tickets, total: '3', pages: '1' } });
    const page = await account.connection.tickets.list({});
    assert.deepEqual(page, {
      rows: [
        {
          kind: 'ticket',
          ticket: { id: 'A' },
          malformed: ['subject', 'status', 'date', 'modified', 'requester', 'source'],
        },
        { kind: 'unreadable', key: '1.1' },
        { kind: 'unreadable', key: '1.2' },
      ],
      total: 3,
      pages: 1,
      page: 1,
      paging: 'numbered',
    });
  });

  it('tickets.list: accepts a bare array of tickets, and fails on any other body', async () => {
    const { faults } = account.sandbox;
    faults.next({ status: 200, body: [{ id: 'A' }] });
    const page = await account.connection.tickets.list({}, '2');
    assert.deepEqual([page.total, page.pages, page.page, page.next], [26, 2, 2, undefined]);
    for (const body of [{}, [[]].length, { tickets: {} }, { error: 'x' }, '']) {
      faults.next({ status: 200, body });
      const failure = await failureFrom(account.connection.tickets.list({}));
      assert.deepEqual(failure, { code: 'server', problem: 'shape', status: 200, reasons: [] });
    }
  });

  it('dispose: cancels every call', async () => {
    account.sandbox.faults.next({ hang: true, times: Infinity });
    const all = everyCall.map(([, call]) => failureFrom(call(account.connection)));
    await until(() => account.sandbox.calls.recent.length === 6);
    account.connection.dispose();
    for (const failure of await Promise.all(all)) assert.deepEqual(failure, { code: 'cancelled' });
    assert.deepEqual(await failureFrom(account.connection.check()), { code: 'cancelled' });
  });
});

describe('classic account: connect', () => {
  const options = {
    apiUrl: 'http://127.0.0.1:1',
    callsPerMinute: 100,
    timeoutMs: 100,
    onCall: () => undefined,
  };

  it('makes no call before a method is used', () => {
    const account = { id: 'classic:a', kind: 'classic', name: 'a@x.test' } as const;
    connect({ ...options, credential: { account, secret: 'x' } }).dispose();
  });

  it('throws for a platform account without a URL, and names the missing URL', () => {
    const account = { id: 'platform:a', kind: 'platform', name: 'a' } as const;
    assert.throws(
      () => connect({ ...options, credential: { account, secret: 'x' } }),
      (error) => {
        assert.deepEqual(failureOf(error), {
          code: 'invalid-input',
          field: 'livechat.helpdeskUrl',
          reasons: [],
        });
        return true;
      },
    );
  });
});
