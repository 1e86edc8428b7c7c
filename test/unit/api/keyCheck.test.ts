import assert from 'node:assert/strict';
import { accountKinds } from '../../../src/core/domain/account';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { anyAccount, type AnyAccount } from './support/anyAccount';
import { failureFrom } from './support/failureFrom';

const page = '<!DOCTYPE html><title>Sign in to the proxy</title>';

for (const kind of accountKinds) {
  describe(`${kind} account: call answered with 401`, () => {
    let account: AnyAccount;
    beforeEach(async () => (account = await anyAccount(kind)));
    afterEach(() => account.dispose());

    const list = ({ agents }: LiveChatConnection): Promise<unknown> => agents.list();
    const calls = (): number => account.sandbox.calls.count;

    it('is retried if a key check accepts the key', async () => {
      account.sandbox.faults.next({ status: 401 });
      assert.ok(Array.isArray(await list(account.connection)));
    });

    it('a write is retried once, and had no effect before', async () => {
      const draft = { message: 'Hello', requester: { mail: 'once@mail.test' } };
      account.sandbox.faults.next({ match: { method: 'POST', path: /\/tickets$/ }, status: 401 });
      await account.connection.tickets.create(draft);
      const found = await account.connection.tickets.list({ requesterMail: 'once@mail.test' });
      assert.equal(found.rows.length, 1);
    });

    it('fails as unauthorized if the key check is answered with 401 too', async () => {
      account.sandbox.faults.next({ status: 401, times: 20 });
      assert.deepEqual(await failureFrom(list(account.connection)), { code: 'unauthorized' });
    });

    it('calls rejected at the same time share one key check', async () => {
      account.sandbox.faults.next({ status: 401, times: 20 });
      const { tickets, tags } = account.connection;
      const refused = await Promise.all([
        failureFrom(tags.list()),
        failureFrom(tickets.list({ status: 'open' })),
        failureFrom(tickets.list({ status: 'pending' })),
      ]);
      assert.deepEqual(
        refused.map(({ code }) => code),
        ['unauthorized', 'unauthorized', 'unauthorized'],
      );
      assert.ok(calls() <= 5, `${calls()} calls`);
    });

    it('a rejected key check is not repeated', async () => {
      account.sandbox.faults.next({ status: 401, times: 20 });
      assert.deepEqual(await failureFrom(account.connection.check()), { code: 'unauthorized' });
      assert.equal(calls(), 1);
    });

    it('fails as forbidden if it is rejected again although the key is valid', async () => {
      account.sandbox.faults.next({ match: { path: /tags/ }, status: 401, times: 20 });
      const { code } = await failureFrom(account.connection.tags.list());
      assert.equal(code, 'forbidden');
    });

    for (const [what, fault] of [
      ['a page', { status: 401, html: page }],
      [
        'a body of another form',
        { status: 401, body: kind === 'classic' ? 'Unauthorized' : { error: 'no' } },
      ],
      ['an empty body', { status: 401, body: '' }],
    ] as const) {
      it(`fails as proxy or login page, every time, if the response is ${what}`, async () => {
        account.sandbox.faults.next({ ...fault, times: 20 });
        assert.deepEqual(await failureFrom(account.connection.check()), {
          code: 'server',
          problem: 'not-json',
          status: 401,
          reasons: [],
        });
      });
    }

    it('names the proxy if the key check receives its page', async () => {
      account.sandbox.faults.next({ status: 401 });
      account.sandbox.faults.next({ status: 401, html: page, times: 20 });
      const { code } = await failureFrom(list(account.connection));
      assert.equal(code, 'server');
    });
  });

  describe(`${kind} account: proxy or login page`, () => {
    for (const status of [302, 307, 407, 511]) {
      it(`status ${status} with a page fails as not JSON`, async () => {
        const account = await anyAccount(kind);
        try {
          account.sandbox.faults.next({ status, html: page, times: 20 });
          const failure = await failureFrom(account.connection.check());
          assert.deepEqual(failure, { code: 'server', problem: 'not-json', status, reasons: [] });
        } finally {
          await account.dispose();
        }
      });
    }

    for (const [status, other] of [
      [403, 'forbidden'],
      [404, 'not found'],
    ] as const) {
      it(`status ${status} with a page fails as not JSON, not as ${other}`, async () => {
        const account = await anyAccount(kind);
        try {
          account.sandbox.faults.next({ status, html: page, times: 20 });
          const failure = await failureFrom(account.connection.check());
          assert.deepEqual(failure, { code: 'server', problem: 'not-json', status, reasons: [] });
        } finally {
          await account.dispose();
        }
      });
    }
  });
}
