import assert from 'node:assert/strict';
import { TestBench, type TicketRow } from './testBench';

interface Group {
  readonly id: number;
  readonly name: string;
  readonly language: string;
  readonly agents?: readonly string[];
  readonly status: string;
}

interface Tag {
  readonly name: string;
  readonly author: string;
  readonly creation_date: number;
  readonly count: { readonly inChats: number; readonly inTickets: number };
  readonly group: number;
}

describe('sandbox groups and tags (REST v2)', () => {
  let bench: TestBench;
  beforeEach(async () => (bench = await TestBench.start()));
  afterEach(() => bench.sandbox.dispose());

  it('lists groups as a bare array, in which only group 0 has no agents', async () => {
    const groups = await bench.get<Group[]>('/groups');
    assert.deepEqual(
      groups.map((group) => 'agents' in group),
      groups.map(({ id }) => id !== 0),
    );
    assert.equal(groups[0]!.name, 'All operators');
    for (const group of groups) assert.deepEqual(await bench.get(`/groups/${group.id}`), group);
    assert.equal((await bench.call('GET', '/groups/99')).status, 404);
  });

  it('creates, changes and removes a group', async () => {
    const login = bench.login('owner');
    const group = await bench.ok<Group>('POST', '/groups', {
      form: `name=Night&agents[0]=${encodeURIComponent(login)}`,
    });
    assert.deepEqual(
      [group.name, group.language, group.agents, group.status],
      ['Night', 'en', [login], 'accepting chats'],
    );
    const path = `/groups/${group.id}`;
    const changed = await bench.ok<Group>('PUT', path, { json: { name: 'Day', agents: [] } });
    assert.deepEqual([changed.name, changed.agents, changed.status], ['Day', [], 'offline']);
    assert.deepEqual(await bench.ok('DELETE', path), { result: 'group removed successfully' });
    assert.equal((await bench.call('GET', path)).status, 404);
  });

  it('rejects changes of group 0, unknown agents, and callers without administrator rights', async () => {
    assert.equal((await bench.call('PUT', '/groups/0', { json: { name: 'x' } })).status, 400);
    assert.equal((await bench.call('DELETE', '/groups/0')).status, 400);
    assert.equal(
      (await bench.call('POST', '/groups', { json: { name: 'x', agents: ['no@where.example'] } })).status,
      400,
    );
    assert.equal((await bench.call('POST', '/groups', { json: { agents: [] } })).status, 400);
    const json = { name: 'x', agents: [] };
    assert.equal((await bench.call('POST', '/groups', { json, who: 'normal' })).status, 403);
    assert.equal((await bench.call('DELETE', '/groups/1', { who: 'normal' })).status, 403);
  });

  it('returns whether a group is online, group 0 by default', async () => {
    assert.deepEqual(await bench.get('/status'), { status: 'online' });
    for (const { id, status } of await bench.get<Group[]>('/groups')) {
      const expected = { status: status === 'accepting chats' ? 'online' : 'offline' };
      assert.deepEqual(await bench.get(`/status/${id}`), expected);
      assert.deepEqual(await bench.get(`/status?group=${id}`), expected);
    }
    assert.equal((await bench.call('GET', '/status/99')).status, 404);
  });

  it('lists tags with their number of tickets and chats', async () => {
    const tags = await bench.get<Tag[]>('/tags');
    const tickets = await bench.allTickets();
    for (const { name, count } of tags) {
      assert.equal(count.inTickets, tickets.filter((ticket: TicketRow) => ticket.tags.includes(name)).length);
    }
    assert.ok(tags.some(({ count }) => count.inChats > 0));
    const vip = await bench.get<Tag[]>('/tags?group=4');
    assert.deepEqual(
      vip.map(({ name }) => name),
      ['urgent'],
    );
  });

  it('creates and removes tags by name and group', async () => {
    const json = { tag: 'déjà vu', author: bench.login('owner'), group: 1 };
    const tag = await bench.ok<Tag>('POST', '/tags', { json });
    assert.deepEqual(tag, {
      name: 'déjà vu',
      author: bench.login('owner'),
      creation_date: bench.clock.now() / 1000,
      count: { inChats: 0, inTickets: 0 },
      group: 1,
    });
    assert.equal((await bench.call('POST', '/tags', { json })).status, 400);
    const path = `/tags/${encodeURIComponent('déjà vu')}`;
    assert.equal((await bench.call('DELETE', path, { json: { group: 2 } })).status, 404);
    assert.deepEqual(await bench.ok('DELETE', path, { form: 'group=1' }), { ok: true });
    assert.equal((await bench.get<Tag[]>('/tags?group=1')).length, 0);
  });

  it('allows tags for owners and administrators only', async () => {
    assert.equal((await bench.call('GET', '/tags', { who: 'normal' })).status, 403);
    assert.equal((await bench.call('GET', '/tags', { who: 'administrator' })).status, 200);
  });
});
