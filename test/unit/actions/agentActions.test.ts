import assert from 'node:assert/strict';
import type { AgentCreateResult, AgentUpdateResult } from '../../../src/core/actions/agentOutcome';
import type { AgentDraft } from '../../../src/core/domain/agent';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const login = 'new@agents.example';
const draft: AgentDraft = { login, name: 'New Agent', password: 'hunter2hunter2', groups: [1] };

describe('AgentActions', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => (fixture = await ActionsFixture.open()));
  afterEach(() => fixture.close());

  const logins = (): string[] =>
    fixture.deps.agents.state.rows.map((row) => (row.kind === 'agent' ? row.agent.login : 'unreadable'));

  it('list: returns exactly the keys of the contract, for all agents or by status', async () => {
    const { agents, unreadable } = await fixture.agentActions.list();
    assert.equal(agents.length, 8);
    assert.equal(unreadable, 0);
    const known = new Set(['login', 'name', 'permission', 'avatar', 'status']);
    for (const agent of agents) assert.ok(Object.keys(agent).every((key) => known.has(key)));
    const offline = await fixture.agentActions.list({ status: 'offline' });
    assert.ok(offline.agents.every(({ status }) => status === 'offline'));
    assert.ok(offline.agents.length < agents.length);
  });

  it('list: counts rows that cannot be read', async () => {
    fixture.sandbox.faults.next({ status: 200, body: [{ login: 'a@b.example' }, 7, {}] });
    const { agents, unreadable } = await fixture.agentActions.list();
    assert.deepEqual([agents.map((agent) => agent.login), unreadable], [['a@b.example'], 2]);
  });

  describe('create', () => {
    const create = (more: Partial<AgentDraft> = {}): Promise<AgentCreateResult> =>
      fixture.agentActions.create({ ...draft, ...more });

    it('adds the agent to the list at once, without the password in the log', async () => {
      await fixture.deps.agents.refresh();
      const result = await create();
      assert.equal(result.kind, 'created');
      assert.deepEqual([result.agent.login, result.warnings], [login, []]);
      assert.ok(logins().includes(login));
      assert.ok(!fixture.lines.lines.join('\n').includes('hunter2'));
      const [entry] = await fixture.log();
      assert.deepEqual([entry?.action, entry?.target, entry?.outcome], ['agent.create', login, 'done']);
      assert.deepEqual(entry?.after, { login, name: 'New Agent', groups: [1] });
    });

    it('fails if the API rejects it, without the password that the response repeats', async () => {
      const body = { error: 'hunter2hunter2 is too common' };
      fixture.sandbox.faults.next({ match: { method: 'POST' }, status: 400, body });
      const failure = await failureFrom(create());
      assert.deepEqual(failure, { code: 'invalid-input', reasons: ['*** is too common'] });
      assert.deepEqual(
        (await fixture.log()).map(({ outcome, code }) => [outcome, code]),
        [['failed', 'invalid-input']],
      );
    });

    it('searches for the agent by login after a lost response', async () => {
      await fixture.deps.agents.refresh();
      fixture.sandbox.calls.reset();
      fixture.sandbox.faults.next({ match: { method: 'POST' }, truncate: true });
      const result = await create();
      assert.deepEqual(result.kind === 'lost' && result.found?.login, login);
      assert.deepEqual(fixture.calls, { 'POST /agents': 1, 'GET /agents/:login': 1 });
      assert.ok(logins().includes(login));
    });

    it('reports that the agent was not created if the request was lost', async () => {
      fixture.sandbox.faults.next({ match: { method: 'POST' }, reset: true });
      const result = await create();
      assert.equal(result.kind, 'lost');
      assert.deepEqual(
        [result.why.code, result.found, result.lookupFailure],
        ['network', undefined, undefined],
      );
    });

    it('reports an unknown outcome if the search failed too', async () => {
      fixture.sandbox.faults.next({ match: { method: 'POST' }, status: 502 });
      fixture.sandbox.faults.next({ match: { method: 'GET' }, status: 403 });
      const result = await create();
      assert.equal(result.kind === 'lost' && result.lookupFailure?.code, 'forbidden');
    });
  });

  describe('update', () => {
    let target: string;
    beforeEach(async () => {
      const { agents } = await fixture.agentActions.list({ status: 'offline' });
      target = agents.find(({ permission }) => permission === 'normal')?.login ?? '';
      fixture.sandbox.calls.reset();
    });
    const saved = (result: AgentUpdateResult) => {
      assert.equal(result.kind, 'saved');
      return result;
    };

    it('sends only what differs', async () => {
      const base = await fixture.agentActions.read(target);
      const change = { name: base.agent.name ?? '', job_title: 'Lead' };
      const { sent, agent } = saved(await fixture.agentActions.update({ login: target, change }, { base }));
      assert.deepEqual([sent, agent.job_title], [['job_title'], 'Lead']);
      assert.equal(fixture.calls['GET /agents/:login'], 2);
      const [entry] = await fixture.log();
      assert.deepEqual(entry?.after, { job_title: 'Lead' });
      assert.deepEqual(entry.before, { job_title: base.agent.job_title ?? null });
    });

    it('makes no call if nothing differs', async () => {
      const base = await fixture.agentActions.read(target);
      const change = { groups: base.agent.groups.map(({ id }) => id).reverse() };
      assert.deepEqual(
        saved(await fixture.agentActions.update({ login: target, change }, { base })).sent,
        [],
      );
      assert.equal(fixture.calls['PUT /agents/:login'], undefined);
    });

    it('reports a conflict if another agent changed the same field', async () => {
      const base = await fixture.agentActions.read(target);
      await fixture.colleague().agents.update(target, { name: 'Theirs', max_chats_count: 3 });
      fixture.clock.advance(6_000);
      const input = { login: target, change: { name: 'Mine' } };
      const result = await fixture.agentActions.update(input, { base });
      assert.equal(result.kind, 'conflict');
      assert.deepEqual(
        [result.fields, result.current.name, result.merged.name],
        [['name'], 'Theirs', 'Mine'],
      );
      assert.equal(result.merged.max_chats_count, 3);
      const forced = await fixture.agentActions.update(input, { base, force: true });
      assert.equal(saved(forced).agent.name, 'Mine');
    });

    it('asks before it overwrites a field of which it is not known what the user saw', async () => {
      const base = await fixture.agentActions.read(target);
      const input = { login: target, change: { name: base.agent.name ?? '', job_title: 'Lead' } };
      const result = await fixture.agentActions.update(input, { base, unseen: ['name', 'job_title'] });
      assert.deepEqual(result.kind === 'conflict' && result.fields, ['job_title']);
      assert.equal(fixture.calls['PUT /agents/:login'], undefined);
    });

    it('warns about a status that the API ignores because the agent is offline', async () => {
      const change = { status: 'accepting chats' } as const;
      const { warnings } = saved(await fixture.agentActions.update({ login: target, change }));
      assert.deepEqual(warnings, [{ kind: 'not-applied', field: 'status' }]);
    });

    it('reads the agent again after a lost response, and reports what is missing', async () => {
      const change = { job_title: 'Lead' };
      fixture.sandbox.faults.next({ match: { method: 'PUT' }, truncate: true });
      const { warnings } = saved(await fixture.agentActions.update({ login: target, change }));
      assert.deepEqual(
        warnings.map(({ kind }) => kind),
        ['response-lost'],
      );
      fixture.sandbox.faults.next({ match: { method: 'PUT' }, reset: true });
      const result = await fixture.agentActions.update({ login: target, change: { job_title: 'Chief' } });
      assert.deepEqual(result.kind === 'lost' && result.missing, ['job_title']);
      assert.deepEqual(
        (await fixture.log()).map(({ outcome }) => outcome),
        ['done', 'lost'],
      );
    });
  });
});
