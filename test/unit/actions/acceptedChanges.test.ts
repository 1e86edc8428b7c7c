import assert from 'node:assert/strict';
import type { SavedTicket, TicketUpdateResult } from '../../../src/core/actions/ticketOutcome';
import type { AccountKind } from '../../../src/core/domain/account';
import type { Ticket, TicketChange } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const text = 'Done & dusted, please try again.';
const unseen = [{ kind: 'not-seen', field: 'message' }];

/** A message event in the format of each API. */
const messageEvent = {
  classic: (message: string, type: 'agent' | 'client' = 'agent') => ({
    type: 'message',
    date: '2026-07-01T12:00:00Z',
    author: { id: type === 'agent' ? 'ada@shop.test' : 'kim@mail.test', name: 'Ada', type },
    message,
    is_private: false,
  }),
  platform: (message: string, type: 'agent' | 'client' = 'agent') => ({
    ID: 99,
    type: 'message',
    date: '2026-07-01T12:00:00.000Z',
    author: type === 'agent' ? { type, ID: 'a', name: 'Ada' } : { type, email: 'kim@mail.test', name: 'Kim' },
    message: { text: message, isPrivate: false },
  }),
};

for (const kind of ['classic', 'platform'] as const satisfies readonly AccountKind[]) {
  describe(`${kind} account: change that the API accepted`, () => {
    let fixture: ActionsFixture;
    let ticket: Ticket;
    let raw: { readonly events: readonly unknown[] };
    const writing = { method: kind === 'classic' ? 'PUT' : 'PATCH', path: /\/tickets\/[\w-]+$/ };

    beforeEach(async () => {
      fixture = await ActionsFixture.open({ kind });
      ticket = await fixture.anyTicket();
      raw = await rawTicket(fixture, kind, ticket.id);
    });
    afterEach(() => fixture.close());

    const update = async (change: TicketChange): Promise<SavedTicket> => {
      const base = { ticket, readAt: fixture.clock.now() };
      const result: TicketUpdateResult = await fixture.ticketActions.update(
        { ticketId: ticket.id, change },
        { base },
      );
      assert.equal(result.kind, 'saved');
      return result;
    };
    const answerWith = (events: readonly unknown[] | undefined): void => {
      fixture.sandbox.faults.next({ match: writing, status: 200, body: { ...raw, events } });
    };
    const outcomes = async (): Promise<readonly string[]> =>
      (await fixture.log()).map(({ outcome }) => outcome);

    for (const [what, answered] of [
      ['with a signature', `${text}\n\n-- \nAda\nThe Shop`],
      ['with escaped characters', text.replace('&', '&amp;')],
    ] as const) {
      it(`a message is reported as sent if the response has it ${what}`, async () => {
        answerWith([...raw.events, messageEvent[kind](answered)]);
        const { sent, warnings, newMessages } = await update({ message: text });
        assert.deepEqual([sent, warnings, newMessages], [['message'], [], []]);
        assert.deepEqual(await outcomes(), ['done']);
      });
    }

    it('a message is reported as sent but not confirmed if the response has no events', async () => {
      answerWith(undefined);
      assert.deepEqual((await update({ message: text })).warnings, unseen);
      assert.deepEqual(await outcomes(), ['done']);
    });

    it('a message is reported as sent but not confirmed if the response has only earlier events', async () => {
      answerWith(raw.events);
      assert.deepEqual((await update({ message: text })).warnings, unseen);
    });

    it('a message of the customer does not confirm the agent’s message', async () => {
      answerWith([...raw.events, messageEvent[kind]('Any news?', 'client')]);
      const { warnings, newMessages } = await update({ message: text });
      assert.deepEqual(warnings, unseen);
      assert.deepEqual(
        newMessages.map(({ message }) => message),
        ['Any news?'],
      );
    });

    it('a message is reported as sent if the response has no ticket and reading it fails', async () => {
      fixture.sandbox.faults.next({ match: writing, status: 200, body: kind === 'classic' ? {} : 'OK' });
      const reading = { method: 'GET', path: new RegExp(`/tickets/${ticket.id}$`) };
      // The first reading, before the change, succeeds.
      fixture.sandbox.faults.next({ match: reading });
      fixture.sandbox.faults.next({ match: reading, status: 403, times: 5 });
      const { sent, warnings } = await update({ message: text, subject: 'New' });
      assert.deepEqual(sent, ['message', 'subject']);
      assert.deepEqual(warnings, [...unseen, { kind: 'not-seen', field: 'subject' }]);
      assert.deepEqual(await outcomes(), ['done']);
    });

    it('any field is reported as saved if the response predates the change', async () => {
      answerWith(raw.events);
      const { warnings } = await update({ subject: 'New', status: 'pending' });
      assert.deepEqual(warnings, [
        { kind: 'not-seen', field: 'subject' },
        { kind: 'not-seen', field: 'status' },
      ]);
    });

    it('an assignee whose login differs only in case is assigned, once', async () => {
      const rows = await fixture.colleague().agents.list();
      const [agent] = rows.flatMap((row) => (row.kind === 'agent' ? [row.agent] : []));
      assert.ok(agent);
      const change = { assignee: { id: agent.login } };
      await fixture.ticketActions.update({ ticketId: ticket.id, change });
      fixture.sandbox.calls.reset();
      const written = { assignee: { id: agent.login.replace(/^./, (first) => first.toUpperCase()) } };
      assert.notEqual(written.assignee.id, agent.login);
      const result = await fixture.ticketActions.update({ ticketId: ticket.id, change: written });
      assert.deepEqual([result.kind, result.kind === 'saved' && result.sent], ['saved', []]);
      const bulk = await fixture.ticketActions.updateMany([ticket.id], written);
      assert.deepEqual(
        bulk.map(({ outcome }) => outcome.kind),
        ['saved'],
      );
      const writes = Object.keys(fixture.calls).filter((route) => !route.startsWith('GET'));
      assert.deepEqual(writes, []);
    });
  });
}

describe('HelpDesk: change that the API accepted', () => {
  it('an assignee whose login differs only in case is assigned', async () => {
    const fixture = await ActionsFixture.open({ kind: 'platform' });
    try {
      const ticket = await fixture.anyTicket(({ assignee }) => assignee === undefined);
      const rows = await fixture.colleague().agents.list();
      const [agent] = rows.flatMap((row) => (row.kind === 'agent' ? [row.agent] : []));
      assert.ok(agent);
      const change = { assignee: { id: agent.login.toUpperCase() } };
      const result = await fixture.ticketActions.update({ ticketId: ticket.id, change });
      assert.deepEqual(result.kind === 'saved' && [result.warnings, result.ticket.assignee?.id], [
        [],
        agent.login,
      ]);
      assert.deepEqual(
        (await fixture.log()).map(({ outcome }) => outcome),
        ['done'],
      );
    } finally {
      await fixture.close();
    }
  });

  it('is reported as done if a later lookup of names fails', async () => {
    const fixture = await ActionsFixture.open({ kind: 'platform' });
    try {
      const ticket = await fixture.anyTicket();
      fixture.deps.session.reconnect();
      const base = { ticket, readAt: fixture.clock.now() };
      fixture.sandbox.faults.next({ match: { method: 'GET' }, status: 401, times: 5 });
      const input = { ticketId: ticket.id, change: { message: text } };
      const result = await fixture.ticketActions.update(input, { base });
      assert.equal(result.kind, 'saved');
    } finally {
      await fixture.close();
    }
  });

  it('is reported as unsupported only for a field that the API is known not to support', async () => {
    const fixture = await ActionsFixture.open({ kind: 'platform' });
    try {
      const { id } = await fixture.anyTicket();
      const change = { source: { type: 'mail' } };
      const failure = await failureFrom(fixture.ticketActions.update({ ticketId: id, change }));
      assert.deepEqual(failure, { code: 'unsupported', field: 'source' });
    } finally {
      await fixture.close();
    }
  });
});

/** The ticket in the API's format. */
async function rawTicket(
  fixture: ActionsFixture,
  kind: AccountKind,
  id: string,
): Promise<{ readonly events: readonly unknown[] }> {
  const { account, secret } = fixture.credential(0);
  const base = kind === 'classic' ? fixture.sandbox.url : fixture.sandbox.platform.helpdeskUrl;
  const response = await fetch(`${base}/tickets/${id}`, {
    headers: {
      'X-API-Version': '2',
      'User-Agent': 'livechat-desk-tests/1',
      Authorization: `Basic ${Buffer.from(`${account.name}:${secret}`).toString('base64')}`,
    },
  });
  assert.equal(response.status, 200);
  const ticket = (await response.json()) as { readonly events: readonly unknown[] };
  fixture.sandbox.calls.reset();
  return ticket;
}
