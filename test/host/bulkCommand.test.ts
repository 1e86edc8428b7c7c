import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call, refused, shapeFaults, type Shape } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';

interface Bulk {
  items: { ticketId: string; outcome: string; message?: string }[];
}
interface Listed {
  tickets: { id: string; status?: string }[];
}
interface Read {
  id: string;
  status?: string;
  tags: string[];
  assignee?: { id: string };
  events: { message?: string; is_private?: boolean }[];
}

const bulk: Shape = { items: [{ ticketId: 'text', outcome: 'text', 'message?': 'text' }] };

for (const kind of ['Classic', 'Platform'] as const) {
  describe(`livechat.ticket.bulk called by code, ${kind}`, () => {
    let extension: ExtensionFixture;
    let sandbox: Sandbox;
    let ids: string[];

    beforeEach(async () => {
      extension = new ExtensionFixture();
      const options = { tickets: 60, agents: 4 };
      if (kind === 'Platform') {
        sandbox = await extension.platformSandbox(options);
        await extension.signInToPlatform(sandbox);
      } else {
        sandbox = await extension.sandbox(options);
        const owner = sandbox.credentials[0]!;
        await extension.signIn(owner.login, owner.apiKey);
      }
      const { tickets } = await call<Listed>('livechat.ticket.list', { status: 'open' });
      ids = tickets.slice(0, 5).map(({ id }) => id);
      assert.equal(ids.length, 5);
      sandbox.calls.reset();
    });
    afterEach(() => extension.end());

    const change = async (wanted: object, more: object = {}): Promise<Bulk['items']> => {
      const argument = { ticketIds: ids, change: wanted, ...more };
      const result = await call<Bulk>('livechat.ticket.bulk', argument);
      assert.deepEqual(shapeFaults(result, bulk), []);
      return result.items;
    };
    const outcomes = (items: Bulk['items']): [string, string][] =>
      items.map(({ ticketId, outcome }) => [ticketId, outcome]);
    const writes = (): string[] =>
      sandbox.calls.recent.flatMap(({ method, path }) =>
        method === 'GET' || /\/action\/(list|get)_/.test(path) ? [] : [path],
      );
    const read = (ticketId: string): Promise<Read> => call<Read>('livechat.ticket.get', { ticketId });

    it('a dry run says what would change, in the order given, and sends nothing', async () => {
      await call('livechat.ticket.update', { ticketId: ids[3], status: 'solved' });
      sandbox.calls.reset();
      const backwards = ids.toReversed();
      const items = await change({ status: 'solved' }, { ticketIds: backwards, dryRun: true });
      assert.deepEqual(
        outcomes(items),
        backwards.map((id) => [id, id === ids[3] ? 'unchanged' : 'would-change']),
      );
      assert.match(items[0]?.message ?? '', /status/);
      assert.deepEqual(writes(), []);
      assert.equal((await read(ids[0]!)).status, 'open');
    });

    it('changes every field of several tickets, and sends nothing where it is so already', async () => {
      const { id: owner } = (await read(ids[0]!)).assignee ?? { id: '' };
      const known = await call<{ login: string }[]>('livechat.agent.list', {});
      const other = known.find(({ login }) => login !== owner)!.login;
      const wanted = { status: 'pending', assignee: { id: other }, message: 'On its way.', private: true };
      const items = await change(wanted);
      assert.deepEqual(
        outcomes(items),
        ids.map((id) => [id, 'done']),
      );
      for (const ticketId of ids) {
        const { status, assignee, events } = await read(ticketId);
        assert.deepEqual([status, assignee?.id], ['pending', other]);
        assert.equal(events.findLast(({ message }) => message === 'On its way.')?.is_private, true);
      }
      sandbox.calls.reset();
      const again = await change({ status: 'pending', assignee: { id: other } });
      assert.deepEqual(
        outcomes(again),
        ids.map((id) => [id, 'unchanged']),
      );
      assert.deepEqual(writes(), []);
    });

    it('tags is the whole list, and an empty one removes all', async () => {
      const known = (await Promise.all(ids.map(read))).flatMap(({ tags }) => tags)[0];
      assert.ok(known !== undefined, 'no ticket has a tag');
      await change({ tags: [known] });
      for (const ticketId of ids) assert.deepEqual((await read(ticketId)).tags, [known]);
      assert.deepEqual(
        outcomes(await change({ tags: [] })),
        ids.map((id) => [id, 'done']),
      );
      for (const ticketId of ids) assert.deepEqual((await read(ticketId)).tags, []);
    });

    it('a limited call fails its ticket, and the rest is not sent and not waited for', async () => {
      sandbox.faults.next({
        match: { method: 'GET', path: new RegExp(`/tickets/${ids[2]!}$`) },
        retryAfter: 3600,
      });
      const items = await change({ status: 'solved' });
      assert.deepEqual(outcomes(items), [
        [ids[0], 'done'],
        [ids[1], 'done'],
        [ids[2], 'failed'],
        [ids[3], 'not-sent'],
        [ids[4], 'not-sent'],
      ]);
      assert.match(items[2]?.message ?? '', /rate limit/);
      assert.match(items[3]?.message ?? '', /Not sent.*rate limit/s);
      assert.equal(writes().length, 2);
      assert.ok(sandbox.calls.recent.every(({ path }) => !path.includes(ids[3]!)));
    });

    it('a ticket that does not exist is failed, and the next is changed', async () => {
      const items = await change({ status: 'solved' }, { ticketIds: ['NOSUCH', ids[0]] });
      assert.deepEqual(outcomes(items), [
        ['NOSUCH', 'failed'],
        [ids[0], 'done'],
      ]);
    });

    it('an unknown key, an empty change or a wrong status is invalid-input, and nothing is sent', async () => {
      const status = 'solved';
      const wrong: readonly (readonly [unknown, RegExp])[] = [
        [{ ticketIds: ids, change: { status }, colour: 'red' }, /colour/],
        [{ ticketIds: ids, change: { status, subject: 'x' } }, /change\.subject/],
        [{ ticketIds: ids, change: { assignee: { id: 'a', name: 'b' } } }, /change\.assignee\.name/],
        [{ ticketIds: ids, change: {} }, /nothing to change/],
        [{ ticketIds: ids }, /nothing to change/],
        [{ ticketIds: ids, change: { status: 'new' } }, /change\.status/],
        [{ ticketIds: ids, change: { private: true } }, /change\.message/],
        [{ ticketIds: ids, change: { tags: 'vip' } }, /change\.tags/],
        [{ ticketIds: ids, change: { assignee: 'ada' } }, /change\.assignee/],
        [{ ticketIds: ids, change: { status }, dryRun: 'yes' }, /dryRun/],
        [{ ticketIds: ids[0], change: { status } }, /ticketIds/],
        [{ ticketIds: [7], change: { status } }, /ticketIds/],
        [{ change: { status } }, /ticketIds/],
        [[ids], /must be an object/],
      ];
      for (const [argument, says] of wrong)
        await refused(call('livechat.ticket.bulk', argument), 'invalid-input', says);
      assert.equal(sandbox.calls.count, 0);
    });

    it('without tickets there is nothing to do', async () => {
      assert.deepEqual(await change({ status: 'solved' }, { ticketIds: [] }), []);
      assert.equal(sandbox.calls.count, 0);
    });
  });
}

describe('livechat.ticket.bulk without an account', () => {
  let extension: ExtensionFixture;
  beforeEach(() => (extension = new ExtensionFixture()));
  afterEach(() => extension.end());

  it('is refused with not-signed-in', async () => {
    const argument = { ticketIds: ['A'], change: { status: 'solved' } };
    await refused(call('livechat.ticket.bulk', argument), 'not-signed-in', /Sign in first/);
  });
});
