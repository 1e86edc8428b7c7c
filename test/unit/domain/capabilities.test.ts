import assert from 'node:assert/strict';
import { accountKinds } from '../../../src/core/domain/account';
import { capabilitiesOf, findUnsupported } from '../../../src/core/domain/capabilities';
import { allTicketStatuses, ticketStatuses } from '../../../src/core/domain/ticket';
import { readTicketChange, readTicketQuery } from '../../../src/core/domain/input/ticketInput';

describe('account capabilities', () => {
  for (const kind of accountKinds) {
    it(`${kind} account: has every status that all accounts have, and only known ones`, () => {
      const { statuses } = capabilitiesOf(kind).tickets;
      for (const status of ticketStatuses) assert.ok(statuses.includes(status), status);
      for (const status of statuses) assert.ok(allTicketStatuses.includes(status), status);
    });

    it(`${kind} account: supports the required fields of tickets and agents`, () => {
      const { tickets, agents } = capabilitiesOf(kind);
      for (const key of ['message', 'requester'] as const) assert.ok(tickets.draft.includes(key), key);
      for (const key of ['login', 'name'] as const) assert.ok(agents.draft.includes(key), key);
    });
  }

  it('unsupported fields: a field that is set and not supported is named, an absent one is not', () => {
    const { draft } = capabilitiesOf('platform').agents;
    const input = { login: 'a@b.test', name: 'A', password: 'secret', job_title: undefined };
    assert.deepEqual(findUnsupported(draft, input), ['password']);
    assert.deepEqual(findUnsupported(capabilitiesOf('classic').agents.draft, input), []);
  });

  it('statuses: are read by what the account supports', () => {
    const { statuses } = capabilitiesOf('platform').tickets;
    assert.deepEqual(readTicketQuery({ status: 'onhold' }, statuses), {
      ok: true,
      value: { query: { status: 'onhold' }, page: 1 },
    });
    assert.equal(readTicketChange({ ticketId: 'A', status: 'closed' }, statuses).ok, true);
    assert.equal(readTicketChange({ ticketId: 'A', status: 'closed' }).ok, false);
  });
});
