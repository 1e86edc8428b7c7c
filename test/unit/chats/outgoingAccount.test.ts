import assert from 'node:assert/strict';
import { Outgoing } from '../../../src/core/chats/outgoing';
import type { OutgoingContent } from '../../../src/core/chats/outgoingMessage';
import { ChatsBench } from './support/chatsBench';

const text = (said: string): OutgoingContent => ({ kind: 'text', text: said });

describe('messages on their way, and the account that they go to,', () => {
  let bench: ChatsBench;
  let outgoing: Outgoing;
  beforeEach(async () => {
    bench = new ChatsBench();
    const { clock, store, context } = bench;
    outgoing = new Outgoing({ clock, store, ...context });
    bench.run('a', { do: 'joins', agent: 0 });
    store.watch('a');
    await bench.flush();
    bench.calls.length = 0;
  });
  afterEach(() => {
    outgoing.dispose();
    bench.store.dispose();
  });

  const states = (): string[] =>
    outgoing.of('a').map(({ state }) => (state.kind === 'failed' ? state.why.kind : state.kind));
  const said = (): string[] =>
    (bench.store.get('a')?.chat.events ?? []).flatMap(({ content }) =>
      content.kind === 'message' ? [content.text] : [],
    );
  const sent = (): string[] => bench.calls.filter((call) => call.startsWith('send'));

  it('are done once LiveChat accepted them, also if its response does not name the event', async () => {
    bench.push = () => undefined;
    bench.hidesEventIds = true;
    outgoing.send('a', text('one'), false);
    await bench.flush();
    bench.clock.advance(10_000);
    await bench.flush();
    assert.deepEqual([states(), bench.calls], [['sent'], ['send a one']]);
    assert.deepEqual(
      bench.log.map(({ outcome }) => outcome),
      ['done'],
    );
    await bench.store.read('a');
    assert.deepEqual([states(), said()], [[], ['one']]);
  });

  it('are not sent to an account that the person switched to meanwhile', async () => {
    let release = (): void => undefined;
    bench.beforeReturn = () => new Promise<void>((resolve) => (release = resolve));
    outgoing.send('a', text('one'), false);
    outgoing.send('a', text('two'), false);
    const other = { id: 'platform:b', kind: 'platform', name: 'b', login: 'b@shop.test' } as const;
    bench.signIn({ kind: 'signed-in', account: other });
    release();
    await bench.flush();
    assert.deepEqual(sent(), ['send a one']);
    assert.deepEqual(
      bench.log.map(({ account, after, outcome }) => [account, after, outcome]),
      [
        ['platform:a', { message: 'one' }, 'done'],
        ['platform:a', { message: 'two' }, 'failed'],
      ],
    );
  });

  it('are refused while no account is signed in', async () => {
    bench.signIn({ kind: 'signed-out' });
    outgoing.send('a', text('one'), false);
    await bench.flush();
    assert.deepEqual([states(), bench.calls, bench.log], [['refused'], [], []]);
  });

  it('may be files that resume an ended chat', async () => {
    bench.push(bench.chat('a').close());
    outgoing.resume('a', { kind: 'file', url: 'https://cdn.test/a', name: 'a.png' });
    await bench.flush();
    bench.clock.advance(2_000);
    await bench.flush();
    assert.deepEqual(
      [bench.calls.filter((call) => call !== 'login'), states()],
      [['resume a 0 https://cdn.test/a'], []],
    );
    assert.deepEqual(
      bench.log.map(({ action, after, outcome }) => [action, after, outcome]),
      [['chat.resume', { file: 'a.png' }, 'done']],
    );
  });
});
