import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { SoleAgentRecord, type SoleAgentReport } from '../../../src/core/chats/soleAgentRecord';
import { decodeSoleAgentChats, isSoleAgent } from '../../../src/core/domain/soleAgentChats';
import type { TransferTarget } from '../../../src/core/domain/liveChat';
import type { StateValues } from '../../../src/core/storage/stateStore';
import { ChatsBench } from './support/chatsBench';
import { login } from './support/chatServer';

const account = 'platform:a';
const joins = { do: 'joins', agent: 0 } as const;
const colleagueJoins = { do: 'joins', agent: 1 } as const;
const leaves = { do: 'leaves', agent: 0 } as const;

describe('chats of which the person is the only agent', () => {
  let bench: ChatsBench;
  let stored: Map<string, unknown>;
  let isLeading: boolean;
  let reports: string[];
  let records: SoleAgentRecord[];

  beforeEach(() => {
    bench = new ChatsBench();
    stored = new Map<string, unknown>();
    [isLeading, reports, records] = [true, [], []];
  });
  afterEach(() => {
    for (const record of records) record.dispose();
  });

  const values: StateValues = {
    read: (key) => Promise.resolve(structuredClone(stored.get(key))),
    write: (key, value) => {
      stored.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
  const named = ({ chat, outcome }: SoleAgentReport): string =>
    [chat?.chatId ?? '?', outcome.kind, 'to' in outcome ? outcome.to.id : undefined]
      .filter(Boolean)
      .join(' ');
  const open = async (to = account): Promise<SoleAgentRecord> => {
    const record = new SoleAgentRecord({
      store: bench.store,
      values,
      clock: bench.clock,
      log: silentLog,
      isLeading: () => Promise.resolve(isLeading),
      report: (all) => reports.push(...all.map(named)),
    });
    records.push(record);
    await record.open(to);
    await bench.flush();
    return record;
  };
  const ids = (record: SoleAgentRecord): readonly string[] => record.current.map(({ chatId }) => chatId);
  const recorded = (): unknown => {
    const { chats = [] } = (stored.get(`soleAgentChats.${account}`) ?? {}) as {
      chats?: { chatId: string }[];
    };
    return chats.map(({ chatId }) => chatId).sort();
  };
  const load = async (): Promise<void> => {
    await bench.store.refresh();
    await bench.flush();
  };
  /** The last window closes, and another opens. */
  const reopen = async (ms: number, handed = new Map<string, TransferTarget>()): Promise<SoleAgentRecord> => {
    await records.at(-1)?.close(handed);
    records.at(-1)?.dispose();
    bench.clock.advance(ms);
    return await open();
  };

  it('are those in which the customer sees no other agent', () => {
    const chat = bench.chat('a');
    const isOnly = (): boolean => isSoleAgent(chat.get(), login);
    assert.equal(isOnly(), false);
    chat.run({ do: 'whispers', agent: 0 });
    assert.equal(isOnly(), false);
    chat.run(joins);
    assert.equal(isOnly(), true);
    chat.run({ do: 'whispers', agent: 1 });
    assert.equal(isOnly(), true);
    chat.run(colleagueJoins);
    assert.equal(isOnly(), false);
    chat.run({ do: 'leaves', agent: 1 });
    assert.equal(isOnly(), true);
    assert.equal(isSoleAgent({ ...chat.get(), isActive: false }, login), false);
  });

  it('are stored as they change, by their ids only', async () => {
    const record = await open();
    let changes = 0;
    record.onDidChange(() => (changes += 1));
    bench.chat('a').run(joins);
    bench.chat('b').run(joins);
    await load();
    assert.deepEqual([ids(record), recorded(), changes], [['a', 'b'], ['a', 'b'], 2]);
    assert.ok(!JSON.stringify([...stored]).includes('Kim'));
    bench.run('a', { do: 'customerSays', agent: 0 });
    assert.equal(changes, 2);
    bench.run('a', colleagueJoins);
    bench.run('b', leaves);
    await bench.flush();
    assert.deepEqual([ids(record), recorded(), changes], [[], [], 4]);
  });

  it('that are not known yet stay stored', async () => {
    stored.set(`soleAgentChats.${account}`, { chats: [{ chatId: 'a', threadId: 't1' }] });
    bench.chat('a').run(joins);
    isLeading = false;
    await open();
    bench.chat('b').run(joins);
    await bench.store.read('b');
    await bench.flush();
    assert.deepEqual([recorded(), bench.calls, reports], [['a', 'b'], ['get b'], []]);
    await load();
    assert.deepEqual(recorded(), ['a', 'b']);
  });

  it('of a demo account ended with its server, which costs no call to say', async () => {
    const demo = 'demo:a';
    stored.set(`soleAgentChats.${demo}`, { chats: [{ chatId: 'a', threadId: 't1' }] });
    await open(demo);
    assert.deepEqual([reports, bench.calls], [['? restarted'], []]);
    assert.deepEqual(stored.get(`soleAgentChats.${demo}`), { chats: [] });
    await open(demo);
    assert.deepEqual(reports, ['? restarted']);
  });

  it('are reported at the next start with who has them, by one list and a call for each that moved', async () => {
    for (const id of ['gone', 'mine', 'given', 'moved', 'waits']) bench.chat(id).run(joins);
    await open();
    await load();
    await records.at(-1)?.close(new Map([['given', { agent: 'grace@shop.test' }]]));
    records.at(-1)?.dispose();
    bench = new ChatsBench();
    bench.chat('mine').run(joins);
    bench.chat('given').run({ do: 'joins', agent: 2 });
    bench.chat('given').run(colleagueJoins);
    bench.chat('moved').run({ do: 'joins', agent: 2 });
    bench.chat('waits').run({ do: 'isQueued' });
    bench.failures.set('get', { code: 'not-found' });
    bench.servers.delete('gone');
    await open();
    await bench.flush();
    assert.deepEqual(
      bench.calls.filter((call) => !call.startsWith('get')),
      ['running'],
    );
    assert.deepEqual(reports.toSorted(), [
      '? ended',
      'given handed-over grace@shop.test',
      'mine mine',
      'moved transferred edsger@shop.test',
      'waits waiting',
    ]);
    assert.deepEqual(recorded(), ['mine']);
  });

  it('are not reported after a reload that changed nothing, nor by a window beside others', async () => {
    bench.chat('a').run(joins);
    await open();
    await load();
    await reopen(5_000);
    assert.deepEqual(reports, []);
    isLeading = false;
    await reopen(3_600_000);
    assert.deepEqual(reports, []);
    isLeading = true;
    await reopen(3_600_000);
    assert.deepEqual(reports, ['a mine']);
  });

  it('are stored in a form of which malformed parts are left out', () => {
    const chat = { chatId: 'a', threadId: 't1' };
    const given = { ...chat, handedTo: { group: 0 } };
    const value = { chats: [chat, given, { ...chat, handedTo: 'x' }, { chatId: 1 }, null], closedAt: 'x' };
    assert.deepEqual(decodeSoleAgentChats(value), { chats: [chat, given, chat] });
    for (const other of [undefined, null, 1, 'x', {}, { chats: {} }])
      assert.deepEqual(decodeSoleAgentChats(other), { chats: [] });
    assert.deepEqual(decodeSoleAgentChats({ closedAt: 1 }), { chats: [], closedAt: 1 });
  });

  it('that cannot be read are reported at a later start, once', async () => {
    stored.set(`soleAgentChats.${account}`, { chats: [{ chatId: 'a', threadId: 't1' }] });
    bench.failures.set('get', { code: 'timeout', afterMs: 1 });
    await open();
    assert.deepEqual([reports, recorded()], [[], ['a']]);
    records.at(-1)?.dispose();
    await open();
    assert.deepEqual([reports, recorded()], [['a transferred'], []]);
    await reopen(3_600_000);
    assert.deepEqual(reports, ['a transferred']);
  });
});
