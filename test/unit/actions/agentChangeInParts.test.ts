import assert from 'node:assert/strict';
import type { AgentUpdateResult } from '../../../src/core/actions/agentOutcome';
import type { Agent, AgentChange } from '../../../src/core/domain/agent';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const login = 'priya@harborpine.example';
const renaming = { method: 'PATCH', path: /accounts/ };
const routing = { path: /set_routing_status$/ };

describe('an agent whose change takes several calls', () => {
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

  it('reports what was and was not done if a later call is refused', async () => {
    fixture.sandbox.faults.next({ match: renaming, status: 403 });
    const result = await update();
    assert.equal(result.kind, 'partial');
    assert.deepEqual([result.done, result.missing, result.why.code], [['job_title'], ['name'], 'forbidden']);
    assert.equal(result.agent.job_title, 'Chief');
    const { agent } = await fixture.agentActions.read(login);
    assert.equal(agent.job_title, 'Chief');
    assert.notEqual(agent.name, change.name);
  });

  it('is updated in the list, with unchanged name and status', async () => {
    const before = row();
    assert.ok(before.status);
    fixture.sandbox.faults.next({ match: routing, status: 403 });
    const result = await update({ name: change.name, permission: 'administrator', status: 'offline' });
    assert.deepEqual(result.kind === 'partial' && result.missing, ['status']);
    assert.deepEqual(row(), { ...before, name: change.name, permission: 'administrator' });
  });

  it('keeps its status in the list when something else of it was changed', async () => {
    const before = row();
    await update();
    assert.deepEqual(row(), { ...before, name: change.name });
  });

  it('is in the audit log with what was and was not done', async () => {
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

  it('is read again where the answer to a later call was lost', async () => {
    fixture.sandbox.faults.next({ match: renaming, truncate: true });
    const result = await update();
    assert.deepEqual(result.kind === 'saved' && result.warnings.map(({ kind }) => kind), ['response-lost']);
    fixture.sandbox.faults.next({ match: renaming, reset: true });
    const lost = await update({ job_title: 'Lead', name: 'Nobody' });
    assert.equal(lost.kind, 'lost');
    assert.deepEqual([lost.done, lost.missing, lost.agent?.job_title], [['job_title'], ['name'], 'Lead']);
  });

  it('is reported although reads are minutes late', async () => {
    fixture.sandbox.platform.switches.staleReads(60_000);
    fixture.sandbox.faults.next({ match: renaming, reset: true });
    const lost = await update();
    assert.equal(lost.kind, 'lost');
    assert.deepEqual([lost.done, lost.missing, lost.agent?.job_title], [['job_title'], ['name'], 'Chief']);
  });

  it('has a plain failure where already the first call was refused, and the others are not tried', async () => {
    fixture.sandbox.faults.next({ match: { path: /update_agent$/ }, status: 403 });
    assert.equal((await failureFrom(update())).code, 'forbidden');
    assert.ok(Object.keys(fixture.calls).every((route) => !route.includes('PATCH')));
  });
});
