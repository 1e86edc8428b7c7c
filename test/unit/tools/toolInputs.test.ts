import assert from 'node:assert/strict';
import { ConfirmedAccounts, unknownFields } from '../../../src/ui/tools/toolInputs';

describe('tool input', () => {
  it('unknown fields are reported with their path', () => {
    const input = {
      message: 'a',
      priority: 'urgent',
      requester: { mail: 'kim@example.com', phone: '1', toString: 'x' },
      assignee: undefined,
      tags: ['a'],
    };
    assert.deepEqual(
      unknownFields('livechat_create_ticket', input).map(({ field }) => field),
      ['priority', 'requester.phone', 'requester.toString'],
    );
    assert.deepEqual(unknownFields('livechat_create_ticket', { message: 'a', tags: [] }), []);
    assert.deepEqual(unknownFields('livechat_list_agents', 'nothing'), []);
  });
});

describe('confirmed accounts', () => {
  it('are returned for one call only, which has the same input', () => {
    const confirmed = new ConfirmedAccounts();
    confirmed.add({ login: 'a' }, 'one');
    confirmed.add({ login: 'b' }, 'two');
    assert.deepEqual(confirmed.take({ login: 'a' }), ['one']);
    assert.deepEqual(confirmed.take({ login: 'a' }), []);
    assert.deepEqual(confirmed.take({ login: 'b' }), ['two']);
  });

  it('are all returned if the same input was confirmed for two accounts', () => {
    const confirmed = new ConfirmedAccounts();
    confirmed.add({ login: 'a' }, 'one');
    confirmed.add({ login: 'a' }, 'two');
    assert.deepEqual(confirmed.take({ login: 'a' }), ['one', 'two']);
  });

  it('are discarded if the confirmation was not answered', () => {
    const confirmed = new ConfirmedAccounts();
    for (let nth = 0; nth < 1_000; nth++) confirmed.add({ nth }, 'one');
    assert.deepEqual(confirmed.take({ nth: 0 }), []);
    assert.deepEqual(confirmed.take({ nth: 999 }), ['one']);
  });
});
