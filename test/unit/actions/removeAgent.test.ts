import assert from 'node:assert/strict';
import { failureFrom } from '../api/support/failureFrom';
import { Office } from './support/office';

const remove = { method: 'DELETE' };

describe('removing an agent', () => {
  let office: Office;
  let login: string;
  beforeEach(async () => {
    office = await Office.open();
    await office.deps.agents.refresh();
    const { agents } = await office.agentActions.list();
    login = agents.findLast(({ permission }) => permission === 'normal')?.login ?? '';
    office.sandbox.calls.reset();
  });
  afterEach(() => office.close());

  const stands = (): boolean =>
    office.deps.agents.state.rows.some((row) => row.kind === 'agent' && row.agent.login === login);
  const removals = (): number => office.calls['DELETE /agents/:login'] ?? 0;

  it('takes the agent from the list and writes down who they were', async () => {
    await office.agentActions.remove(login);
    assert.equal(stands(), false);
    assert.deepEqual(
      office.sandbox.mails.filter(({ to }) => to === login).map(({ kind }) => kind),
      ['removal'],
    );
    const [entry] = await office.log();
    assert.deepEqual([entry?.action, entry?.target, entry?.outcome], ['agent.delete', login, 'done']);
    assert.equal(entry?.before?.login, login);
  });

  it('fails where there is no such agent, and where the API says no', async () => {
    assert.equal((await failureFrom(office.agentActions.remove('nobody@x.example'))).code, 'not-found');
    assert.equal(removals(), 0);
    office.sandbox.faults.next({ match: remove, status: 403 });
    assert.equal((await failureFrom(office.agentActions.remove(login))).code, 'forbidden');
    assert.equal(stands(), true);
    assert.deepEqual(
      (await office.log()).map(({ outcome }) => outcome),
      ['failed'],
    );
  });

  it('succeeds if the response was lost and the agent no longer exists', async () => {
    office.sandbox.faults.next({ match: remove, truncate: true });
    await office.agentActions.remove(login);
    assert.equal(stands(), false);
    assert.equal(removals(), 1);
    assert.deepEqual(
      (await office.log()).map(({ outcome }) => outcome),
      ['done'],
    );
  });

  it('is lost and not repeated where the agent is still there', async () => {
    office.sandbox.faults.next({ match: remove, reset: true });
    assert.equal((await failureFrom(office.agentActions.remove(login))).code, 'network');
    assert.equal(stands(), true);
    assert.deepEqual(
      (await office.log()).map(({ outcome }) => outcome),
      ['lost'],
    );
  });

  describe('after a delay', () => {
    it('sends nothing before ten seconds have passed', async () => {
      const removal = office.agentActions.scheduleRemoval(login);
      assert.equal(removal.dueAt, office.clock.now() + 10_000);
      office.clock.advance(9_999);
      assert.equal(office.sandbox.calls.count, 0);
      office.clock.advance(1);
      assert.equal(await removal.done, 'removed');
      assert.equal(removals(), 1);
    });

    it('sends nothing where it is called off in time', async () => {
      const removal = office.agentActions.scheduleRemoval(login);
      office.clock.advance(9_999);
      assert.equal(removal.cancel(), true);
      assert.equal(await removal.done, 'cancelled');
      office.clock.advance(60_000);
      assert.equal(office.sandbox.calls.count, 0);
      assert.equal(removal.cancel(), false);
      assert.deepEqual(await office.log(), []);
    });

    it('cannot be cancelled once the call was sent', async () => {
      const removal = office.agentActions.scheduleRemoval(login);
      office.clock.advance(10_000);
      assert.equal(removal.cancel(), false);
      assert.equal(await removal.done, 'removed');
    });

    it('reports a failure', async () => {
      office.sandbox.faults.next({ match: remove, status: 403 });
      const removal = office.agentActions.scheduleRemoval(login);
      const failing = failureFrom(removal.done);
      office.clock.advance(10_000);
      assert.equal((await failing).code, 'forbidden');
    });

    it('sends nothing at the end of the window', async () => {
      const removal = office.agentActions.scheduleRemoval(login);
      office.agentActions.dispose();
      assert.equal(await removal.done, 'cancelled');
      const late = office.agentActions.scheduleRemoval(login);
      assert.equal(await late.done, 'cancelled');
      office.clock.advance(60_000);
      assert.equal(office.sandbox.calls.count, 0);
      assert.equal(office.clock.pending, 0);
    });

    it('sends nothing once the person has switched to another account or signed out', async () => {
      const first = office.agentActions.scheduleRemoval(login);
      await office.accounts.add(office.credential(1));
      assert.equal(await first.done, 'cancelled');
      const second = office.agentActions.scheduleRemoval(login);
      for (const account of office.accounts.accounts) await office.accounts.remove(account);
      assert.equal(await second.done, 'cancelled');
      assert.equal(office.sandbox.calls.count, 0);
    });

    it('waits on where only a setting or the key of the same account changes', async () => {
      const removal = office.agentActions.scheduleRemoval(login);
      office.deps.session.reconnect();
      office.clock.advance(10_000);
      assert.equal(await removal.done, 'removed');
    });

    it('is one removal where it is asked for twice', async () => {
      const removal = office.agentActions.scheduleRemoval(login);
      office.clock.advance(5_000);
      assert.equal(office.agentActions.scheduleRemoval(login), removal);
      office.clock.advance(5_000);
      await removal.done;
      assert.equal(removals(), 1);
    });
  });
});
