import assert from 'node:assert/strict';
import { openClassicConnection } from '../../../src/core/api/classic/classicConnection';
import { openPlatformConnection } from '../../../src/core/api/platform/platformConnection';
import { accountId, type AccountKind } from '../../../src/core/domain/account';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { TicketRow } from '../../../src/core/domain/ticket';
import { failureFrom } from './support/failureFrom';
import { always, serve, type LoopbackServer } from './support/loopbackServer';

const large = 'word '.repeat(2_200_000);
const huge = 'word '.repeat(14_000_000);
const uuid = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;

/** A ticket in the format of each API. */
const ticketOf: Readonly<Record<AccountKind, (digit: number, message: string) => object>> = {
  classic: (digit, message) => ({
    id: `T${digit}`,
    events: [{ type: 'message', date: 1_700_000_000, message, author: { type: 'client' } }],
    subject: `Ticket ${digit}`,
    status: 'open',
    requester: { mail: 'kim@mail.test' },
    source: { type: 'mail' },
    date: 1_700_000_000,
    modified: 1_700_000_000 + digit,
  }),
  platform: (digit, text) => ({
    ID: uuid(digit),
    shortID: `T${digit}`,
    events: [
      {
        ID: 1,
        type: 'message',
        date: '2026-06-01T10:00:00.000Z',
        message: { text },
        author: { type: 'client' },
      },
    ],
    subject: `Ticket ${digit}`,
    status: 'open',
    requester: { email: 'kim@mail.test' },
    source: { type: 'email' },
    createdAt: '2026-06-01T10:00:00.000Z',
    updatedAt: `2026-06-01T10:00:0${digit}.000Z`,
  }),
};

for (const kind of ['classic', 'platform'] as const) {
  describe(`a response of more than 10 MB, ${kind}`, () => {
    let server: LoopbackServer;
    let connection: LiveChatConnection;
    let response: unknown;

    beforeEach(async () => {
      server = await serve((request, to) => always(200, response)(request, to));
      const { url } = server;
      const open = kind === 'classic' ? openClassicConnection : openPlatformConnection;
      connection = open({
        credential: {
          account: { id: accountId(kind, 'ada@shop.test'), kind, name: 'ada@shop.test' },
          secret: 'k',
        },
        ...{ apiUrl: url, helpdeskUrl: url, accountsUrl: url },
        callsPerMinute: 1_000,
        timeoutMs: 20_000,
        onCall: () => undefined,
      });
    });
    afterEach(async () => {
      connection.dispose();
      await server.close();
    });

    const listOf = (tickets: readonly object[]): unknown =>
      kind === 'classic' ? { tickets, total: tickets.length, pages: 1 } : tickets;
    const subjects = (rows: readonly TicketRow[]): readonly (string | undefined)[] =>
      rows.map((row) => (row.kind === 'ticket' ? row.ticket.subject : undefined));

    it('lists every ticket of a page with a large one', async () => {
      const tickets = [0, 1, 2, 3].map((digit) => ticketOf[kind](digit, digit === 1 ? large : 'Hi'));
      response = listOf(tickets);
      const { rows, total } = await connection.tickets.list({}, undefined, { cachedNamesOnly: true });
      assert.deepEqual(subjects(rows), ['Ticket 0', 'Ticket 1', 'Ticket 2', 'Ticket 3']);
      assert.equal(total, 4);
      assert.equal(server.requests.length, 1);
      const newest = await connection.tickets.newest('2023-11-14T00:00:00.000Z', undefined, {
        cachedNamesOnly: true,
      });
      assert.deepEqual(subjects(newest.rows), subjects(rows));
    });

    it('lists every ticket of a page on which all are large', async () => {
      response = listOf([0, 1, 2, 3].map((digit) => ticketOf[kind](digit, large)));
      const { rows } = await connection.tickets.list({}, undefined, { cachedNamesOnly: true });
      assert.deepEqual(subjects(rows), ['Ticket 0', 'Ticket 1', 'Ticket 2', 'Ticket 3']);
    }).timeout(20_000);

    it('reads a large ticket whole', async () => {
      response = ticketOf[kind](1, large);
      const { events } = await connection.tickets.get(kind === 'classic' ? 'T1' : uuid(1));
      assert.equal(events[0]?.message, large);
    });

    it('says that a larger one is too large', async () => {
      response = ticketOf[kind](1, huge);
      const failure = await failureFrom(connection.tickets.get(kind === 'classic' ? 'T1' : uuid(1)));
      assert.deepEqual(failure, { code: 'server', problem: 'too-large', status: 200, reasons: [] });
    }).timeout(20_000);
  });
}
