import assert from 'node:assert/strict';
import type { Failure } from '../../../src/core/domain/failure';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

describe('fields that the account does not support', () => {
  let fixture: ActionsFixture;
  beforeEach(async () => (fixture = await ActionsFixture.open()));
  afterEach(() => fixture.close());

  const refused = async (work: Promise<unknown>, field: string): Promise<void> => {
    const failure: Failure = await failureFrom(work);
    assert.deepEqual(failure, { code: 'unsupported', field });
    assert.deepEqual(fixture.calls, {});
  };

  it('are rejected by name, without a call', async () => {
    const draft = { message: 'Hi', requester: { mail: 'kim@mail.test' } };
    await refused(fixture.ticketActions.create({ ...draft, priority: 'high' }), 'priority');
    const change = { ticketId: 'A', change: { subject: 'New', priority: 'low' } } as const;
    await refused(fixture.ticketActions.update(change), 'priority');
    await refused(fixture.ticketActions.update(change, { sendUnsupported: true }), 'priority');
  });

  it('a password is rejected for a platform account', async () => {
    await fixture.accounts.add({
      account: { id: 'platform:a', kind: 'platform', name: 'a' },
      secret: 'token',
    });
    const draft = { login: 'new@shop.test', name: 'New', password: 'secret' };
    await refused(fixture.agentActions.create(draft), 'password');
    await refused(
      fixture.ticketActions.list({ assignee: 'ada@shop.test', source: 'mail' }),
      'assignee, source',
    );
    assert.deepEqual(fixture.deps.tickets.shownLists, [
      'open',
      'pending',
      'onhold',
      'solved',
      'closed',
      'spam',
    ]);
  });
});
