import assert from 'node:assert/strict';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const remove = { method: 'DELETE' };

describe('AgentActions.remove', () => {
  let fixture: ActionsFixture;
  let login: string;
  beforeEach(async () => {
    fixture = await ActionsFixture.open();
    await fixture.deps.agents.refresh();
    const { agents } = await fixture.agentActions.list();
    login = agents.findLast(({ permission }) => permission === 'normal')?.login ?? '';
    fixture.sandbox.calls.reset();
  });
  afterEach(() => fixture.close());

  const stands = (): boolean =>
    fixture.deps.agents.state.rows.some((row) => row.kind === 'agent' && row.agent.login === login);
  const removals = (): number => fixture.calls['DELETE /agents/:login'] ?? 0;

  it('removes the agent from the list and stores their details in the audit log', async () => {
    await fixture.agentActions.remove(login);
    assert.equal(stands(), false);
    assert.deepEqual(
      fixture.sandbox.mails.filter(({ to }) => to === login).map(({ kind }) => kind),
      ['removal'],
    );
    const [entry] = await fixture.log();
    assert.deepEqual([entry?.action, entry?.target, entry?.outcome], ['agent.delete', login, 'done']);
    assert.equal(entry?.before?.login, login);
  });

  it('fails for an unknown agent, and if the API rejects it', async () => {
    assert.equal((await failureFrom(fixture.agentActions.remove('nobody@x.example'))).code, 'not-found');
    assert.equal(removals(), 0);
    fixture.sandbox.faults.next({ match: remove, status: 403 });
    assert.equal((await failureFrom(fixture.agentActions.remove(login))).code, 'forbidden');
    assert.equal(stands(), true);
    assert.deepEqual(
      (await fixture.log()).map(({ outcome }) => outcome),
      ['failed'],
    );
  });

  it('succeeds if the response was lost and the agent no longer exists', async () => {
    fixture.sandbox.faults.next({ match: remove, truncate: true });
    await fixture.agentActions.remove(login);
    assert.equal(stands(), false);
    assert.equal(removals(), 1);
    assert.deepEqual(
      (await fixture.log()).map(({ outcome }) => outcome),
      ['done'],
    );
  });

  it('is reported as lost and not retried if the agent still exists', async () => {
    fixture.sandbox.faults.next({ match: remove, reset: true });
    assert.equal((await failureFrom(fixture.agentActions.remove(login))).code, 'network');
    assert.equal(stands(), true);
    assert.deepEqual(
      (await fixture.log()).map(({ outcome }) => outcome),
      ['lost'],
    );
  });

  describe('delayed removal', () => {
    it('sends nothing for ten seconds', async () => {
      const removal = fixture.agentActions.scheduleRemoval(login);
      assert.equal(removal.dueAt, fixture.clock.now() + 10_000);
      fixture.clock.advance(9_999);
      assert.equal(fixture.sandbox.calls.count, 0);
      fixture.clock.advance(1);
      assert.equal(await removal.done, 'done');
      assert.equal(removals(), 1);
    });

    it('sends nothing if it is undone in time', async () => {
      const removal = fixture.agentActions.scheduleRemoval(login);
      fixture.clock.advance(9_999);
      assert.equal(removal.cancel(), true);
      assert.equal(await removal.done, 'cancelled');
      fixture.clock.advance(60_000);
      assert.equal(fixture.sandbox.calls.count, 0);
      assert.equal(removal.cancel(), false);
      assert.deepEqual(await fixture.log(), []);
    });

    it('cannot be undone after the call was sent', async () => {
      const removal = fixture.agentActions.scheduleRemoval(login);
      fixture.clock.advance(10_000);
      assert.equal(removal.cancel(), false);
      assert.equal(await removal.done, 'done');
    });

    it('reports a failure', async () => {
      fixture.sandbox.faults.next({ match: remove, status: 403 });
      const removal = fixture.agentActions.scheduleRemoval(login);
      const failing = failureFrom(removal.done);
      fixture.clock.advance(10_000);
      assert.equal((await failing).code, 'forbidden');
    });

    it('sends nothing when the window closes', async () => {
      const removal = fixture.agentActions.scheduleRemoval(login);
      fixture.agentActions.dispose();
      assert.equal(await removal.done, 'cancelled');
      const late = fixture.agentActions.scheduleRemoval(login);
      assert.equal(await late.done, 'cancelled');
      fixture.clock.advance(60_000);
      assert.equal(fixture.sandbox.calls.count, 0);
      assert.equal(fixture.clock.pending, 0);
    });

    it('sends nothing after the user switched accounts or signed out', async () => {
      const first = fixture.agentActions.scheduleRemoval(login);
      await fixture.accounts.add(fixture.credential(1));
      assert.equal(await first.done, 'cancelled');
      const second = fixture.agentActions.scheduleRemoval(login);
      for (const account of fixture.accounts.accounts) await fixture.accounts.remove(account);
      assert.equal(await second.done, 'cancelled');
      assert.equal(fixture.sandbox.calls.count, 0);
    });

    it('stays scheduled when only a setting or the key of the same account changes', async () => {
      const removal = fixture.agentActions.scheduleRemoval(login);
      fixture.deps.session.reconnect();
      fixture.clock.advance(10_000);
      assert.equal(await removal.done, 'done');
    });

    it('removes an agent once when requested twice', async () => {
      const removal = fixture.agentActions.scheduleRemoval(login);
      fixture.clock.advance(5_000);
      assert.equal(fixture.agentActions.scheduleRemoval(login), removal);
      fixture.clock.advance(5_000);
      await removal.done;
      assert.equal(removals(), 1);
    });
  });
});
