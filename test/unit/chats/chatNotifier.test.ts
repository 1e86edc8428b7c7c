import assert from 'node:assert/strict';
import { ChatNotifier } from '../../../src/core/chats/chatNotifier';
import type { ChatNotification, Surface } from '../../../src/core/events/status/notification';
import type { Step } from './support/chatServer';
import { ChatServer, login } from './support/chatServer';
import { FakeClock } from '../support/fakeClock';

const says: Step = { do: 'customerSays', agent: 0 };

describe('notifications of running chats', () => {
  let clock: FakeClock;
  let shown: ChatNotification[];
  let watched: Set<string>;
  let surface: Surface;
  let surfaceReads: number;
  let isDoNotDisturb: boolean;
  let waitingMinutes: number;
  let notifier: ChatNotifier;
  let server: ChatServer;

  beforeEach(() => {
    clock = new FakeClock();
    [shown, watched, surface, isDoNotDisturb] = [[], new Set(), 'toast', false];
    [waitingMinutes, surfaceReads] = [0, 0];
    server = new ChatServer('a');
    notifier = new ChatNotifier({
      clock,
      login: () => login,
      surfaceOf: () => {
        surfaceReads += 1;
        return surface;
      },
      waitingMinutes: () => waitingMinutes,
      isDoNotDisturb: () => isDoNotDisturb,
      isShown: (chatId) => watched.has(chatId),
      notify: (notification) => shown.push(notification),
    });
    notifier.receive({ kind: 'gap', running: [server.listed()] });
  });
  afterEach(() => notifier.dispose());

  const run = (...steps: readonly Step[]): void => {
    for (const push of steps.flatMap((step) => server.run(step))) notifier.receive(push);
  };
  /** The chat is the person's already. */
  const mine = (): void => {
    server.run({ do: 'joins', agent: 0 });
    notifier.receive({ kind: 'gap', running: [server.listed()] });
  };

  it('show a message in a chat of the person, and group further ones for 10 s', () => {
    mine();
    run(says);
    assert.deepEqual(shown.splice(0), [
      {
        kind: 'message',
        surface: 'toast',
        chatId: 'a',
        threadId: 't1',
        name: 'Kim',
        customer: { name: 'Kim' },
        text: 'hello 2',
        count: 1,
      },
    ]);
    run(says, says);
    assert.deepEqual(shown, []);
    clock.advance(10_000);
    assert.deepEqual(
      shown.splice(0).map(({ text, count }) => [text, count]),
      [['hello 6', 2]],
    );
    clock.advance(60_000);
    assert.deepEqual(shown, []);
  });

  describe('of several chats', () => {
    /** Of what was shown since the last call: the chat, and how many messages. */
    const counts = (): (readonly [string, number])[] =>
      shown.splice(0).map(({ chatId, count }) => [chatId, count]);
    let others: ChatServer[];

    beforeEach(() => {
      others = ['b', 'c'].map((id) => new ChatServer(id));
      const all = [server, ...others];
      for (const one of all) one.run({ do: 'joins', agent: 0 });
      notifier.receive({ kind: 'gap', running: all.map((one) => one.listed()) });
    });

    const says = (one: ChatServer | undefined): void => {
      for (const push of one?.run({ do: 'customerSays', agent: 0 }) ?? []) {
        // Threads of two chats have the same name here.
        if (push.kind !== 'event') notifier.receive(push);
        else notifier.receive({ ...push, event: { ...push.event, id: `${push.chatId}/${push.event.id}` } });
      }
    };
    /** A message in `a`, 0.5 s later in `b`, and another 0.1 s later in `c`; then one more in each. */
    const sayInAll = (): void => {
      says(server);
      clock.advance(500);
      says(others[0]);
      clock.advance(100);
      says(others[1]);
      assert.deepEqual(counts(), [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ]);
      for (const one of [server, ...others]) says(one);
    };

    it('read the settings once where several are shown together', () => {
      sayInAll();
      surfaceReads = 0;
      clock.advance(9_400);
      assert.deepEqual([counts().length, surfaceReads], [2, 1]);
    });

    it('are grouped for each, and shown with one that is due half a second before', () => {
      sayInAll();
      clock.advance(9_399);
      assert.deepEqual(counts(), []);
      clock.advance(1);
      assert.deepEqual(counts(), [
        ['a', 1],
        ['b', 1],
      ]);
      clock.advance(599);
      assert.deepEqual(counts(), []);
      clock.advance(1);
      assert.deepEqual(counts(), [['c', 1]]);
      says(others[1]);
      clock.advance(9_999);
      assert.deepEqual(counts(), []);
      clock.advance(1);
      assert.deepEqual(counts(), [['c', 1]]);
      clock.advance(60_000);
      assert.deepEqual([counts(), clock.pending], [[], 0]);
    });

    it('wait for no chat that has ended', () => {
      sayInAll();
      notifier.receive({ kind: 'ended', chatId: 'a', threadId: 't1' });
      clock.advance(10_000);
      assert.deepEqual(counts(), [
        ['b', 1],
        ['c', 1],
      ]);
    });

    it('are shown in time if the clock is set back', () => {
      sayInAll();
      clock.setBack(3_600_000);
      clock.advance(9_400);
      assert.deepEqual(counts(), [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ]);
    });
  });

  it('show nothing of other chats, own messages, repetitions, and chats that a window shows', () => {
    run(says);
    mine();
    run({ do: 'agentSays', agent: 0 });
    watched.add('a');
    run(says);
    watched.clear();
    const [push] = server.run(says);
    assert.ok(push);
    notifier.receive(push);
    notifier.receive(push);
    clock.advance(60_000);
    assert.deepEqual(
      shown.map(({ count }) => count),
      [1],
    );
  });

  it('show no grouped messages of a chat that was opened meanwhile, or has ended', () => {
    mine();
    run(says, says);
    watched.add('a');
    clock.advance(10_000);
    watched.clear();
    run(says, says, { do: 'restarts' });
    clock.advance(60_000);
    assert.deepEqual(
      shown.map(({ count }) => count),
      [1, 1],
    );
  });

  it('show that a chat was assigned to the person, once', () => {
    const [added] = server.run({ do: 'joins', agent: 0 });
    assert.ok(added?.kind === 'userAdded');
    notifier.receive({ kind: 'started', chat: server.get(), isTransferred: true });
    notifier.receive(added);
    notifier.receive(added);
    clock.advance(60_000);
    assert.deepEqual(shown, [
      {
        kind: 'assigned',
        surface: 'toast',
        chatId: 'a',
        threadId: 't1',
        name: 'Kim',
        customer: { name: 'Kim' },
        count: 0,
      },
    ]);
  });

  it('show that a chat was assigned while the running chats were listed', () => {
    server.run({ do: 'restarts' });
    server.run({ do: 'joins', agent: 0 });
    notifier.receive({ kind: 'started', chat: server.get() });
    notifier.receive({ kind: 'gap', running: [server.listed()] });
    clock.advance(60_000);
    assert.deepEqual(
      shown.map(({ kind }) => kind),
      ['assigned'],
    );
  });

  it('show nothing if the person joined, whichever push comes first, or was in it before', () => {
    const [added] = server.run({ do: 'joins', agent: 0 });
    assert.ok(added?.kind === 'userAdded');
    notifier.receive({ kind: 'started', chat: server.get(), isTransferred: true });
    notifier.receive({ ...added, by: login });
    clock.advance(60_000);
    notifier.receive(added);
    clock.advance(60_000);
    const other = new ChatServer('b');
    other.run({ do: 'joins', agent: 0 });
    notifier.receive({ kind: 'gap', running: [other.listed()] });
    notifier.receive({ kind: 'started', chat: other.get() });
    clock.advance(60_000);
    assert.deepEqual(shown, []);
  });

  it('follow the settings and do-not-disturb', () => {
    mine();
    isDoNotDisturb = true;
    run(says);
    clock.advance(20_000);
    surface = 'off';
    run(says);
    clock.advance(20_000);
    assert.deepEqual(
      shown.map((one) => one.surface),
      ['statusBar'],
    );
  });

  it('show a chat that waits longer than the setting, in the status bar while muted', () => {
    waitingMinutes = 2;
    isDoNotDisturb = true;
    mine();
    watched.add('a');
    run(says);
    const since = Date.parse(server.chat.lastMessage?.createdAt ?? '');
    watched.clear();
    clock.advance(180_000);
    assert.deepEqual(shown, [
      {
        ...{ kind: 'waiting', surface: 'statusBar', chatId: 'a', threadId: 't1' },
        ...{ name: 'Kim', customer: { name: 'Kim' }, since, isMine: true, count: 1 },
      },
    ]);
  });
});
