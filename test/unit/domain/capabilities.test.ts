import assert from 'node:assert/strict';
import { accountKinds } from '../../../src/core/domain/account';
import { capabilitiesOf, findUnsupported } from '../../../src/core/domain/capabilities';
import { allTicketStatuses, ticketStatuses } from '../../../src/core/domain/ticket';
import { readTicketChange, readTicketQuery } from '../../../src/core/domain/ticketInput';

describe('what accounts can do', () => {
  for (const kind of accountKinds) {
    it(`a ${kind} account has every status that all accounts have, and none that nobody knows`, () => {
      const { statuses } = capabilitiesOf(kind).tickets;
      for (const status of ticketStatuses) assert.ok(statuses.includes(status), status);
      for (const status of statuses) assert.ok(allTicketStatuses.includes(status), status);
    });

    it(`a ${kind} account carries what a ticket and an agent cannot be without`, () => {
      const { tickets, agents } = capabilitiesOf(kind);
      for (const key of ['message', 'requester'] as const) assert.ok(tickets.draft.includes(key), key);
      for (const key of ['login', 'name'] as const) assert.ok(agents.draft.includes(key), key);
    });
  }

  it('a field that is set and not carried is named, one that is absent is not', () => {
    const { draft } = capabilitiesOf('platform').agents;
    const input = { login: 'a@b.test', name: 'A', password: 'secret', job_title: undefined };
    assert.deepEqual(findUnsupported(draft, input), ['password']);
    assert.deepEqual(findUnsupported(capabilitiesOf('classic').agents.draft, input), []);
  });

  it('statuses are read by what the account knows', () => {
    const { statuses } = capabilitiesOf('platform').tickets;
    assert.deepEqual(readTicketQuery({ status: 'onhold' }, statuses), {
      ok: true,
      value: { query: { status: 'onhold' }, page: 1 },
    });
    assert.equal(readTicketChange({ ticketId: 'A', status: 'closed' }, statuses).ok, true);
    assert.equal(readTicketChange({ ticketId: 'A', status: 'closed' }).ok, false);
  });
});
