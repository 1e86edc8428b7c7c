import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseBody } from '../../../src/core/api/response';
import { ClassicAgents } from '../../../src/core/api/classic/agents';
import { createClassicChats } from '../../../src/core/api/classic/chats';
import { classicDeliveries } from '../../../src/core/api/classic/deliveries';
import { createClassicGroups, createClassicTags } from '../../../src/core/api/classic/groups';
import { ClassicTickets } from '../../../src/core/api/classic/tickets';
import { createClassicWebhooks } from '../../../src/core/api/classic/webhooks';
import { parseRetryAfter } from '../../../src/core/api/retry';
import type { Caller } from '../../../src/core/api/transport';
import { decodeAccount } from '../../../src/core/domain/account';
import {
  readAgentChange,
  readAgentDraft,
  readAgentFilter,
  readAgentLogin,
} from '../../../src/core/domain/input/agentInput';
import type { Arrival } from '../../../src/core/domain/arrival';
import { decodeArrival } from '../../../src/core/domain/decodeArrival';
import { failureOf } from '../../../src/core/domain/failure';
import {
  readTicketChange,
  readTicketDraft,
  readTicketId,
  readTicketQuery,
} from '../../../src/core/domain/input/ticketInput';
import { JournalBench, ticketArrival } from '../events/journal/support/journalBench';
import {
  decodeBroadcast,
  decodeCall,
  decodeChecks,
  decodeNotification,
  decodeOutcome,
  decodeView,
} from '../../../src/core/events/service/leaderApi';
import { decodeCheckpoint } from '../../../src/core/events/status/checkpoint';
import { DraftRows } from '../../../src/core/stores/drafts/draftRows';
import { DraftStore } from '../../../src/core/stores/drafts/draftStore';
import { systemClock } from '../../../src/core/base/clock';
import { detailProtocol } from '../../../src/protocol/detail';
import { formProtocol } from '../../../src/protocol/form';
import { HostEnd, type Protocol } from '../../../src/protocol/messages';
import { decodeClusterMessage } from '../../../src/core/cluster/messages';
import * as examples from './support/examples';
import { asJson, badText, badValue, jsonText, many, spoiled } from './support/badValues';

describe('any response of LiveChat', () => {
  const callers = (value: unknown): Caller => ({
    call: () => Promise.resolve({ status: 200, value, header: () => undefined }),
  });
  const calls: Readonly<Record<string, readonly [unknown, (caller: Caller) => Promise<unknown>]>> = {
    'a list of tickets': [examples.ticketList, (caller) => new ClassicTickets(caller).list({})],
    'a ticket': [{ ticket: examples.ticket }, (caller) => new ClassicTickets(caller).get('ABC12')],
    'a list of agents': [[examples.agent], (caller) => new ClassicAgents(caller).list()],
    'an agent': [examples.agent, (caller) => new ClassicAgents(caller).get('ada@example.com')],
    groups: [
      [{ id: 1, name: 'Support', agents: [], status: 'online' }],
      (caller) => createClassicGroups(caller).list(),
    ],
    tags: [[{ name: 'a', group: 0 }], (caller) => createClassicTags(caller).list()],
    chats: [examples.chatList, (caller) => createClassicChats(caller).list({})],
    webhooks: [examples.webhooks, (caller) => createClassicWebhooks(caller).list()],
  };
  for (const [name, [example, call]] of Object.entries(calls)) {
    it(`${name} is decoded or yields a typed failure`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(spoiled(example), badValue), async (value) => {
          try {
            // Decoded values can be serialized.
            asJson(await call(callers(asJson(value))));
          } catch (thrown) {
            assert.ok(failureOf(thrown), String(thrown));
          }
        }),
        many,
      );
    });
  }

  it('a malformed ticket in a list hides no other', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled(examples.ticket), async (bad) => {
        const good = { ...examples.ticket, id: 'GOOD1' };
        const caller = callers(asJson({ tickets: [bad ?? null, good], total: 2, pages: 1 }));
        const { rows } = await new ClassicTickets(caller).list({});
        assert.equal(rows.length, 2);
        assert.ok(rows[1]?.kind === 'ticket' && rows[1].ticket.id === 'GOOD1');
      }),
      many,
    );
  });

  it('as text with any status yields a value or a failure, without the secret', () => {
    const secret = 'key-0123456789abcdef';
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), badText, badText, (status, before, after) => {
        const text = `${before}${secret}${after}`;
        for (const body of [text, JSON.stringify({ errors: [text] }), `{"error":"${text}`]) {
          try {
            parseBody({ status, text: body }, [secret]);
            assert.ok(status >= 200 && status < 300);
          } catch (thrown) {
            const failure = failureOf(thrown);
            assert.ok(failure, String(thrown));
            assert.ok(!JSON.stringify(failure).includes(secret), JSON.stringify(failure));
          }
        }
      }),
      many,
    );
  });

  it('with any Retry-After header yields a delay or none', () => {
    const header = fc.oneof(badText, fc.constant(null), fc.integer().map(String), fc.date().map(String));
    fc.assert(
      fc.property(header, header, (value, date) => {
        const ms = parseRetryAfter(value, date);
        assert.ok(ms === undefined || (ms >= 0 && Number.isFinite(ms)), String(ms));
      }),
      many,
    );
  });
});

describe('any delivery', () => {
  const delivery = fc
    .oneof(spoiled(examples.chatDelivery), spoiled(examples.ticketDelivery), badValue)
    .map(asJson);

  it('is ignored or decoded without an exception', () => {
    fc.assert(
      fc.property(delivery, (body) => {
        classicDeliveries.readSecret(body);
        classicDeliveries.decode(body);
      }),
      many,
    );
  });

  it('round-trips through the journal', () => {
    fc.assert(
      fc.property(delivery, (body) => {
        const read = classicDeliveries.decode(body);
        if (!read) return;
        const arrival: Arrival = { eventId: 'e', account: 'classic:ada', ...read.content };
        assert.deepEqual(decodeArrival(asJson(arrival)), arrival);
      }),
      many,
    );
  });

  it('with malformed rows in the journal hides no other', async () => {
    const bench = new JournalBench();
    try {
      const database = await bench.database();
      const journal = await bench.start({ database });
      await journal.accept(ticketArrival('A'));
      const arrival = { kind: 'ticket_created', eventId: 'e', account: 'a', ticket: examples.ticket };
      await fc.assert(
        fc.asyncProperty(fc.oneof(spoiled(arrival), badValue), fc.nat(400), async (bad, cut) => {
          for (const text of [jsonText(bad), jsonText(bad).slice(0, cut)]) {
            await database.write(['events'], (writer) => {
              writer.run("DELETE FROM events WHERE event_id = 'bad'");
              writer.run(
                `INSERT INTO events (event_id, account, kind, accepted_at, arrival, bytes)
                  VALUES ('bad', 'a', 'ticket_created', ?, ?, 1)`,
                ...[bench.clock.now(), text],
              );
            });
            const { entries } = await journal.page();
            assert.equal(entries.at(-1)?.arrival.eventId, 'event-A');
            assert.ok(entries.length <= 2);
          }
        }),
        many,
      );
    } finally {
      await bench.dispose();
    }
  });
});
describe('any data of another window, an older version or a damaged file', () => {
  const decoders = {
    decodeClusterMessage,
    decodeBroadcast,
    decodeCall,
    decodeNotification,
    decodeView,
    decodeChecks,
    decodeOutcome,
    decodeCheckpoint,
    decodeAccount,
    decodeArrival,
  };
  const value = fc.oneof(...examples.windowsMessages.map(spoiled), badValue);
  for (const [name, decode] of Object.entries(decoders)) {
    it(`is decoded by ${name} without an exception, idempotently`, () => {
      fc.assert(
        fc.property(value, (bad) => {
          const once = decode(asJson(bad));
          assert.deepEqual(decode(asJson(once)), asJson(once) === undefined ? undefined : once);
        }),
        many,
      );
    });
  }

  it('is decoded as a draft or ignored', async () => {
    const bench = new JournalBench();
    try {
      const database = await bench.database();
      const store = new DraftStore(new DraftRows(() => Promise.resolve(database)), systemClock);
      await fc.assert(
        fc.asyncProperty(fc.oneof(spoiled({ message: 'x' }), badValue), badText, async (bad, torn) => {
          for (const content of [jsonText(bad), torn]) {
            await database.write(['drafts'], (writer) =>
              writer.run(
                `INSERT OR REPLACE INTO drafts (account, subject, title, saved_at, content)
                  VALUES ('classic:ada', 'ticket.new', 'New', 1, ?)`,
                content,
              ),
            );
            assert.ok((await store.list('classic:ada')).length <= 1);
          }
        }),
        many,
      );
      store.dispose();
    } finally {
      await bench.dispose();
    }
  });
});

describe('any input of a form, a command or a language model', () => {
  const readers = {
    readTicketQuery,
    readTicketId,
    readTicketDraft,
    readTicketChange,
    readAgentFilter,
    readAgentDraft,
    readAgentChange,
    readAgentLogin,
  };
  const input = fc.oneof(
    spoiled(examples.ticketInput),
    spoiled(examples.agentInput),
    spoiled(examples.queryInput),
    badValue,
  );
  for (const [name, read] of Object.entries(readers)) {
    it(`is decoded by ${name} as input or problems`, () => {
      fc.assert(
        fc.property(input, (bad) => {
          const checked = read(bad) as Readonly<Record<string, unknown>>;
          assert.ok(typeof checked === 'object');
        }),
        many,
      );
    });
  }
});

describe('any message of a page', () => {
  const protocols = { formProtocol, detailProtocol };
  for (const [name, protocol] of Object.entries(protocols)) {
    it(`is handled, answered or rejected by ${name}, and the host continues`, async () => {
      const names = [
        ...Object.keys(protocol.commands),
        ...Object.keys(protocol.requests),
        '__proto__',
        'toString',
      ];
      const message = fc.oneof(
        fc.record({
          kind: fc.constantFrom('command', 'request', 'notification', 'answer', 'x'),
          name: fc.constantFrom(...names),
          id: fc.oneof(fc.nat(), badValue),
          payload: fc.oneof(badValue, fc.record({ values: badValue, key: badText, at: fc.nat() })),
        }),
        badValue,
      );
      const handlers = Object.fromEntries(names.slice(0, -2).map((one) => [one, () => Promise.resolve({})]));
      await fc.assert(
        fc.asyncProperty(message, async (sent) => {
          const end = new HostEnd<Protocol>(
            protocol,
            () => undefined,
            handlers,
            () => 'a sentence',
          );
          await end.receive(sent);
        }),
        many,
      );
    });
  }
});
