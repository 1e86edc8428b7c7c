import assert from 'node:assert/strict';
import { openJournal } from '../../../src/core/events/journal/openJournal';
import { silentLog } from '../../../src/core/base/log';
import type { Ticket } from '../../../src/core/domain/ticket';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { quantilesOf, type Report } from '../../../src/core/localData/reports/report';
import type { Figure } from '../../../src/core/localData/reports/subjects';
import { runSearchTask } from '../../../src/core/localData/searchTasks';
import type { Database } from '../../../src/core/storage/database';
import { answer, ask, begin, day, hour, iso, moved, note, ticketOf } from './support/conversations';
import { account, KeptBench } from './support/keptBench';

describe('reports', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let kept: KeptItems;
  let database: Database;
  let zone: string | undefined;
  beforeEach(async () => {
    zone = process.env.TZ;
    process.env.TZ = 'UTC';
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
  });
  afterEach(async () => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    await bench.dispose();
  });

  const query = (from: number, to: number) => ({ account, from, to, now: to });
  const report = async (from = begin - day, to = begin + day): Promise<Report> =>
    await runSearchTask(database, { kind: 'report', query: query(from, to) });
  const behind = async (figure: Figure, from = begin - day, to = begin + day): Promise<readonly string[]> => {
    const task = { kind: 'subjects', query: query(from, to), figures: [figure], limit: 100 } as const;
    const [found] = await runSearchTask(database, task);
    return found?.rows.map(({ id }) => id) ?? [];
  };
  const keep = async (...tickets: readonly Ticket[]): Promise<void> => {
    for (const ticket of tickets) await kept.keepTicket(account, ticket, begin);
  };
  const keepChat = async (id: string, started: number, ended?: number): Promise<void> => {
    const chat = {
      ...{ id, started_timestamp: iso(started), agents: [{ login: 'ada@example.com' }] },
      ...(ended !== undefined && { ended_timestamp: iso(ended) }),
      ...{ groups: [], tags: [], messages: [], events: [] },
    };
    const kind = ended === undefined ? 'chat_started' : 'chat_ended';
    const arrival = { eventId: `${kind}-${id}`, account, kind, chat, visitor: { name: 'Cy' } } as const;
    await kept.keepArrival({ ...arrival, pre_chat_survey: [] }, begin);
  };

  it('count new, answered, solved and open tickets of the period', async () => {
    await keep(
      ticketOf('old', 'open', [ask(begin - 3 * day)]),
      ticketOf('new', 'open', [ask(begin), note(begin + hour)]),
      ticketOf('answered', 'pending', [
        ask(begin),
        answer(begin + hour),
        moved(begin + hour, 'open', 'pending'),
      ]),
      ticketOf('solved', 'solved', [
        ask(begin - 2 * day),
        answer(begin),
        moved(begin + hour, 'open', 'solved'),
      ]),
      ticketOf('later', 'open', [ask(begin + 2 * day)]),
    );
    const { tickets } = await report();
    assert.deepEqual(tickets, {
      ...{ created: 2, answered: 2, solved: 1, open: 2 },
      byStatus: { open: 2, pending: 1, solved: 1 },
    });
    assert.deepEqual(await behind({ kind: 'created' }), ['answered', 'new']);
    assert.deepEqual((await behind({ kind: 'answered' })).toSorted(), ['answered', 'solved']);
    assert.deepEqual(await behind({ kind: 'solved' }), ['solved']);
    assert.deepEqual(await behind({ kind: 'waiting' }), ['old', 'new']);
    assert.deepEqual(await behind({ kind: 'status', status: 'pending' }), ['answered']);
  });

  it('know the status that a ticket had at the end of the period', async () => {
    const events = [
      ask(begin),
      moved(begin + 2 * day, 'open', 'pending'),
      moved(begin + 3 * day, 'pending', 'solved'),
    ];
    await keep(ticketOf('a', 'solved', events));
    const statusAt = async (to: number) => (await report(begin - day, to)).tickets.byStatus;
    assert.deepEqual(await statusAt(begin + day), { open: 1 });
    assert.deepEqual(await statusAt(begin + 2.5 * day), { pending: 1 });
    assert.deepEqual(await statusAt(begin + 4 * day), { solved: 1 });
    assert.deepEqual(await statusAt(begin - 1), {});
  });

  it('take the change of a row as the time of its solution where the conversation is not known', async () => {
    const {
      events: _,
      groups: __,
      tags: ___,
      ...row
    } = ticketOf('a', 'solved', [ask(begin - day), ask(begin)]);
    await kept.keepRows(account, [{ kind: 'ticket', ticket: row, malformed: [] }], begin);
    const { tickets, coverage } = await report();
    assert.equal(tickets.solved, 1);
    assert.equal(coverage.withoutConversation, 1);
  });

  it('measure the first public reply to the customer', async () => {
    const replied = (id: string, after: number): Ticket =>
      ticketOf(id, 'pending', [ask(begin), note(begin + 1), answer(begin + after), answer(begin + day)]);
    await keep(
      ...[1, 2, 3, 4, 5].map((hours) => replied(`r${hours}`, hours * hour)),
      ticketOf('by an agent', 'open', [answer(begin), ask(begin + hour), answer(begin + 2 * hour)]),
      ticketOf('unanswered', 'open', [ask(begin)]),
    );
    const { firstReplyMs, charts } = await report();
    assert.deepEqual(firstReplyMs, { median: 180 * 60_000, p90: 276 * 60_000 });
    assert.deepEqual(charts.firstReplies, [0, 1, 3, 1, 0]);
    assert.deepEqual(await behind({ kind: 'firstReply', group: 3 }), ['r5']);
    assert.equal((await report(begin + hour)).firstReplyMs, undefined);
  });

  it('count each chat once, whichever sources report it', async () => {
    await keepChat('c1', begin);
    await keepChat('c1', begin, begin + hour);
    await keepChat('c2', begin + 3 * hour);
    const journal = openJournal({ database, clock: bench.clock, log: silentLog });
    const visitor = { name: 'Cy' };
    const chat = { agents: [], groups: [], tags: [], messages: [], events: [] };
    const event = { account, visitor, pre_chat_survey: [] };
    for (const id of ['c1', 'c3', 'test-1']) {
      const started = { ...chat, id, started_timestamp: iso(begin) };
      await journal.accept({ ...event, eventId: id, kind: 'chat_started', chat: started });
    }
    await journal.dispose();
    const { chats, byAgent } = await report();
    assert.deepEqual([chats.started, chats.ended], [3, 1]);
    assert.deepEqual([chats.byHour.length, chats.byHour[12], chats.byHour[15]], [24, 2, 1]);
    assert.deepEqual(byAgent, [{ id: 'ada@example.com', replies: 0, solved: 0, chats: 2, assigned: 0 }]);
    assert.deepEqual((await behind({ kind: 'hour', hour: 12 })).toSorted(), ['c1', 'c3']);
    assert.deepEqual((await behind({ kind: 'agent', agent: 'ada@example.com', what: 'chats' })).length, 2);
  });

  it('count what each agent did', async () => {
    const assignee = { id: 'bea@example.com' };
    await keep(
      ticketOf('a', 'solved', [
        ask(begin),
        answer(begin + 1),
        answer(begin + 2),
        moved(begin + 3, 'open', 'solved'),
      ]),
      ticketOf('b', 'open', [ask(begin), answer(begin + 1, 'bea@example.com')], { assignee }),
      ticketOf('c', 'spam', [ask(begin)], { assignee }),
    );
    assert.deepEqual((await report()).byAgent, [
      { id: 'ada@example.com', replies: 2, solved: 1, chats: 0, assigned: 0 },
      { id: 'bea@example.com', replies: 1, solved: 0, chats: 0, assigned: 1 },
    ]);
    assert.deepEqual(await behind({ kind: 'agent', agent: 'bea@example.com', what: 'assigned' }), ['b']);
  });

  it('group unfinished tickets by age', async () => {
    const ages = [0.5, 2, 2, 5, 20, 90];
    await keep(
      ...ages.map((days, at) => ticketOf(`t${at}`, 'open', [ask(begin - days * day)])),
      ticketOf('done', 'solved', [ask(begin - 5 * day)]),
    );
    assert.deepEqual((await report(begin - day, begin)).charts.ages, [1, 2, 1, 1, 1]);
    assert.deepEqual(await behind({ kind: 'age', group: 4 }, begin - day, begin), ['t5']);
  });

  it('follow changes and deletions', async () => {
    await keep(ticketOf('a', 'open', [ask(begin)]));
    assert.equal((await report()).tickets.open, 1);
    await keep(ticketOf('a', 'solved', [ask(begin), moved(begin + hour, 'open', 'solved')]));
    const { tickets } = await report();
    assert.deepEqual([tickets.open, tickets.solved, tickets.created], [0, 1, 1]);
    await kept.removeTicket(account, 'a');
    assert.deepEqual((await report()).tickets.byStatus, {});
    for (const table of ['report_due', 'report_tickets', 'report_moments']) {
      assert.deepEqual(database.all(`SELECT * FROM ${table}`), [], table);
    }
  });

  it('say what is missing', async () => {
    const first = (await report()).coverage;
    assert.deepEqual([first.isComplete, first.knownTickets, first.allTickets], [false, 0, undefined]);
    await keep(ticketOf('a', 'open', [ask(begin)]));
    await kept.keepList(account, 'page/all', { ids: ['a'], total: 2 }, begin);
    assert.equal((await report()).coverage.allTickets, 2);
    await keep(ticketOf('b', 'open', [ask(begin)]));
    await keepChat('c', begin - 5 * day);
    const journal = openJournal({ database, clock: bench.clock, log: silentLog });
    const chat = { id: 'c', agents: [], groups: [], tags: [], messages: [], events: [] };
    await journal.accept({
      eventId: 'e',
      account,
      kind: 'chat_started',
      chat,
      visitor: {},
      pre_chat_survey: [],
    });
    await journal.dispose();
    const to = bench.clock.now();
    const listening = (more: object): Promise<unknown> =>
      database.write([], (writer) => {
        const value = JSON.stringify({ account, wanted: true, liveAt: to, ...more });
        writer.run("INSERT OR REPLACE INTO state VALUES ('listener', ?)", value);
      });
    await listening({});
    const complete = (await report(to, to)).coverage;
    assert.deepEqual(complete, {
      ...{ isComplete: true, knownTickets: 2, allTickets: 2, withoutConversation: 0, hasAllChats: true },
    });
    await listening({ missedSince: to - hour });
    assert.equal((await report(to, to)).coverage.hasAllChats, false);
  });

  for (const [tz, from, hours] of [
    ['Europe/Lisbon', Date.UTC(2024, 9, 26, 23), [24, 25, 24]],
    ['Europe/Lisbon', Date.UTC(2024, 2, 30), [24, 23, 24]],
    // Midnight of the second day does not exist.
    ['America/Sao_Paulo', Date.UTC(2018, 10, 3, 3), [24, 23, 24]],
    ['America/Sao_Paulo', Date.UTC(2018, 1, 17, 2), [25, 24, 24]],
    ['Asia/Kolkata', Date.UTC(2026, 0, 1), [24, 24, 24]],
  ] as const) {
    it(`count the hours of days with clock changes: ${tz}, ${hours.join(', ')}`, async () => {
      process.env.TZ = tz;
      const start = new Date(from);
      const first = new Date(
        start.getFullYear(),
        start.getMonth(),
        start.getDate() - (hours[1] === 25 ? 1 : 0),
      );
      const starts = [0, 1, 2, 3].map((days) =>
        new Date(first.getFullYear(), first.getMonth(), first.getDate() + days).getTime(),
      );
      const [begins = 0, , , ends = 0] = starts;
      // One ticket and one chat in the middle of each hour.
      let count = 0;
      const byHour = Array.from({ length: 24 }, () => 0);
      for (let at = begins + hour / 2; at < ends; at += hour) {
        count += 1;
        const local = new Date(at).getHours();
        byHour[local] = (byHour[local] ?? 0) + 1;
        await keep(ticketOf(`t${at}`, 'open', [ask(at)]));
        await keepChat(`c${at}`, at);
      }
      const { charts, chats } = await report(begins, ends - 1);
      const lengths = charts.days.map(({ byStatus }) => byStatus.open);
      assert.deepEqual(lengths, hours);
      assert.equal(count, hours[0] + hours[1] + hours[2]);
      const expected = starts.slice(0, 3).map((at) => new Intl.DateTimeFormat('sv').format(at));
      assert.deepEqual(
        charts.days.map((one) => one.day),
        expected,
      );
      assert.deepEqual(chats.byHour, byHour);
      const [, second = ''] = expected;
      assert.equal(
        (await behind({ kind: 'day', day: second, status: 'open' }, begins, ends - 1)).length,
        hours[1],
      );
    });
  }
});

describe('quantiles', () => {
  it('are interpolated, and absent without values', () => {
    assert.equal(quantilesOf([]), undefined);
    assert.deepEqual(quantilesOf([7]), { median: 7, p90: 7 });
    assert.deepEqual(quantilesOf([4, 1, 3, 2]), { median: 2.5, p90: 3.7 });
  });
});
