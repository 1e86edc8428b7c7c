import assert from 'node:assert/strict';
import type { LiveChat } from '../../../src/core/domain/liveChat';
import { derivePeople, needsPeople } from '../../../src/core/localData/people/derivePeople';
import { historyOf, type History } from '../../../src/core/localData/people/history';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { runSearchTask } from '../../../src/core/localData/searchTasks';
import type { Database, Reader } from '../../../src/core/storage/database';
import { chatArrival } from '../events/journal/support/journalBench';
import { account, KeptBench, row, start, ticket } from './support/keptBench';

const mail = 'Kim@Example.com';
const iso = (minute: number): string => new Date(start + minute * 60_000).toISOString();

function chatOf(threadId: string, minute: number, email: string | undefined, text = 'Hello'): LiveChat {
  const createdAt = iso(minute);
  return {
    ...{ chatId: `C-${threadId}`, threadId, isActive: false, isFollowed: false, groups: [0], tags: [] },
    users: [
      { id: 'ada@example.com', kind: 'agent', email: 'kim@example.com', isPresent: true },
      { id: 'v1', kind: 'customer', isPresent: false, ...(email !== undefined && { email }) },
    ],
    startedAt: iso(minute - 1),
    endedAt: createdAt,
    events: [{ id: `${threadId}_1`, createdAt, authorId: 'v1', content: { kind: 'message', text } }],
  };
}

describe('the history of a person', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let kept: KeptItems;
  let database: Database;
  beforeEach(async () => {
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
  });
  afterEach(() => bench.dispose());

  const now = (): number => bench.clock.now();
  const history = (of = mail, more: { since?: number; limit?: number; account?: string } = {}): History =>
    historyOf(database, { account, mail: of, since: 0, limit: 50, ...more });
  const ids = (found: History): readonly string[] =>
    found.items.map((item) => (item.kind === 'ticket' ? item.ticket.id : item.chat.threadId));

  it('has tickets and chats in the order of their changes, whatever the case of the address', async () => {
    await kept.keepRows(account, [row('T1', 1, { requester: { mail: ' KIM@example.COM' } })], now());
    await kept.keepTicket(account, ticket('T2', 5, 'Hi', { requester: { mail: 'kim@example.com' } }), now());
    await kept.keepChats(account, [chatOf('A', 3, 'kim@EXAMPLE.com', 'Where is it?')], now());
    await kept.keepArrival(
      chatArrival('E1', {
        account,
        chat: {
          ...{ id: 'B', started_timestamp: iso(8), agents: [], groups: [], tags: [], events: [] },
          messages: [{ text: 'Last words', user_type: 'visitor' }],
        },
        visitor: { email: mail },
      }),
      now(),
    );
    await kept.keepRows(account, [row('T3', 9, { requester: { mail: 'other@example.com' } })], now());
    await kept.keepRows('classic:bo', [row('T4', 9, { requester: { mail } })], now());
    const found = history();
    assert.deepEqual(ids(found), ['B', 'T2', 'A', 'T1']);
    assert.equal(found.total, 4);
    assert.deepEqual(
      found.items.map((item) => item.kind === 'chat' && item.chat.lastMessage?.content),
      [{ kind: 'message', text: 'Last words' }, false, { kind: 'message', text: 'Where is it?' }, false],
    );
    assert.deepEqual(ids(history(mail, { limit: 2 })), ['B', 'T2']);
    assert.equal(history(mail, { limit: 2 }).total, 4);
  });

  it('compares letters beyond ASCII, which SQLite does not', async () => {
    await kept.keepRows(account, [row('T1', 1, { requester: { mail: 'ÄRGER@example.com' } })], now());
    assert.deepEqual(ids(history('ärger@example.com')), ['T1']);
  });

  it('is empty without an address', async () => {
    await kept.keepRows(account, [row('T1', 1)], now());
    await kept.keepChats(account, [chatOf('A', 3, undefined)], now());
    assert.deepEqual(ids(history('')), []);
    assert.equal(history('').total, 0);
    assert.deepEqual(ids(history('kim@example.com')), []);
  });

  it('follows an address that becomes known, or changes', async () => {
    await kept.keepChats(account, [chatOf('A', 3, undefined)], now());
    await kept.keepChats(account, [chatOf('A', 3, mail)], now() + 1);
    assert.deepEqual(ids(history()), ['A']);
    await kept.keepRows(account, [row('T1', 1, { requester: { mail } })], now());
    await kept.keepRows(account, [row('T1', 2, { requester: { mail: 'new@example.com' } })], now());
    assert.deepEqual(ids(history()), ['A']);
    assert.deepEqual(ids(history('new@example.com')), ['T1']);
  });

  it('says since when something is kept, and leaves out what is too old', async () => {
    assert.equal(history().keptSince, undefined);
    await kept.keepRows(account, [row('T1', 1, { requester: { mail } })], 1_000);
    await kept.keepRows(account, [row('T2', 2, { requester: { mail } })], 2_000);
    assert.equal(history().keptSince, 1_000);
    const later = history(mail, { since: 1_500 });
    assert.deepEqual([ids(later), later.total, later.keptSince], [['T2'], 1, 2_000]);
  });

  it('has items that an earlier version kept without whom they are about', async () => {
    const rows = Array.from({ length: 150 }, (_, at) => row(`T${at}`, at, { requester: { mail } }));
    await kept.keepRows(account, rows, now());
    await kept.keepChats(account, [chatOf('A', 200, mail), chatOf('B', 201, undefined)], now());
    await database.write([], (writer) => writer.run('UPDATE kept_items SET person = NULL'));
    assert.deepEqual([needsPeople(database), history().total], [true, 0]);
    const query = { account, mail, since: 0, limit: 3 };
    const found = await runSearchTask(database, { kind: 'history', query });
    assert.deepEqual([ids(found), found.total], [['A', 'T149', 'T148'], 151]);
    assert.equal(needsPeople(database), false);
    await derivePeople(database);
  });

  it('is looked up in its index, although SQLite has no statistics', async () => {
    await kept.keepRows(account, [row('T1', 1, { requester: { mail } })], now());
    const plans: string[] = [];
    const explain = (sql: string, parameters: readonly (string | number | null)[]): void => {
      const steps = database.all(`EXPLAIN QUERY PLAN ${sql}`, ...parameters);
      plans.push(steps.map(({ detail }) => String(detail)).join('; '));
    };
    const reader: Reader = {
      all: (sql, ...parameters) => {
        explain(sql, parameters as readonly (string | number | null)[]);
        return database.all(sql, ...parameters);
      },
      get: (sql, ...parameters) => {
        explain(sql, parameters as readonly (string | number | null)[]);
        return database.get(sql, ...parameters);
      },
    };
    historyOf(reader, { account, mail, since: 0, limit: 50 });
    assert.equal(plans.length, 3);
    const [newest = '', count = '', oldest = ''] = plans;
    assert.match(newest, /USING INDEX kept_items_person \(account=\? AND person=\?\)/);
    assert.match(count, /USING INDEX kept_items_person \(account=\? AND person=\?\)/);
    assert.match(oldest, /USING INDEX kept_items_age/);
    assert.deepEqual(
      plans.filter((plan) => plan.includes('B-TREE') || /SCAN (?!i USING)/.test(plan)),
      [],
    );
  });
});
