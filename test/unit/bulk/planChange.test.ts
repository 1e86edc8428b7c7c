import assert from 'node:assert/strict';
import { isKnown, planChange } from '../../../src/core/bulk/planChange';

describe('the plan of a run of changes', () => {
  const ticket = {
    id: 'A1',
    status: 'open',
    assignee: { id: 'ada@shop.test' },
    tags: ['vip', 'old'],
  } as const;

  it('has only what differs', () => {
    const request = { status: 'open', assignee: { id: 'Bo@shop.test' } } as const;
    assert.deepEqual(planChange(request, ticket, {}), {
      ...{ ticketId: 'A1', ticket, state: 'waiting' },
      change: { assignee: { id: 'Bo@shop.test' } },
    });
    const item = planChange({ status: 'open', assignee: { id: 'Ada@shop.test' } }, ticket, {});
    assert.deepEqual([item.state, item.change], ['unchanged', {}]);
  });

  it('adds, removes and replaces tags', () => {
    const tags = (how: 'add' | 'remove' | 'replace', names: readonly string[]): unknown => {
      const { state, change } = planChange({ tags: { how, names } }, ticket, {});
      return state === 'unchanged' ? state : change.tags;
    };
    assert.deepEqual(tags('add', ['vip', 'new']), ['vip', 'old', 'new']);
    assert.deepEqual(tags('add', ['old']), 'unchanged');
    assert.deepEqual(tags('remove', ['old', 'none']), ['vip']);
    assert.deepEqual(tags('remove', ['none']), 'unchanged');
    assert.deepEqual(tags('replace', ['old', 'vip']), 'unchanged');
    assert.deepEqual(tags('replace', []), []);
  });

  it('has the message with the values of the ticket, and is not sent where one is missing', () => {
    const request = { message: 'Hi {{requester.firstName | there}}, {{ticket.id}}', private: true };
    const filled = planChange(request, ticket, { 'ticket.id': 'A1' });
    assert.deepEqual([filled.state, filled.change], ['waiting', { message: 'Hi there, A1', private: true }]);
    const missing = planChange(request, ticket, {});
    assert.deepEqual([missing.state, missing.outcome], ['not-sent', { variables: ['ticket.id'] }]);
    assert.equal(missing.change.message, 'Hi there, {{ticket.id}}');
  });

  it('needs a value of each field to compare with', () => {
    const { tags: _, ...untagged } = ticket;
    const { status: __, ...noStatus } = ticket;
    assert.ok(isKnown({ status: 'open', assignee: { id: 'x' }, tags: { how: 'add', names: [] } }, ticket));
    assert.ok(!isKnown({ tags: { how: 'add', names: ['a'] } }, untagged));
    assert.ok(isKnown({ status: 'open' }, untagged));
    assert.ok(!isKnown({ status: 'open' }, noStatus));
    assert.ok(!isKnown({ assignee: { id: 'x' } }, { ...ticket, assignee: { id: '00-11' } }));
    assert.ok(isKnown({ message: 'Hi' }, { id: 'A1' }));
  });
});
