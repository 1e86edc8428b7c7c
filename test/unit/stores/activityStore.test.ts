import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/event';
import type { Arrival } from '../../../src/core/domain/arrival';
import {
  ActivityStore,
  type ActivityEntry,
  type ActivityQuery,
} from '../../../src/core/stores/activityStore';
import { FakeClock } from '../support/fakeClock';

function arrival(eventId: string, account = 'a'): Arrival {
  return {
    kind: 'ticket_created',
    eventId,
    account,
    ticket: { id: eventId, groups: [], events: [], tags: [] },
  };
}

describe('ActivityStore', () => {
  let kept: ActivityEntry[];
  let queries: ActivityQuery[];
  let account: string | undefined;
  let broken: Error | undefined;
  let store: ActivityStore;
  let clock: FakeClock;
  const changed = new Emitter<undefined>();

  beforeEach(() => {
    kept = [];
    queries = [];
    account = 'a';
    broken = undefined;
    clock = new FakeClock();
    store = new ActivityStore(
      {
        onDidChange: changed.event,
        page: (query) => {
          queries.push(query);
          if (broken) return Promise.reject(broken);
          const mine = kept
            .filter(({ arrival: { account: of } }) => of === query.account)
            .filter(({ arrival: { kind } }) => query.kinds?.includes(kind) ?? true)
            .reverse();
          const entries = mine.slice(0, query.limit);
          const last = entries.at(-1);
          return Promise.resolve({
            entries,
            ...(entries.length < mine.length && last && { next: last.seq }),
          });
        },
        unreadCount: (of) =>
          Promise.resolve(kept.filter((entry) => entry.arrival.account === of && !entry.readAt).length),
        markRead: (which) => {
          kept = kept.map((entry) =>
            !('eventIds' in which) || which.eventIds.includes(entry.arrival.eventId)
              ? { ...entry, readAt: '2026-01-01T00:00:00.000Z' }
              : entry,
          );
          changed.fire(undefined);
          return Promise.resolve();
        },
      },
      () => account,
      clock,
    );
  });
  afterEach(() => store.dispose());

  function keep(count: number, of = 'a'): void {
    for (let i = 0; i < count; i += 1) {
      const seq = kept.length + 1;
      kept.push({ seq, at: '2026-01-01T00:00:00.000Z', arrival: arrival(`e${seq}`, of) });
    }
  }

  it('reads nothing before the view is shown', () => {
    changed.fire(undefined);
    assert.equal(queries.length, 0);
    assert.equal(store.state.loaded, false);
  });

  it('returns events newest first, page by page, with the unread count', async () => {
    keep(70);
    await store.refresh();
    assert.equal(store.state.entries[0]?.seq, 70);
    assert.equal(store.state.entries.length, 50);
    assert.equal(store.state.unread, 70);
    await store.loadMore();
    assert.equal(store.state.entries.length, 70);
    assert.equal(store.state.next, undefined);
  });

  it('follows the journal: reads a burst of changes once after the current read', async () => {
    await store.refresh();
    keep(3);
    const before = queries.length;
    for (let i = 0; i < 20; i += 1) changed.fire(undefined);
    await store.refresh();
    assert.equal(store.state.entries.length, 3);
    assert.equal(queries.length, before + 2);
  });

  it('reads at most once in 100 ms during continuous changes', async () => {
    await store.refresh();
    const before = queries.length;
    for (let i = 0; i < 20; i += 1) {
      keep(1);
      changed.fire(undefined);
      await new Promise((done) => setImmediate(done));
    }
    assert.equal(queries.length, before + 1);
    assert.equal(store.state.entries.length, 1);
    clock.advance(100);
    await new Promise((done) => setImmediate(done));
    assert.equal(queries.length, before + 2);
    assert.equal(store.state.entries.length, 20);
    clock.advance(100);
    keep(1);
    changed.fire(undefined);
    await new Promise((done) => setImmediate(done));
    assert.equal(store.state.entries.length, 21);
  });

  it('marks events as read once, and all of the account on demand', async () => {
    keep(3);
    await store.refresh();
    await store.markRead(['e1']);
    await store.refresh();
    assert.equal(store.state.unread, 2);
    await store.markAllRead();
    await store.refresh();
    assert.equal(store.state.unread, 0);
  });

  it('queries events by the filter', async () => {
    await store.setFilter({ kinds: ['chat_started'], group: 2 });
    assert.deepEqual(queries, [
      { kinds: ['chat_started'], group: 2, account: 'a', limit: 50 },
      { kinds: ['chat_ended'], account: 'a', limit: 1000 },
    ]);
  });

  it('includes the end of a chat even if the filter hides the end event', async () => {
    const at = '2026-01-01T00:05:00.000Z';
    const chat = (kind: 'chat_started' | 'chat_ended', seq: number, ended?: string): ActivityEntry => ({
      seq,
      at,
      arrival: {
        kind,
        eventId: `c${seq}`,
        account: 'a',
        chat: {
          id: 'C1',
          started_timestamp: '2026-01-01T00:00:00.000Z',
          ...(ended !== undefined && { ended_timestamp: ended }),
          agents: [],
          groups: [],
          tags: [],
          messages: [],
          events: [],
        },
        visitor: {},
        pre_chat_survey: [],
      },
    });
    kept.push(chat('chat_started', 1), chat('chat_ended', 2, '2026-01-01T00:04:00.000Z'));
    await store.refresh();
    const key = '["a","C1","2026-01-01T00:00:00.000Z"]';
    assert.deepEqual([...store.state.ends], [[key, '2026-01-01T00:04:00.000Z']]);
    await store.setFilter({ kinds: ['chat_started'] });
    assert.deepEqual([...store.state.ends.keys()], [key]);
    kept = [chat('chat_ended', 2)];
    await store.setFilter({});
    assert.deepEqual([...store.state.ends.values()], [at]);
  });

  it('never shows events of another account', async () => {
    keep(2);
    keep(1, 'b');
    const reading = store.refresh();
    account = 'b';
    await reading;
    assert.deepEqual(store.state.entries, []);
    await store.refresh();
    assert.deepEqual(
      store.state.entries.map(({ seq }) => seq),
      [3],
    );
    store.reset();
    assert.deepEqual(store.state, { entries: [], unread: 0, ends: new Map(), loaded: false });
  });

  it('keeps its events if the journal cannot be read, with the reason', async () => {
    keep(2);
    await store.refresh();
    broken = new Error('EACCES');
    await store.refresh();
    assert.equal(store.state.entries.length, 2);
    assert.equal(store.state.problem, 'EACCES');
    broken = undefined;
    await store.refresh();
    assert.equal(store.state.problem, undefined);
  });
});
