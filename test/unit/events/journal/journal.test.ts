import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import type { EventKey } from '../../../../src/core/domain/arrival';
import { decodeArrival } from '../../../../src/core/domain/decodeArrival';
import type { JournalEntry } from '../../../../src/core/events/journal/journal';
import { allIds, chatArrival, JournalBench, ticketArrival } from './support/journalBench';

const keyOf = (eventId: string): EventKey => ({ account: 'classic:ada', eventId });
const hour = 3_600_000;
const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('the journal', () => {
  let bench: JournalBench;
  beforeEach(() => {
    bench = new JournalBench();
  });
  afterEach(() => bench.dispose());

  it('keeps an event unchanged across restarts', async () => {
    const arrival = chatArrival('A', {
      chat: { ...chatArrival('A').chat, messages: [{ text: 'a\nb\u2028"\\', user_type: 'visitor' }] },
    });
    const first = await bench.start();
    assert.equal(await first.accept(arrival), 'kept');
    await first.dispose();
    const entry: JournalEntry = { seq: 1, at: '2026-07-01T12:00:00.000Z', arrival };
    assert.deepEqual(await (await bench.start()).page(), { entries: [entry] });
  });

  it('keeps each event once, regardless of its source', async () => {
    const journal = await bench.start();
    const start = { ...chatArrival('A').chat, started_timestamp: '2026-07-01T12:00:00.000Z' };
    const first = chatArrival('A', { chat: start });
    const sameId = ticketArrival('B', { eventId: 'event-A' });
    const sameChat = chatArrival('A', { eventId: 'another', chat: { ...start, tags: ['x'] } });
    assert.equal(await journal.accept(first), 'kept');
    for (const again of [first, sameId, sameChat]) assert.equal(await journal.accept(again), 'duplicate');
    const others = [
      chatArrival('A', { eventId: 'ended', kind: 'chat_ended', chat: start }),
      chatArrival('A', {
        eventId: 'later',
        chat: { ...start, started_timestamp: '2026-07-02T12:00:00.000Z' },
      }),
      chatArrival('A', { eventId: 'elsewhere', account: 'classic:bob', chat: start }),
    ];
    for (const other of others) assert.equal(await journal.accept(other), 'kept');
    await journal.dispose();
    const next = await bench.start();
    for (const again of [first, sameId, sameChat, ...others]) {
      assert.ok(next.has(again));
      assert.equal(await next.accept(again), 'duplicate');
    }
  });

  it('hides a reference-only event from readers until it is enriched, also after a restart', async () => {
    const bare = chatArrival('A', { kind: 'chat_ended', reference: { chatId: 'C' } });
    const { reference: _, ...rest } = bare;
    const start = { ...bare.chat, started_timestamp: '2026-07-01T12:00:00.000Z' };
    const whole = { ...rest, chat: { ...start, tags: ['whole'] } };
    const first = await bench.start();
    const seen: string[] = [];
    first.onDidPend(({ arrival }) => seen.push(`pended ${arrival.eventId}`));
    first.onDidAppend(({ arrival }) => seen.push(`appended ${arrival.eventId}`));
    assert.equal(await first.accept(bare), 'kept');
    assert.equal(await first.accept({ ...whole, eventId: 'by another way' }), 'duplicate');
    await nextTurn();
    assert.deepEqual([await allIds(first), await first.unreadCount()], [[], 0]);
    await first.markRead({});
    await first.dispose();
    const next = await bench.start();
    assert.deepEqual(
      next.pending().map(({ arrival }) => arrival),
      [bare],
    );
    next.onDidAppend(({ arrival }) => seen.push(`appended ${arrival.eventId}`));
    await Promise.all([next.complete(bare, whole), next.complete(bare, whole)]);
    await nextTurn();
    assert.deepEqual(seen, ['pended event-A', 'appended event-A']);
    assert.equal(await next.unreadCount(), 1);
    assert.deepEqual(next.pending(), []);
    for (const again of [bare, whole, { ...whole, eventId: 'listed' }, { ...rest, eventId: 'undated' }])
      assert.equal(await next.accept(again), 'duplicate');
    await next.dispose();
    const reader = await bench.reader();
    assert.deepEqual((await reader.page()).entries[0]?.arrival, whole);
  });

  it('removes a spoofed event, and still recognizes its retries', async () => {
    const journal = await bench.start();
    const reported = ticketArrival('A', { reference: {} });
    await journal.accept(reported);
    await journal.complete(reported, undefined);
    assert.deepEqual([journal.pending(), await allIds(journal)], [[], []]);
    assert.equal(await journal.accept(reported), 'duplicate');
    assert.equal(await journal.accept(ticketArrival('A', { eventId: 'listed' })), 'kept');
  });

  it('makes a duplicate wait for the pending write', async () => {
    const journal = await bench.start();
    const order: string[] = [];
    const note = (name: string) => (outcome: string) => order.push(`${name} ${outcome}`);
    await Promise.all([
      journal.accept(ticketArrival('A')).then(note('first')),
      journal.accept(ticketArrival('A')).then(note('again')),
      journal.accept(ticketArrival('A', { eventId: 'other id' })).then(note('same ticket')),
    ]);
    assert.deepEqual(order.sort(), ['again duplicate', 'first kept', 'same ticket duplicate']);
  });

  it('reports a new event after its acknowledgement, and never a duplicate', async () => {
    const journal = await bench.start();
    const order: string[] = [];
    journal.onDidAppend(({ arrival }) => order.push(`told ${arrival.eventId}`));
    await journal.accept(ticketArrival('A')).then(() => order.push('acknowledged'));
    await journal.accept(ticketArrival('A'));
    await nextTurn();
    assert.deepEqual(order, ['acknowledged', 'told event-A']);
  });

  it('returns pages newest first, by account, kind and group', async () => {
    const journal = await bench.start();
    for (let i = 0; i < 10; i++) {
      await journal.accept(ticketArrival(`T${i}`, { account: i % 2 === 0 ? 'classic:ada' : 'classic:bob' }));
      await journal.accept(chatArrival(`C${i}`, { kind: i < 5 ? 'chat_started' : 'chat_ended' }));
    }
    const idsOf = async (query: Parameters<typeof journal.page>[0]): Promise<string[]> =>
      (await journal.page(query)).entries.map(({ arrival }) => arrival.eventId);
    const first = await journal.page({ limit: 3 });
    assert.deepEqual(await idsOf({ limit: 3 }), ['event-C9', 'event-T9', 'event-C8']);
    assert.deepEqual(await idsOf({ limit: 2, before: first.next! }), ['event-T8', 'event-C7']);
    assert.deepEqual(await idsOf({ kinds: ['chat_ended'], limit: 2 }), ['event-C9', 'event-C8']);
    assert.equal((await idsOf({ kinds: ['chat_started', 'ticket_created'] })).length, 15);
    assert.deepEqual((await idsOf({ account: 'classic:bob' })).length, 5);
    assert.deepEqual((await idsOf({ group: 7 })).length, 10);
    assert.deepEqual(await idsOf({ group: 8 }), []);
    assert.deepEqual((await allIds(journal)).length, 20);
    assert.equal((await journal.page({ limit: 20 })).next, undefined);
    assert.equal((await journal.get('event-C3'))?.arrival.account, 'classic:ada');
    assert.equal(await journal.get('event-X'), undefined);
  });

  it('stores shown and read marks once', async () => {
    const journal = await bench.start();
    let changes = 0;
    journal.onDidChange(() => (changes += 1));
    for (const id of ['A', 'B', 'C']) await journal.accept(ticketArrival(id));
    await journal.accept(ticketArrival('D', { account: 'classic:bob' }));
    await journal.markShown(['event-A', 'event-B', 'no such'].map(keyOf));
    bench.clock.advance(hour);
    await journal.markShown(['event-A', 'event-C'].map(keyOf));
    await journal.markRead({ eventIds: ['event-B', 'no such'] });
    await nextTurn();
    assert.equal(changes, 3);
    await journal.markShown(['event-A', 'no such'].map(keyOf));
    await journal.markRead({ eventIds: ['event-B'] });
    await nextTurn();
    assert.equal(changes, 3, 'marking again changes nothing');
    const check = async (reader: Pick<typeof journal, 'get' | 'unreadCount' | 'unshown'>): Promise<void> => {
      assert.equal((await reader.get('event-A'))?.shownAt, '2026-07-01T12:00:00.000Z');
      assert.equal((await reader.get('event-C'))?.shownAt, '2026-07-01T13:00:00.000Z');
      assert.equal((await reader.get('event-B'))?.readAt, '2026-07-01T13:00:00.000Z');
      assert.deepEqual([await reader.unreadCount(), await reader.unreadCount('classic:ada')], [3, 2]);
      const waiting = await reader.unshown();
      assert.deepEqual(
        waiting.map(({ arrival }) => arrival.eventId),
        ['event-D'],
      );
    };
    await check(journal);
    await journal.dispose();
    const next = await bench.start();
    await check(next);
    await next.markRead({ account: 'classic:ada' });
    assert.deepEqual([await next.unreadCount(), await next.unreadCount('classic:bob')], [1, 1]);
    await next.markRead({});
    assert.equal(await next.unreadCount(), 0);
    await next.accept(ticketArrival('E'));
    assert.equal(await next.unreadCount(), 1);
  });

  it('can be read by other windows during writes', async () => {
    const reader = await bench.reader();
    assert.deepEqual(await reader.page(), { entries: [] });
    const journal = await bench.start({ maxBytes: 8_000 });
    for (let i = 0; i < 60; i++) {
      await journal.accept(ticketArrival(String(i)));
      if (i % 7 === 0) await journal.markShown([keyOf(`event-${i}`)]);
      if (i % 10 === 0) assert.deepEqual(await reader.page(), await journal.page());
    }
    await journal.markRead({});
    const [mine, theirs] = await Promise.all([allIds(journal), allIds(reader)]);
    assert.deepEqual(theirs, mine);
    assert.ok(mine.length < 60, 'some went meanwhile');
    assert.equal(await reader.unreadCount(), 0);
    assert.deepEqual(await reader.unshown(), await journal.unshown());
    assert.deepEqual(await reader.get(mine[0]!), await journal.get(mine[0]!));
  });

  it('notifies every listener of each event, even after one of them throws', async () => {
    const lines: string[] = [];
    const journal = await bench.start({ log: { ...silentLog, error: (line) => lines.push(line) } });
    const received: string[] = [];
    journal.onDidAppend(() => {
      throw new TypeError('told to');
    });
    journal.onDidAppend(({ arrival }) => received.push(arrival.eventId));
    await Promise.all(['A', 'B', 'C', 'D'].map((id) => journal.accept(ticketArrival(id))));
    await nextTurn();
    assert.deepEqual(received, ['event-A', 'event-B', 'event-C', 'event-D']);
    assert.equal(lines.length, 4);
  });

  it('identifies events by account and id', async () => {
    const journal = await bench.start();
    const own = ticketArrival('A');
    const other = ticketArrival('B', { eventId: own.eventId, account: 'classic:bo' });
    assert.equal(await journal.accept(own), 'kept');
    assert.equal(await journal.accept(other), 'kept');
    assert.equal(await journal.accept(other), 'duplicate');
    assert.deepEqual((await journal.get(own.eventId, 'classic:bo'))?.arrival, other);
    assert.deepEqual((await journal.get(own.eventId, 'classic:ada'))?.arrival, own);
    await journal.markShown([other]);
    assert.deepEqual(
      (await journal.unshown()).map(({ arrival }) => arrival),
      [own],
    );
    await journal.markRead({ account: 'classic:ada', eventIds: [own.eventId] });
    assert.deepEqual(
      [await journal.unreadCount('classic:ada'), await journal.unreadCount('classic:bo')],
      [0, 1],
    );
  });

  it('rejects events after it is closed', async () => {
    const journal = await bench.start();
    const last = journal.accept(ticketArrival('A'));
    await journal.dispose();
    assert.equal(await last, 'kept');
    await assert.rejects(journal.accept(ticketArrival('B')), { name: 'StorageError', code: 'CLOSED' });
    await journal.dispose();
  });
});

describe('an arrival from another process', () => {
  it('is accepted if it is complete', () => {
    for (const whole of [chatArrival('A'), ticketArrival('B')]) {
      assert.deepEqual(decodeArrival(JSON.parse(JSON.stringify(whole))), whole);
    }
    const { visitor: _, ...noVisitor } = chatArrival('A');
    const malformed = [null, 1, 'x', [], {}, noVisitor, { ...ticketArrival('A'), ticket: { id: 'A' } }];
    for (const value of malformed) assert.equal(decodeArrival(value), undefined);
    assert.equal(decodeArrival({ ...ticketArrival('A'), kind: 'chat_started' }), undefined);
    assert.equal(decodeArrival({ ...ticketArrival('A'), eventId: 7 }), undefined);
  });

  it('loses only the malformed items of its lists', () => {
    const chat = chatArrival('A');
    const ticket = ticketArrival('B');
    const malformed = [null, 7, {}, 'x', []];
    const message = { text: 'Hello', user_type: 'visitor' };
    const decoded = decodeArrival({
      ...chat,
      pre_chat_survey: [...malformed, { label: 'Name', answer: 'Kim' }],
      chat: {
        ...chat.chat,
        messages: [...malformed, message],
        events: [...malformed, { type: 'closed' }],
        agents: [...malformed, { login: 'ann@shop.test' }],
        groups: [null, {}, 3],
        tags: [null, {}, 'vip'],
      },
    });
    assert.ok(decoded?.kind === 'chat_started');
    assert.deepEqual(decoded.chat.messages, [message]);
    assert.deepEqual(decoded.chat.events, [{ type: 'closed' }]);
    assert.deepEqual(decoded.chat.agents, [{ login: 'ann@shop.test' }]);
    assert.deepEqual([decoded.chat.groups, decoded.chat.tags], [[3], ['vip']]);
    const other = decodeArrival({
      ...ticket,
      ticket: { ...ticket.ticket, events: malformed, groups: [null, { id: 2 }], tags: [1, 'a'] },
    });
    assert.ok(other?.kind === 'ticket_created');
    assert.deepEqual([other.ticket.events, other.ticket.groups, other.ticket.tags], [[], [{ id: 2 }], ['a']]);
  });
});
