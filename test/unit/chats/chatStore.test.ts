import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LiveChat } from '../../../src/core/domain/liveChat';
import type { ChatWatch } from '../../../src/core/chats/watchedChat';
import { unhandledDuring } from '../support/unhandledRejections';
import { ChatsBench } from './support/chatsBench';
import type { Step } from './support/chatServer';

const says: Step = { do: 'customerSays', agent: 0 };
const joins: Step = { do: 'joins', agent: 0 };

describe('ChatStore', () => {
  let bench: ChatsBench;
  beforeEach(() => (bench = new ChatsBench()));
  afterEach(() => bench.store.dispose());

  const ids = (chats: readonly LiveChat[]): string[] => chats.map(({ chatId }) => chatId);

  describe('the list', () => {
    it('costs one call while it is shown, none otherwise, and is kept by pushes', async () => {
      const { store } = bench;
      bench.run('mine', joins);
      bench.run('free', { do: 'isUnassigned' });
      bench.run('other', { do: 'joins', agent: 1 });
      await bench.flush();
      assert.deepEqual(bench.calls, []);
      const shown = store.showList();
      store.showList();
      await bench.flush();
      assert.deepEqual(bench.calls, ['running']);
      assert.equal(store.listStatus.kind, 'loaded');
      const { mine, waiting, others } = store.sections;
      assert.deepEqual([ids(mine), ids(waiting), ids(others)], [['mine'], ['free'], ['other']]);
      bench.run('free', joins);
      bench.push({
        kind: 'started',
        chat: { ...bench.chat('new').get(), startedAt: '2026-07-01T11:59:00.000Z' },
      });
      bench.push({ kind: 'ended', chatId: 'other', threadId: 't1' });
      const after = store.sections;
      assert.deepEqual(
        [ids(after.mine).sort(), ids(after.waiting), ids(after.others), ids(after.ended)],
        [['free', 'mine'], [], ['new'], ['other']],
      );
      shown.dispose();
      assert.deepEqual(bench.calls, ['running']);
    });

    it('is loaded once after any number of gaps if it is shown, else when it is shown again', async () => {
      const { store } = bench;
      bench.chat('a');
      const shown = store.showList();
      await bench.flush();
      for (let gap = 0; gap < 5; gap += 1) bench.push({ kind: 'gap' });
      await bench.flush();
      assert.equal(bench.calls.length, 3);
      shown.dispose();
      bench.push({ kind: 'gap' });
      await bench.flush();
      assert.equal(bench.calls.length, 3);
      bench.servers.delete('a');
      store.showList();
      await bench.flush();
      assert.equal(bench.calls.length, 4);
      assert.deepEqual([ids(store.sections.others), ids(store.sections.ended)], [[], ['a']]);
    });

    it('is taken from a gap that has it, without a call', async () => {
      const running = [bench.chat('a').listed()];
      bench.push({ kind: 'gap', running });
      bench.store.showList();
      await bench.flush();
      assert.deepEqual(bench.calls, []);
      assert.deepEqual(ids(bench.store.sections.others), ['a']);
    });

    it('has what was pushed while it was loading', async () => {
      bench.chat('a');
      bench.beforeReturn = () => {
        bench.run('a', joins);
        bench.run('b', { do: 'restarts' });
      };
      bench.store.showList();
      await bench.flush();
      const { mine, others } = bench.store.sections;
      assert.deepEqual([ids(mine), ids(others)], [['a'], ['b']]);
    });

    it('sorts waiting chats by their wait, and leaves out those that ended before today', () => {
      const start = bench.chat('x').listed();
      const chat = (chatId: string, more: Partial<LiveChat>): LiveChat => ({ ...start, chatId, ...more });
      bench.push({
        kind: 'gap',
        running: [
          chat('1', { waiting: 'queue', queuedAt: '2026-07-01T11:30:00.000Z' }),
          chat('2', { waiting: 'unassigned', startedAt: '2026-07-01T11:10:00.000Z' }),
          chat('3', { waiting: 'queue', queuedAt: '2026-07-01T11:20:00.000Z' }),
          chat('4', {}),
        ],
      });
      assert.deepEqual(ids(bench.store.sections.waiting), ['2', '3', '1']);
      bench.push({ kind: 'ended', chatId: '4', threadId: 't1' });
      assert.deepEqual(ids(bench.store.sections.ended), ['4']);
      bench.clock.advance(48 * 3_600_000);
      assert.deepEqual(ids(bench.store.sections.ended), []);
    });

    it('keeps its chats and reports why if it cannot be loaded, and is empty for another account', async () => {
      const { store } = bench;
      bench.chat('a');
      store.showList();
      await bench.flush();
      bench.failures.set('running', { code: 'forbidden', reasons: ['chats--access:ro'] });
      await store.refresh();
      assert.deepEqual(store.listStatus, {
        kind: 'failed',
        failure: { code: 'forbidden', reasons: ['chats--access:ro'] },
      });
      assert.deepEqual(ids(store.sections.others), ['a']);
      bench.signIn({ kind: 'signed-out' });
      assert.deepEqual([store.listStatus.kind, ids(store.sections.others)], ['unloaded', []]);
    });
  });

  it('loads the list again after an error that is not LiveChat’s', async () => {
    const { store } = bench;
    bench.run('mine', joins);
    bench.bugs.add('running');
    assert.deepEqual(await unhandledDuring(() => store.showList()), []);
    assert.equal(store.listStatus.kind, 'unloaded');
    await store.refresh();
    assert.equal(store.listStatus.kind, 'loaded');
  });

  it('does not load a chat again and again after an error that is not LiveChat’s', async () => {
    bench.run('mine', joins);
    bench.bugs.add('get');
    let watch: ChatWatch | undefined;
    assert.deepEqual(await unhandledDuring(() => (watch = bench.store.watch('mine'))), []);
    assert.deepEqual(
      bench.calls.filter((call) => call.startsWith('get')),
      ['get mine'],
    );
    assert.deepEqual([watch?.isLoading, watch?.state], [false, undefined]);
    watch?.refresh();
    await bench.flush();
    assert.ok(watch?.state?.chat.events);
  });

  describe('a watched chat', () => {
    it('of the person is fetched once, and not followed', async () => {
      bench.run('a', joins, says);
      const watch = bench.store.watch('a');
      bench.store.watch('a');
      await bench.flush();
      assert.deepEqual(bench.calls, ['get a']);
      bench.run('a', says);
      assert.equal(watch.state?.chat.events?.length, 2);
      watch.dispose();
      bench.clock.advance(60_000);
      assert.deepEqual(bench.calls, ['get a']);
    });

    it('of others is followed while it is shown, and again with each thread', async () => {
      const { store, calls } = bench;
      bench.chat('a');
      bench.push({ kind: 'gap', running: [bench.chat('a').listed()] });
      const watch = store.watch('a');
      await bench.flush();
      assert.deepEqual(calls.splice(0), ['follow a', 'get a']);
      bench.clock.advance(60_000);
      bench.followed.clear();
      bench.run('a', { do: 'restarts' });
      await bench.flush();
      assert.deepEqual(calls.splice(0), ['follow a', 'get a']);
      assert.equal(watch.state?.chat.threadId, 't2');
      watch.dispose();
      const again = store.watch('a');
      bench.clock.advance(60_000);
      await bench.flush();
      assert.deepEqual(calls.splice(0), []);
      again.dispose();
      bench.clock.advance(5_000);
      await bench.flush();
      assert.deepEqual(calls.splice(0), ['unfollow a']);
      bench.run('a', says);
      await bench.flush();
      assert.deepEqual(calls, []);
    });

    it('of others is followed at once in a new thread, and after a pause if another device ended it', async () => {
      const { store, calls } = bench;
      bench.push({ kind: 'gap', running: [bench.chat('a').listed()] });
      store.watch('a');
      await bench.flush();
      bench.followed.clear();
      bench.run('a', { do: 'restarts' });
      await bench.flush();
      assert.deepEqual(calls.splice(0), ['follow a', 'get a', 'follow a', 'get a']);
      bench.push({ kind: 'unfollowed', chatId: 'a' });
      await bench.flush();
      assert.deepEqual(calls, []);
      bench.clock.advance(10_000);
      await bench.flush();
      assert.deepEqual(calls, ['follow a', 'get a']);
    });

    it('of the person is read if the list after a gap has a newer thread', async () => {
      bench.run('a', joins);
      const watch = bench.store.watch('a');
      await bench.flush();
      bench.chat('a').run({ do: 'restarts' });
      bench.chat('a').run(joins);
      bench.push({ kind: 'gap', running: [bench.chat('a').listed()] });
      await bench.flush();
      assert.deepEqual(bench.calls, ['get a', 'get a']);
      assert.deepEqual(watch.state?.chat, bench.chat('a').get());
    });

    it('that was not known is read again after it was followed, which closes the gap in between', async () => {
      bench.chat('a');
      bench.beforeReturn = (call) => {
        if (call === 'follow a') bench.chat('a').run(says);
      };
      const watch = bench.store.watch('a');
      await bench.flush();
      assert.deepEqual(bench.calls, ['get a', 'follow a', 'get a']);
      assert.equal(watch.state?.chat.events?.length, 1);
    });

    it('is not unfollowed if the person followed it before, or has joined it', async () => {
      bench.followed.add('a');
      bench.store.watch('a').dispose();
      bench.chat('b');
      const other = bench.store.watch('b');
      await bench.flush();
      bench.run('b', joins);
      other.dispose();
      bench.clock.advance(60_000);
      await bench.flush();
      assert.deepEqual(
        bench.calls.filter((call) => call.startsWith('unfollow')),
        [],
      );
    });

    it('costs one call after a gap, and equals the server', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(says, joins), { maxLength: 10 }), async (steps) => {
          const one = new ChatsBench();
          one.run('a', joins);
          const watch = one.store.watch('a');
          await one.flush();
          for (const step of steps) one.chat('a').run(step);
          one.push({ kind: 'gap' });
          await one.flush();
          assert.deepEqual(watch.state?.chat, one.chat('a').get());
          assert.deepEqual(one.calls, ['get a', 'get a']);
          one.store.dispose();
        }),
        { numRuns: 20 },
      );
    });

    it('reports why it could not be loaded, and is loaded again by the person or after a gap', async () => {
      bench.run('a', joins);
      bench.failures.set('get', { code: 'timeout', afterMs: 1 });
      const watch = bench.store.watch('a');
      await bench.flush();
      assert.deepEqual([watch.failure?.code, watch.state], ['timeout', undefined]);
      bench.run('a', says);
      await bench.flush();
      assert.equal(bench.calls.length, 1);
      watch.refresh();
      await bench.flush();
      assert.deepEqual([watch.failure, watch.state?.chat.events?.length], [undefined, 1]);
      bench.failures.set('get', { code: 'timeout', afterMs: 1 });
      bench.push({ kind: 'gap' });
      await bench.flush();
      assert.equal(watch.failure?.code, 'timeout');
      bench.push({ kind: 'gap' });
      await bench.flush();
      assert.equal(watch.failure, undefined);
    });

    it('that cannot be followed is shown as it is', async () => {
      bench.chat('a');
      bench.failures.set('follow', { code: 'forbidden', reasons: [] });
      const watch = bench.store.watch('a');
      await bench.flush();
      assert.equal(watch.failure, undefined);
      assert.ok(watch.state?.chat.events);
      bench.clock.advance(3_600_000);
      bench.run('a', says);
      await bench.flush();
      assert.equal(bench.calls.filter((call) => call === 'follow a').length, 1);
    });
  });
});
