import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/base/event';
import { silentLog } from '../../../../src/core/base/log';
import type { Arrival } from '../../../../src/core/domain/arrival';
import { fail } from '../../../../src/core/domain/failure';
import type { Ticket } from '../../../../src/core/domain/ticket';
import type { JournalEntry } from '../../../../src/core/events/journal/journal';
import { EventEnricher } from '../../../../src/core/events/ingest/eventEnricher';
import { FakeClock } from '../../support/fakeClock';

const account = 'platform:owner';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describe('unverified tickets', () => {
  let clock: FakeClock;
  let left: Map<string, JournalEntry>;
  let reported: Arrival[];
  let asked: string[];
  let answer: (id: string) => Promise<Ticket>;
  let pended: Emitter<JournalEntry>;
  let enricher: EventEnricher;
  /** How far LiveChat's clock is ahead. */
  let offset: number;

  beforeEach(() => {
    clock = new FakeClock();
    offset = 0;
    left = new Map();
    [reported, asked] = [[], []];
    answer = () => fail({ code: 'not-found' });
    pended = new Emitter();
    enricher = new EventEnricher({
      clockOffset: () => Promise.resolve(offset),
      clock,
      log: silentLog,
      account: () => account,
      lookups: {
        chat: () => Promise.resolve(undefined),
        ticket: async (id) => {
          asked.push(id);
          return await answer(id);
        },
      },
      journal: {
        onDidPend: pended.event,
        pending: () => [...left.values()],
        startOf: () => undefined,
        complete: ({ eventId }, arrival) => {
          if (left.delete(eventId) && arrival) reported.push(arrival);
          return Promise.resolve();
        },
      },
    });
  });
  afterEach(() => enricher.dispose());

  const ticketOf = (id: string): Ticket => ({
    id,
    date: new Date(clock.now()).toISOString(),
    groups: [],
    events: [],
    tags: [],
  });
  const come = (id: string): void => {
    const ticket = { id, groups: [], events: [], tags: [] };
    const arrival: Arrival = { kind: 'ticket_created', eventId: `e-${id}`, account, ticket, reference: {} };
    const entry = { seq: left.size + 1, at: new Date(clock.now()).toISOString(), arrival };
    left.set(arrival.eventId, entry);
    pended.fire(entry);
  };
  /** Runs pending work until it waits for the clock. */
  const settle = async (): Promise<void> => {
    for (let queue = 0; queue < 50; queue += 1) await new Promise((done) => setImmediate(done));
  };
  const pass = async (ms: number, steps = 1): Promise<void> => {
    for (let at = 0; at < steps; at += 1) {
      clock.advance(ms / steps);
      await settle();
    }
  };

  it('are verified one at a time, without a delay after genuine ones', async () => {
    answer = (id) => Promise.resolve(ticketOf(id));
    for (let at = 0; at < 40; at += 1) come(`t${at}`);
    await settle();
    assert.equal(reported.length, 40);
    assert.equal(asked.length, 40);
  });

  it('cost few calls after several spoofed ones, and a genuine one among them is reported', async () => {
    for (let at = 0; at < 60; at += 1) come(`forged${at}`);
    await settle();
    assert.equal(asked.length, 5, 'as many as may be a mistake');
    await pass(10 * minuteMs, 10);
    assert.equal(asked.length, 15, 'one a minute');
    answer = (id) => Promise.resolve(ticketOf(id));
    await pass(3 * 60 * minuteMs, 180);
    assert.equal(left.size, 0);
  });

  it('are compared with LiveChat’s clock, not this machine’s', async () => {
    offset = -3 * dayMs;
    answer = (id) => Promise.resolve({ ...ticketOf(id), date: new Date(clock.now() + offset).toISOString() });
    come('new');
    await settle();
    assert.equal(reported.length, 1);
  });

  it('are limited in number: LiveChat is asked to resend those above the limit', async () => {
    for (let at = 0; at < 199; at += 1) come(`forged${at}`);
    await settle();
    assert.equal(enricher.isFull, false);
    for (let at = 199; at < 300; at += 1) come(`forged${at}`);
    assert.equal(enricher.isFull, true);
    await settle();
  });

  it('are dropped after a day of LiveChat failures, but not while offline', async () => {
    answer = () => fail({ code: 'server', problem: 'status', status: 500, reasons: [] });
    come('broken');
    await pass(dayMs + 20 * minuteMs, 200);
    const calls = asked.length;
    assert.equal(left.size, 0);
    await pass(dayMs, 100);
    assert.equal(asked.length, calls);

    answer = () => fail({ code: 'network', cause: 'ENOTFOUND', host: 'api.test' });
    come('offline');
    await pass(3 * dayMs, 600);
    answer = (id) =>
      Promise.resolve({ ...ticketOf(id), date: new Date(clock.now() - 3 * dayMs).toISOString() });
    await pass(20 * minuteMs, 20);
    assert.equal(reported.length, 1, 'it was new when its event arrived');
  });
});
