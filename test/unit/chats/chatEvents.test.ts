import assert from 'node:assert/strict';
import type { ChatChange, ReceivedMessage } from '../../../src/core/chats/chatStates';
import { ChatsBench } from './support/chatsBench';
import { login, type Step } from './support/chatServer';

const says: Step = { do: 'customerSays', agent: 0 };
const joins: Step = { do: 'joins', agent: 0 };

describe('ChatStore, of each push', () => {
  let bench: ChatsBench;
  beforeEach(() => (bench = new ChatsBench()));
  afterEach(() => bench.store.dispose());

  it('reports each message once, with whom it concerns, and not those missed in a gap', async () => {
    const messages: ReceivedMessage[] = [];
    bench.store.onDidReceiveMessage((message) => messages.push(message));
    const started = bench.chat('a').get();
    bench.push({ kind: 'started', chat: started });
    bench.run('a', says, joins, { do: 'whispers', agent: 1 });
    bench.run('a', { do: 'agentSays', agent: 0 }, { do: 'noteIsWritten', agent: 1 });
    const [said] = bench.chat('a').get().events ?? [];
    assert.ok(said);
    bench.push({ kind: 'event', event: said, chatId: 'a', threadId: 't1' });
    bench.push({ kind: 'event', event: said, isUpdate: true, chatId: 'a', threadId: 't1' });
    bench.push({ kind: 'started', chat: bench.chat('a').get() });
    bench.push({
      kind: 'started',
      chat: { ...bench.chat('b').get(), events: [{ ...said, id: 'of b' }] },
      isTransferred: true,
    });
    assert.deepEqual(
      messages.map(({ chatId, event, isMine, isOwn }) => [chatId, event.authorId, isMine, isOwn]),
      [
        ['a', 'customer', false, false],
        ['a', login, true, true],
        ['a', 'grace@shop.test', true, false],
      ],
    );
    assert.equal(messages[0]?.chat?.users[0]?.name, 'Kim');
    assert.deepEqual(bench.calls, []);
    await bench.flush();
  });

  it('reports what changed, and ends indicators in time', () => {
    bench.push({ kind: 'gap', running: [bench.chat('a').listed()] });
    const changes: ChatChange[] = [];
    bench.store.onDidChange((change) => changes.push(change));
    bench.run('a', { do: 'types' });
    assert.deepEqual(changes.splice(0), [
      { chatId: 'a', isIndicator: true },
      { chatId: 'a', isIndicator: true },
    ]);
    assert.equal(bench.store.get('a')?.typing.length, 1);
    bench.clock.advance(10_000);
    assert.equal(bench.store.get('a')?.typing.length, 0);
    bench.clock.advance(20_000);
    assert.equal(bench.store.get('a')?.sneakPeek, undefined);
    assert.equal(bench.clock.pending, 0);
    changes.length = 0;
    bench.run('a', says);
    assert.deepEqual(changes, [{ chatId: 'a' }]);
  });

  it('sends what the person has seen once in 5 seconds, and shows typing, only as a member', async () => {
    bench.run('a', says, says);
    const { events = [] } = bench.chat('a').get();
    const [first = '', second = ''] = events.map(({ createdAt }) => createdAt);
    bench.store.watch('a');
    await bench.flush();
    bench.calls.length = 0;
    bench.store.markSeen('a', first);
    bench.store.typing({ chatId: 'a', isTyping: true });
    assert.deepEqual([bench.calls, bench.typing], [[], []]);
    bench.run('a', joins);
    for (const upTo of [first, second, first, second]) bench.store.markSeen('a', upTo);
    bench.store.typing({ chatId: 'a', isTyping: true });
    assert.deepEqual(bench.typing, [{ chatId: 'a', isTyping: true }]);
    await bench.flush();
    assert.deepEqual(bench.calls, [`markSeen a ${first}`]);
    bench.clock.advance(5_000);
    await bench.flush();
    bench.clock.advance(60_000);
    await bench.flush();
    assert.deepEqual(bench.calls, [`markSeen a ${first}`, `markSeen a ${second}`]);
  });
});
