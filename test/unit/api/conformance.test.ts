import assert from 'node:assert/strict';
import { accountKinds } from '../../../src/core/domain/account';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { anyAccount, type AnyAccount } from './support/anyAccount';
import { failureFrom } from './support/failureFrom';

for (const kind of accountKinds) {
  describe(`conformance: ${kind} account`, () => {
    let account: AnyAccount;
    let connection: LiveChatConnection;
    before(async () => {
      account = await anyAccount(kind, { tickets: 120, hostile: false });
      ({ connection } = account);
    });
    after(() => account.dispose());
    afterEach(() => account.sandbox.faults.clear());

    describe('agents', () => {
      it('list: returns agents with their current status, filtered by status on request', async () => {
        const rows = await connection.agents.list();
        const all = rows.flatMap((row) => (row.kind === 'agent' ? [row.agent] : []));
        assert.equal(all.length, rows.length);
        assert.ok(all.length >= 8);
        const owner = all.find(({ login }) => login === account.login);
        assert.equal(owner?.permission, 'owner');
        for (const { status = '', avatar = 'https://', suspended, awaiting_approval: awaiting } of all) {
          if (!suspended && !awaiting)
            assert.match(status, /^(accepting chats|not accepting chats|offline)$/);
          assert.match(avatar, /^https:\/\//);
        }
        const offline = await connection.agents.list({ status: 'offline' });
        assert.deepEqual(
          offline.map((row) => row.kind === 'agent' && row.agent.login),
          all.filter(({ status }) => status === 'offline').map(({ login }) => login),
        );
      });

      it('create, get, update and remove: take effect one after another', async () => {
        const [group] = await connection.groups.list();
        assert.ok(group);
        const login = 'new.agent@shop.test';
        const made = await connection.agents.create({
          login,
          name: 'New Agent',
          job_title: 'Helper',
          permission: 'administrator',
          max_chats_count: 4,
          login_status: 'not accepting chats',
        });
        assert.deepEqual(
          [made.login, made.name, made.job_title, made.permission, made.max_chats_count, made.status],
          [login, 'New Agent', 'Helper', 'administrator', 4, 'offline'],
        );
        const read = await connection.agents.get(login);
        assert.deepEqual(
          [read.name, read.job_title, read.permission, read.max_chats_count, read.login_status],
          ['New Agent', 'Helper', 'administrator', 4, 'not accepting chats'],
        );
        const changed = await connection.agents.update(login, { job_title: 'Chief', max_chats_count: 9 });
        assert.deepEqual([changed.job_title, changed.max_chats_count], ['Chief', 9]);
        assert.equal((await connection.agents.get(login)).job_title, 'Chief');
        await connection.agents.remove(login);
        assert.equal((await failureFrom(connection.agents.get(login))).code, 'not-found');
        assert.equal((await failureFrom(connection.agents.remove(login))).code, 'not-found');
      });

      it('create and update: reject duplicate and unknown agents', async () => {
        const twice = connection.agents.create({ login: account.login, name: 'Again' });
        assert.match((await failureFrom(twice)).code, /^(conflict|invalid-input)$/);
        const malformed = connection.agents.create({ login: 'odd', name: 'Odd' });
        assert.equal((await failureFrom(malformed)).code, 'invalid-input');
      });
    });

    it('groups.list and tags.list: return every group and tag', async () => {
      const groups = await connection.groups.list();
      assert.ok(groups.some(({ id }) => id === 0));
      for (const { name } of groups) assert.ok(name);
      assert.ok((await connection.ticketGroups.list()).length > 0);
      assert.ok((await connection.tags.list()).length > 0);
    });

    it('chats.list: returns ended chats, and active ones on request', async () => {
      const id = account.sandbox.simulator.startChat({ name: 'Kim', email: 'kim@mail.test' });
      const ended = await connection.chats.list({});
      assert.ok(ended.rows.length > 0);
      for (const { chat } of ended.rows) assert.ok(chat.ended_timestamp !== undefined);
      const all = await connection.chats.list({ running: true });
      const running = all.rows.filter(({ chat }) => chat.ended_timestamp === undefined);
      const [own] = running.filter(({ visitor }) => visitor.email === 'kim@mail.test');
      assert.ok(own, `the chat ${id} is not there`);
      assert.equal(own.visitor.name, 'Kim');
      assert.match(own.chat.started_timestamp ?? '', /Z$/);
      const next = ended.next === undefined ? undefined : await connection.chats.list({}, ended.next);
      assert.equal(next?.page, 2);
      const known = new Set(ended.rows.map(({ chat }) => chat.id));
      for (const { chat } of next.rows) assert.ok(!known.has(chat.id));
      const tomorrow = new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
      assert.deepEqual((await connection.chats.list({ dateFrom: tomorrow })).rows, []);
    });

    it('chats.list: reads participants and messages', async () => {
      const { rows } = await connection.chats.list({});
      const reported = rows.find(({ chat }) => chat.messages.length > 2 && chat.agents.length > 0);
      assert.ok(reported);
      for (const { agent_id: agent, user_type: type, timestamp } of reported.chat.messages) {
        assert.equal(type, agent === undefined ? 'visitor' : 'agent');
        assert.match(timestamp ?? '', /Z$/);
      }
      assert.match(reported.chat.agents[0]?.login ?? '', /@/);
      assert.ok(reported.visitor.id);
      const answered = rows.find(({ pre_chat_survey: survey }) => survey.length > 0);
      assert.ok(answered?.pre_chat_survey[0]?.label);
    });

    it('webhooks: are registered, listed and removed', async () => {
      const { clientId } = account.sandbox.platform;
      const webhooks = account.connect({ clientId }).webhooks;
      const url = 'https://hooks.test/lc/desk/secret';
      const made = await webhooks.create({ event: 'chat_started', url });
      assert.deepEqual([made.event, made.url], ['chat_started', url]);
      assert.ok(made.secret.length >= 16);
      const listed = (await webhooks.list()).find(({ id }) => id === made.id);
      assert.deepEqual([listed?.event, listed?.url], ['chat_started', url]);
      await webhooks.remove(made.id);
      assert.equal((await failureFrom(webhooks.remove(made.id))).code, 'not-found');
    });

    it('webhooks: a webhook for new tickets is registered, listed and removed', async () => {
      const { clientId } = account.sandbox.platform;
      const webhooks = account.connect({ clientId }).webhooks;
      const url = 'https://hooks.test/lc/desk/tickets';
      const made = await webhooks.create({ event: 'ticket_created', url });
      assert.deepEqual([made.event, made.url], ['ticket_created', url]);
      const listed = (await webhooks.list()).find(({ id }) => id === made.id);
      assert.deepEqual([listed?.event, listed?.url], ['ticket_created', url]);
      await webhooks.remove(made.id);
      assert.equal((await failureFrom(webhooks.remove(made.id))).code, 'not-found');
    });

    it('reads: equal reads in flight share one call, and a read is retried after a temporary fault', async () => {
      account.calls.length = 0;
      await Promise.all([connection.groups.list(), connection.groups.list()]);
      assert.equal(account.calls.length, 1);
      account.sandbox.faults.next({ status: 503 });
      assert.ok((await connection.groups.list()).length > 0);
      assert.equal(account.calls.length, 3);
    });

    it('writes: are never retried unless the server rejected them unexecuted', async () => {
      account.sandbox.faults.next({ match: { method: 'POST' }, reset: true });
      account.calls.length = 0;
      const lost = connection.agents.create({ login: 'lost@shop.test', name: 'Lost' });
      assert.equal((await failureFrom(lost)).code, 'network');
      assert.equal(account.calls.length, 1);
      account.sandbox.faults.next({ match: { method: 'POST' }, status: 429, retryAfter: 0 });
      await connection.agents.create({ login: 'late@shop.test', name: 'Late' });
      await connection.agents.remove('late@shop.test');
    });

    it('failures: every HTTP status maps to its failure', async () => {
      const meaning = { 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 500: 'server' } as const;
      for (const [status, code] of Object.entries(meaning)) {
        account.sandbox.faults.next({ status: Number(status), times: 3 });
        assert.equal((await failureFrom(connection.groups.list())).code, code, status);
        account.sandbox.faults.clear();
        account.sandbox.faults.next({ status: Number(status), times: 3 });
        assert.equal((await failureFrom(connection.tickets.list({}))).code, code, status);
        account.sandbox.faults.clear();
      }
      account.sandbox.faults.next({ html: true });
      const portal = await failureFrom(connection.tickets.list({}));
      assert.equal(portal.code === 'server' && portal.problem, 'not-json');
    });

    it('check: returns the key owner’s agent, and fails as unauthorized for a wrong secret', async () => {
      assert.equal((await connection.check()).login, account.login);
      const wrong = account.connect({ secret: 'dal:wrong' });
      assert.equal((await failureFrom(wrong.check())).code, 'unauthorized');
      assert.equal((await failureFrom(wrong.tickets.list({}))).code, 'unauthorized');
      assert.equal((await failureFrom(wrong.agents.list())).code, 'unauthorized');
    });

    it('dispose: cancels calls in flight', async () => {
      account.sandbox.faults.next({ hang: true });
      const own = account.connect();
      const listing = failureFrom(own.groups.list());
      own.dispose();
      assert.equal((await listing).code, 'cancelled');
    });
  });
}
