import assert from 'node:assert/strict';
import { WaitNotifier, type LongWait } from '../../../src/core/chats/waitNotifier';
import { FakeClock } from '../support/fakeClock';
import { ChatServer, login, type Step } from './support/chatServer';

const minuteMs = 60_000;
const says: Step = { do: 'customerSays', agent: 0 };
const answers: Step = { do: 'agentSays', agent: 0 };
const joins: Step = { do: 'joins', agent: 0 };

describe('customers who wait', () => {
  let clock: FakeClock;
  let minutes: number;
  let shown: Set<string>;
  let waits: LongWait[];
  let notifier: WaitNotifier;
  const servers = new Map<string, ChatServer>();

  beforeEach(() => {
    [clock, minutes, shown, waits] = [new FakeClock(), 2, new Set(), []];
    servers.clear();
    notifier = new WaitNotifier({
      clock,
      login: () => login,
      minutes: () => minutes,
      isShown: (chatId) => shown.has(chatId),
      notify: (wait) => waits.push(wait),
    });
  });
  afterEach(() => notifier.dispose());

  /** Events are of the moment in which they happen. */
  const run = (chatId: string, ...steps: readonly Step[]): void => {
    const server = servers.get(chatId) ?? new ChatServer(chatId);
    servers.set(chatId, server);
    for (const step of steps) {
      for (const push of server.run(step)) {
        const createdAt = new Date(clock.now()).toISOString();
        const timed = push.kind === 'event' ? { ...push, event: { ...push.event, createdAt } } : push;
        notifier.receive(timed, server.listed());
      }
    }
  };
  const seen = (): readonly string[] =>
    waits.splice(0).map(({ chat, isMine, count, since }) => {
      const about = `${chat.chatId} ${isMine ? 'mine' : 'any'} ${Math.round((clock.now() - since) / 1000)}s`;
      return count > 1 ? `${about} of ${count}` : about;
    });

  it('for the person’s answer are reported once, counted from the first message', () => {
    run('a', joins, answers);
    clock.advance(10 * minuteMs);
    run('a', says);
    clock.advance(minuteMs);
    run('a', says);
    clock.advance(minuteMs);
    assert.deepEqual(seen(), []);
    clock.advance(1_000);
    assert.deepEqual(seen(), ['a mine 121s']);
    run('a', says);
    clock.advance(10 * minuteMs);
    assert.deepEqual(seen(), []);
    run('a', answers, says);
    clock.advance(3 * minuteMs);
    assert.deepEqual(seen(), ['a mine 180s']);
  });

  it('are not reported if they are answered in time, or a window shows the chat', () => {
    run('a', joins, says);
    clock.advance(minuteMs);
    run('a', answers);
    clock.advance(5 * minuteMs);
    run('a', says);
    shown.add('a');
    clock.advance(5 * minuteMs);
    assert.deepEqual(seen(), []);
  });

  it('in chats of colleagues are not reported, unless no agent has the chat', () => {
    run('a', { do: 'joins', agent: 1 }, says);
    clock.advance(5 * minuteMs);
    assert.deepEqual(seen(), []);
    const server = new ChatServer('b');
    const queuedAt = new Date(clock.now()).toISOString();
    notifier.check({ ...server.listed(), waiting: 'queue', queuedAt });
    clock.advance(2 * minuteMs + 1_000);
    assert.deepEqual(seen(), ['b any 121s']);
  });

  it('are counted anew once the person gets the chat', () => {
    run('a', says);
    clock.advance(30 * minuteMs);
    run('a', joins);
    clock.advance(minuteMs);
    assert.deepEqual(seen(), []);
    clock.advance(minuteMs + 1_000);
    assert.deepEqual(seen(), ['a mine 121s']);
  });

  it('at a start are reported together, by the longest wait', () => {
    const times = { a: 3, b: 50, c: 1, d: 20 };
    for (const [chatId, waited] of Object.entries(times)) {
      const queuedAt = new Date(clock.now() - waited * minuteMs).toISOString();
      notifier.check({ ...new ChatServer(chatId).listed(), waiting: 'queue', queuedAt });
    }
    clock.advance(1_000);
    assert.deepEqual(seen(), ['b any 3001s of 3']);
    clock.advance(minuteMs);
    assert.deepEqual(seen(), ['c any 121s']);
  });

  it('are not reported after the chat ended, or with the setting 0', () => {
    run('a', joins, says);
    notifier.forget('a');
    minutes = 0;
    run('b', joins, says);
    clock.advance(60 * minuteMs);
    assert.deepEqual([seen(), clock.pending], [[], 0]);
  });
});
