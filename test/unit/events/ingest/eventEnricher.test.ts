import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/core/base/event';
import { silentLog } from '../../../../src/core/base/log';
import type { Arrival } from '../../../../src/core/domain/arrival';
import { FailureError, type Failure } from '../../../../src/core/domain/failure';
import type { JournalEntry } from '../../../../src/core/events/journal/journal';
import { EventEnricher } from '../../../../src/core/events/ingest/eventEnricher';
import { FakeClock } from '../../support/fakeClock';

const account = 'platform:owner';
const minute = 60_000;
const entry: JournalEntry = {
  seq: 1,
  at: '2026-07-01T12:00:00.000Z',
  arrival: {
    kind: 'ticket_created',
    eventId: 'one',
    account,
    ticket: { id: 'T1', groups: [], events: [], tags: [] },
    reference: {},
  },
};

describe('EventEnricher', () => {
  let clock: FakeClock;
  let enricher: EventEnricher;
  let pended: Emitter<JournalEntry>;
  let pending: JournalEntry[];
  let reported: (Arrival | undefined)[];
  let asked: number;
  let failure: Failure | undefined;

  beforeEach(() => {
    [clock, pended, pending, reported, asked] = [new FakeClock(), new Emitter(), [], [], 0];
    failure = { code: 'network', cause: 'ECONNRESET', host: 'api.test' };
    enricher = new EventEnricher({
      clockOffset: () => Promise.resolve(0),
      clock,
      log: silentLog,
      account: () => account,
      lookups: {
        chat: () => Promise.resolve(undefined),
        ticket: (id) => {
          asked += 1;
          return failure
            ? Promise.reject(new FailureError(failure))
            : Promise.resolve({ id, groups: [], events: [], tags: [] });
        },
      },
      journal: {
        pending: () => pending,
        onDidPend: pended.event,
        startOf: () => undefined,
        complete: (_eventId, arrival) => {
          pending = [];
          reported.push(arrival);
          return Promise.resolve();
        },
      },
    });
  });
  afterEach(() => enricher.dispose());

  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((turned) => setImmediate(turned));
  };
  const arrive = async (): Promise<void> => {
    pending = [entry];
    pended.fire(entry);
    await settled();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settled();
  };

  it('retries with one call after increasing delays, regardless of reads of pending events', async () => {
    await arrive();
    for (let time = 0; time < 3; time += 1) {
      await pass(5_000);
      enricher.resume();
      await settled();
    }
    assert.equal(asked, 1);
    await pass(15_000);
    assert.equal(asked, 2);
    await pass(minute);
    assert.equal(asked, 3);
  });

  it('stops once the event is complete', async () => {
    await arrive();
    await pass(10_000);
    enricher.resume();
    await settled();
    failure = undefined;
    await pass(20_000);
    assert.equal(reported.length, 1);
    const before = asked;
    for (let time = 0; time < 20; time += 1) await pass(minute);
    assert.equal(asked, before);
  });

  for (const why of [
    { code: 'forbidden', reasons: [] },
    { code: 'unsupported', field: 'ticket' },
  ] as const satisfies readonly Failure[]) {
    it(`does not retry after a permanent failure: ${why.code}`, async () => {
      failure = why;
      await arrive();
      for (let time = 0; time < 20; time += 1) await pass(minute);
      assert.equal(asked, 1);
      failure = undefined;
      enricher.resume();
      await settled();
      assert.equal(reported.length, 1);
    });
  }
});
