import assert from 'node:assert/strict';
import type { AgentUpdateResult } from '../../../src/core/actions/agentOutcome';
import type { Agent, AgentChange } from '../../../src/core/domain/agent';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const login = 'priya@harborpine.example';
const renaming = { method: 'PATCH', path: /accounts/ };
const routing = { path: /set_routing_status$/ };

describe('agent update that takes several calls', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => {
    fixture = await ActionsFixture.open({ kind: 'platform', hostile: false });
    await fixture.deps.agents.refresh();
  });
  afterEach(() => fixture.close());

  const change = { job_title: 'Chief', name: 'Priya the Chief' };
  const update = (wanted: AgentChange = change): Promise<AgentUpdateResult> =>
    fixture.agentActions.update({ login, change: wanted });
  const row = (): Agent => {
    const found = fixture.deps.agents.state.rows.find(
      (one) => one.kind === 'agent' && one.agent.login === login,
    );
    assert.equal(found?.kind, 'agent');
    return found.agent;
  };

  it('reports which fields were changed if a later call is rejected', async () => {
    fixture.sandbox.faults.next({ match: renaming, status: 403 });
    const result = await update();
    assert.equal(result.kind, 'partial');
    assert.deepEqual([result.done, result.missing, result.why.code], [['job_title'], ['name'], 'forbidden']);
    assert.equal(result.agent.job_title, 'Chief');
    const { agent } = await fixture.agentActions.read(login);
    assert.equal(agent.job_title, 'Chief');
    assert.notEqual(agent.name, change.name);
  });

  it('updates the row in the list, keeping name and status', async () => {
    const before = row();
    assert.ok(before.status);
    fixture.sandbox.faults.next({ match: routing, status: 403 });
    const result = await update({ name: change.name, permission: 'administrator', status: 'offline' });
    assert.deepEqual(result.kind === 'partial' && result.missing, ['status']);
    assert.deepEqual(row(), { ...before, name: change.name, permission: 'administrator' });
  });

  it('keeps the status in the list when another field changed', async () => {
    const before = row();
    await update();
    assert.deepEqual(row(), { ...before, name: change.name });
  });

  it('adds an audit entry with what was and was not changed', async () => {
    fixture.sandbox.faults.next({ match: renaming, status: 403 });
    await update();
    assert.deepEqual(
      (await fixture.log()).map(({ outcome, code, after }) => [outcome, code, after]),
      [
        ['done', undefined, { job_title: 'Chief' }],
        ['failed', 'forbidden', { name: change.name }],
      ],
    );
  });

  it('reads the agent again if the response to a later call was lost', async () => {
    fixture.sandbox.faults.next({ match: renaming, truncate: true });
    const result = await update();
    assert.deepEqual(result.kind === 'saved' && result.warnings.map(({ kind }) => kind), ['response-lost']);
    fixture.sandbox.faults.next({ match: renaming, reset: true });
    const lost = await update({ job_title: 'Lead', name: 'Nobody' });
    assert.equal(lost.kind, 'lost');
    assert.deepEqual([lost.done, lost.missing, lost.agent?.job_title], [['job_title'], ['name'], 'Lead']);
  });

  it('reports the change although reads are minutes late', async () => {
    fixture.sandbox.platform.switches.staleReads(60_000);
    fixture.sandbox.faults.next({ match: renaming, reset: true });
    const lost = await update();
    assert.equal(lost.kind, 'lost');
    assert.deepEqual([lost.done, lost.missing, lost.agent?.job_title], [['job_title'], ['name'], 'Chief']);
  });

  it('fails without further calls if the first call is rejected', async () => {
    fixture.sandbox.faults.next({ match: { path: /update_agent$/ }, status: 403 });
    assert.equal((await failureFrom(update())).code, 'forbidden');
    assert.ok(Object.keys(fixture.calls).every((route) => !route.includes('PATCH')));
  });
});
