import assert from 'node:assert/strict';
import { isSeenByCustomer } from '../../../src/core/chats/customersView';
import { Outgoing } from '../../../src/core/chats/outgoing';
import type { OutgoingContent, OutgoingEntry } from '../../../src/core/chats/outgoingMessage';
import { unhandledDuring } from '../support/unhandledRejections';
import { ChatsBench } from './support/chatsBench';

const text = (said: string): OutgoingContent => ({ kind: 'text', text: said });

describe('messages on their way', () => {
  let bench: ChatsBench;
  let outgoing: Outgoing;
  beforeEach(async () => {
    bench = new ChatsBench();
    let id = 0;
    const { clock, store, context } = bench;
    outgoing = new Outgoing({ clock, store, ...context, newId: () => `id-${(id += 1)}` });
    bench.run('a', { do: 'joins', agent: 0 });
    bench.store.watch('a');
    await bench.flush();
    bench.calls.length = 0;
  });
  afterEach(() => {
    outgoing.dispose();
    bench.store.dispose();
  });

  const states = (): string[] =>
    outgoing.of('a').map(({ state }) => (state.kind === 'failed' ? state.why.kind : state.kind));
  const only = (): OutgoingEntry => {
    const [entry, ...others] = outgoing.of('a');
    assert.ok(entry);
    assert.deepEqual(others, []);
    return entry;
  };
  const said = (): string[] =>
    (bench.store.get('a')?.chat.events ?? []).flatMap(({ content }) =>
      content.kind === 'message' ? [content.text] : [],
    );
  const sent = (): string[] => bench.calls.filter((call) => call.startsWith('send'));

  it('are sent in order, one after another, and settled by their push', async () => {
    let release = (): void => undefined;
    bench.beforeReturn = () => new Promise<void>((resolve) => (release = resolve));
    bench.push = () => undefined;
    outgoing.send('a', text('one'), false);
    outgoing.send('a', text('two'), true);
    assert.deepEqual(sent(), ['send a one']);
    assert.deepEqual(states(), ['sending', 'sending']);
    release();
    await bench.flush();
    assert.deepEqual(sent(), ['send a one', 'send a two']);
    assert.deepEqual(states(), ['sent', 'sending']);
    const [event] = bench.chat('a').get().events ?? [];
    assert.ok(event);
    bench.pushes.fire({ account: 'platform:a', push: { kind: 'event', event, chatId: 'a', threadId: 't1' } });
    assert.deepEqual(states(), ['sending']);
    release();
    await bench.flush();
    assert.deepEqual(
      bench
        .chat('a')
        .get()
        .events?.map(({ isPrivate }) => isPrivate),
      [undefined, true],
    );
  });

  it('are settled by a push that is faster than the response', async () => {
    outgoing.send('a', text('one'), false);
    assert.deepEqual(states(), []);
    assert.deepEqual(said(), ['one']);
    await bench.flush();
    assert.deepEqual(states(), []);
  });

  it('are found in a push after a lost response, and not sent again', async () => {
    bench.beforeReturn = () => Promise.reject(timeoutError());
    outgoing.send('a', text('one'), false);
    await bench.flush();
    bench.clock.advance(2_000);
    await bench.flush();
    assert.deepEqual([states(), bench.calls, said()], [[], ['send a one'], ['one']]);
  });

  it('are found in the chat after a lost response and push, and not sent again', async () => {
    bench.push = () => undefined;
    bench.beforeReturn = (call) => (call.startsWith('send') ? Promise.reject(timeoutError()) : undefined);
    outgoing.send('a', text('one'), false);
    await bench.flush();
    assert.deepEqual(states(), ['sending']);
    bench.clock.advance(2_000);
    await bench.flush();
    assert.deepEqual(bench.calls, ['send a one', 'get a']);
    assert.deepEqual([states(), said()], [[], ['one']]);
  });

  it('that are nowhere to be found wait for the person, and only the person sends them again', async () => {
    bench.failures.set('send', { code: 'timeout', afterMs: 1 });
    const first = outgoing.send('a', text('one'), false);
    await bench.flush();
    bench.clock.advance(2_000);
    await bench.flush();
    assert.deepEqual(states(), ['unconfirmed']);
    bench.clock.advance(3_600_000);
    bench.push({ kind: 'gap' });
    await bench.flush();
    assert.equal(sent().length, 1);
    const second = outgoing.retry(first);
    await bench.flush();
    assert.notEqual(second, first);
    assert.deepEqual([states(), said()], [[], ['one']]);
    assert.equal(outgoing.retry(first), undefined);
  });

  it('that could not be confirmed are neither shown nor sent again once the chat has them', async () => {
    const push = bench.push.bind(bench);
    bench.push = () => undefined;
    bench.beforeReturn = () => Promise.reject(timeoutError());
    const first = outgoing.send('a', text('one'), false);
    await bench.flush();
    bench.clock.advance(2_000);
    await bench.flush();
    assert.deepEqual(states(), ['unconfirmed']);
    bench.beforeReturn = undefined;
    push({ kind: 'gap' });
    await bench.flush();
    assert.deepEqual([states(), said()], [[], ['one']]);
    assert.equal(outgoing.retry(first), undefined);
    await bench.flush();
    assert.equal(sent().length, 1);
  });

  it('are not shown in a later thread, if their push was lost', async () => {
    const push = bench.push.bind(bench);
    bench.push = () => undefined;
    outgoing.send('a', text('one'), false);
    await bench.flush();
    assert.deepEqual(states(), ['sent']);
    bench.push = push;
    bench.run('a', { do: 'restarts' });
    assert.deepEqual(states(), []);
  });

  it('may be files, which are looked for after a lost response as texts are', async () => {
    const file: OutgoingContent = { kind: 'file', url: 'https://cdn.test/a', name: 'a.png' };
    const files = (): string[] => bench.calls.filter((call) => call.startsWith('sendFile'));
    bench.push = () => undefined;
    bench.beforeReturn = (call) => (call.startsWith('send') ? Promise.reject(timeoutError()) : undefined);
    outgoing.send('a', file, true);
    await bench.flush();
    bench.clock.advance(2_000);
    await bench.flush();
    const [event] = bench.chat('a').get().events ?? [];
    assert.deepEqual([states(), event?.isPrivate], [[], true]);
    assert.deepEqual(files(), ['sendFile a https://cdn.test/a']);
    bench.failures.set('sendFile', { code: 'timeout', afterMs: 1 });
    const lost = outgoing.send('a', file, false);
    await bench.flush();
    bench.clock.advance(2_000);
    await bench.flush();
    assert.deepEqual([states(), files().length], [['unconfirmed'], 2]);
    assert.deepEqual(outgoing.discard(lost), file);
  });

  it('that failed hold back those behind them, and give their text back', async () => {
    bench.failures.set('send', { code: 'forbidden', reasons: ['chats--access:rw'] });
    const first = outgoing.send('a', text('one'), false);
    const second = outgoing.send('a', text('two'), false);
    await bench.flush();
    assert.deepEqual(states(), ['refused', 'earlier-failed']);
    assert.deepEqual(sent(), ['send a one']);
    assert.deepEqual(outgoing.discard(first), text('one'));
    outgoing.retry(second);
    outgoing.send('a', text('three'), false);
    await bench.flush();
    assert.deepEqual([said(), states()], [['two', 'three'], []]);
  });

  it('keep their text if the chat has ended', async () => {
    bench.push({ kind: 'ended', chatId: 'a', threadId: 't1' });
    outgoing.send('a', text('one'), false);
    await bench.flush();
    assert.deepEqual([states(), sent()], [['ended'], []]);
    assert.deepEqual(outgoing.discard(only().customId), text('one'));
  });

  it('are closed by the refusal of LiveChat if no push came', async () => {
    bench.failures.set('send', { code: 'conflict', reasons: [], chat: 'ended' });
    outgoing.send('a', text('one'), false);
    await bench.flush();
    assert.deepEqual(states(), ['ended']);
  });

  it('are unconfirmed after an error that is not LiveChat’s, and do not block later messages', async () => {
    bench.bugs.add('send');
    const unhandled = await unhandledDuring(() => outgoing.send('a', text('one'), false));
    assert.deepEqual([unhandled, states()], [[], ['unconfirmed']]);
    outgoing.send('a', text('two'), false);
    await bench.flush();
    assert.deepEqual(said(), ['two']);
    assert.deepEqual(outgoing.discard(only().customId), text('one'));
  });

  describe('that resume an ended chat', () => {
    const resumed = (): string[] => bench.calls.filter((call) => !call.startsWith('login'));
    const afterPushWait = async (): Promise<void> => {
      await bench.flush();
      bench.clock.advance(2_000);
      await bench.flush();
    };
    beforeEach(() => bench.push(bench.chat('a').close()));

    it('go with it, with the access that it had, and are settled by the push of the new thread', async () => {
      outgoing.resume('a', text('one'));
      outgoing.send('a', text('two'), false);
      await afterPushWait();
      assert.deepEqual(
        [resumed(), said()],
        [
          ['resume a 0 one', 'send a two'],
          ['one', 'two'],
        ],
      );
      assert.deepEqual([states(), bench.store.get('a')?.chat.threadId], [[], 't2']);
    });

    it('make the new thread be read where no push comes', async () => {
      bench.push = () => undefined;
      outgoing.resume('a', text('one'));
      await bench.flush();
      assert.deepEqual(states(), ['sent']);
      await afterPushWait();
      assert.deepEqual([resumed(), said(), states()], [['resume a 0 one', 'get a'], ['one'], []]);
      assert.equal(bench.store.get('a')?.chat.isActive, true);
    });

    it('are looked for after a lost response, and not sent again', async () => {
      bench.push = () => undefined;
      bench.beforeReturn = (call) => (call.startsWith('resume') ? Promise.reject(timeoutError()) : undefined);
      outgoing.resume('a', text('one'));
      await afterPushWait();
      assert.deepEqual([resumed(), said(), states()], [['resume a 0 one', 'get a'], ['one'], []]);
    });

    it('keep their text if LiveChat refuses, and show the chat as it is now', async () => {
      bench.chat('a').resume('grace@shop.test', 'x', 'Hello again');
      bench.failures.set('resume', { code: 'conflict', reasons: [], chat: 'running' });
      const id = outgoing.resume('a', text('one'));
      await bench.flush();
      assert.deepEqual([states(), said()], [['refused'], ['Hello again']]);
      assert.deepEqual(outgoing.discard(id), text('one'));
    });

    it('resume it when the person sends them again', async () => {
      bench.failures.set('resume', { code: 'forbidden', reasons: [] });
      const id = outgoing.resume('a', text('one'));
      await bench.flush();
      assert.ok(outgoing.retry(id) !== undefined);
      await afterPushWait();
      assert.deepEqual([said(), states()], [['one'], []]);
    });
  });

  it('are seen once the customer has seen their moment', () => {
    bench.run('a', { do: 'agentSays', agent: 0 }, { do: 'noteIsWritten', agent: 0 });
    const { events: [message, note] = [], ...chat } = bench.chat('a').get();
    assert.ok(message && note?.createdAt !== undefined);
    const users = chat.users.map((user) => ({ ...user, seenUpTo: note.createdAt ?? '' }));
    assert.equal(isSeenByCustomer(chat, message), false);
    assert.equal(isSeenByCustomer({ ...chat, users }, message), true);
    assert.equal(isSeenByCustomer({ ...chat, users }, note), false);
  });
});

function timeoutError(): Error {
  return Object.assign(new Error('timeout'), {
    name: 'FailureError',
    failure: { code: 'timeout', afterMs: 1 },
  });
}
