import assert from 'node:assert/strict';
import type { AgentDetail } from '../../../src/core/domain/agent';
import { fromAgent, fromTicket, withAgentValues, withTicketValues } from '../../../src/protocol/fromDomain';
import { contractTicket } from '../ticketDetail/support/contractTicket';

const agent: AgentDetail = {
  login: 'ada@shop.test',
  name: 'Ada',
  job_title: '',
  permission: 'normal',
  groups: [{ id: 1, name: 'Sales' }, { id: 2 }],
};

describe('withTicketValues', () => {
  it('replaces exactly the given fields', () => {
    const values = {
      subject: 'Was this',
      'requester.mail': 'was@mail.test',
      'requester.name': '',
      'assignee.id': 'was@shop.test',
      status: 'open',
      'source.type': 'mail',
      'source.url': '',
      tags: ['was'],
      priority: 'high',
    };
    for (const [name, value] of Object.entries(values)) {
      const ticket = withTicketValues(contractTicket, { [name]: value });
      assert.deepEqual(fromTicket(ticket), { ...fromTicket(contractTicket), [name]: value });
    }
    assert.deepEqual(fromTicket(withTicketValues(contractTicket, values)), values);
    assert.equal(withTicketValues(contractTicket, { 'assignee.id': '' }).assignee, undefined);
  });

  it('does not change a ticket that has these values', () => {
    const values = { ...fromTicket(contractTicket), groups: ['32'] };
    assert.deepEqual(withTicketValues(contractTicket, values), contractTicket);
    assert.deepEqual(withTicketValues(contractTicket, {}), contractTicket);
  });

  it('keeps the names of groups that it knows', () => {
    const { groups } = withTicketValues(contractTicket, { groups: ['32', '9'] });
    assert.deepEqual(groups, [{ id: 32, name: 'Sales floor' }, { id: 9 }]);
  });
});

describe('withAgentValues', () => {
  it('replaces exactly the given fields', () => {
    const values = {
      name: 'Was this',
      login_status: 'accepting chats',
      job_title: 'Lead',
      permission: 'owner',
      max_chats_count: '7',
      groups: ['2'],
    };
    for (const [name, value] of Object.entries(values)) {
      const changed = withAgentValues(agent, { [name]: value });
      assert.deepEqual(fromAgent(changed), { ...fromAgent(agent), [name]: value });
    }
    const { max_chats_count: count, groups, login } = withAgentValues(agent, values);
    assert.deepEqual([count, groups, login], [7, [{ id: 2 }], 'ada@shop.test']);
  });

  it('does not change an agent that has these values, also not an empty text', () => {
    assert.deepEqual(withAgentValues(agent, fromAgent(agent)), agent);
  });
});
