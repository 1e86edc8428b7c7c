import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatPush, LiveChat, ThreadEvent } from '../../../src/core/domain/liveChat';
import { applyFetched, applyPush } from '../../../src/core/chats/applyPush';
import { expire, nextExpiry, stateOf, type ChatState } from '../../../src/core/chats/chatState';
import { ChatServer, login, now, type Step } from './support/chatServer';

const place = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('customerSays', 'agentSays', 'noteIsWritten'), agent: place }),
  fc.record({ do: fc.constantFrom('isChanged', 'isDeleted', 'isSeen'), at: place, agent: place }),
  fc.record({ do: fc.constantFrom('joins', 'whispers', 'leaves'), agent: place }),
  fc.record({ do: fc.constantFrom('isTagged', 'isUntagged'), at: place }),
  fc.record({
    do: fc.constantFrom('isQueued', 'isUnassigned', 'isIdle', 'isActive', 'types', 'moves', 'isRated'),
  }),
  fc.record({ do: fc.constant('restarts' as const) }),
);
const steps = fc.array(step, { maxLength: 40 });
/** How a push arrives: how often, and before how many later ones. */
const delivery = fc.record({ times: fc.nat(2), late: fc.nat(6) });

/** Delivers pushes as an unreliable connection may. */
function jumbled(
  pushes: readonly ChatPush[],
  deliveries: readonly { times: number; late: number }[],
): ChatPush[] {
  return pushes
    .flatMap((push, at) => {
      const { times, late } = deliveries[at % deliveries.length] ?? { times: 1, late: 0 };
      return Array.from({ length: times }, (_, again) => ({ push, at: at + late * (again + 1) }));
    })
    .sort((one, other) => one.at - other.at)
    .map(({ push }) => push);
}

function apply(state: ChatState, pushes: readonly ChatPush[]): ChatState {
  return pushes.reduce((current, push) => applyPush(current, push, now), state);
}

const runs = { numRuns: 300 };

describe('the state of a chat', () => {
  it('equals the server after a gap and a fetch, whatever arrived before', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(delivery, { minLength: 1 }),
        steps,
        fc.nat(40),
        fc.nat(40),
        (before, deliveries, during, fetchedAfter, twiceEvery) => {
          const server = new ChatServer();
          let state = stateOf(server.get());
          const early = before.flatMap((one) => server.run(one));
          state = applyPush(apply(state, jumbled(early, deliveries)), { kind: 'gap' }, now);
          // The request is sent here; the server answers in the middle of further changes.
          const since: ChatPush[] = [];
          let answer = server.get();
          for (const [at, one] of during.entries()) {
            const pushed = server.run(one);
            since.push(...(at % (twiceEvery + 1) === 0 ? pushed.flatMap((push) => [push, push]) : pushed));
            if (at === fetchedAfter) answer = server.get();
          }
          state = apply(state, since);
          state = applyFetched(
            state,
            answer,
            since.map((push) => ({ push, at: now })),
          );
          assert.deepEqual(state.chat, server.get());
          // A push of a thread that was never seen to start costs one more fetch.
          if (state.isStale) state = applyFetched(state, server.get());
          assert.deepEqual([state.chat, state.isStale], [server.get(), undefined]);
          const late = [...early, ...since].filter(
            (push) => (push.kind === 'event' && !push.isUpdate) || push.kind === 'eventDeleted',
          );
          const settled = apply(state, late);
          if (!settled.isStale) assert.deepEqual(settled.chat.events, state.chat.events);
        },
      ),
      runs,
    );
  });

  it('follows the server without a fetch while every push arrives once or twice and in order', () => {
    fc.assert(
      fc.property(steps, fc.nat(3), (all, twiceEvery) => {
        const server = new ChatServer();
        let state = stateOf(server.get());
        for (const [at, one] of all.entries()) {
          for (const push of server.run(one)) {
            state = applyPush(state, push, now);
            if (at % (twiceEvery + 1) === 0) assert.deepEqual(applyPush(state, push, now).chat, state.chat);
          }
        }
        assert.deepEqual(state.chat, server.get());
      }),
      runs,
    );
  });

  const chat: LiveChat = {
    chatId: 'c',
    threadId: 't2',
    isActive: true,
    users: [{ id: 'customer', kind: 'customer', isPresent: true }],
    groups: [0],
    tags: [],
    startedAt: '2026-07-01T11:00:00.000Z',
    isFollowed: false,
    events: [],
  };
  const ref = { chatId: 'c', threadId: 't2' };
  const event = (id: string, more: Partial<ThreadEvent> = {}): ThreadEvent => ({
    id,
    createdAt: `2026-07-01T11:00:0${id}.000000Z`,
    authorId: 'customer',
    content: { kind: 'message', text: id },
    ...more,
  });
  const received = (one: ThreadEvent): ChatPush => ({ kind: 'event', event: one, ...ref });
  const ids = ({ chat: { events = [] } }: ChatState): string[] => events.map(({ id }) => id);

  it('sorts events by their time, and knows an event by id and by the id of its author', () => {
    const own = event('3', { authorId: login, customId: 'x' });
    const state = apply(stateOf(chat), [
      received(own),
      received(event('1')),
      received(event('2')),
      received(event('1')),
      received({ ...own, id: 'other id of the same' }),
    ]);
    assert.deepEqual(ids(state), ['1', '2', '3']);
    assert.equal(state.chat.lastMessage?.id, '3');
  });

  it('keeps an updated event at its place and time, around which late events are inserted', () => {
    const updated = { ...event('1'), createdAt: '2026-07-01T11:59:00.000000Z' };
    const state = apply(stateOf(chat), [
      received(event('1')),
      received(event('3')),
      { ...ref, kind: 'event', event: updated, isUpdate: true },
      received(event('2')),
    ]);
    assert.deepEqual(
      state.chat.events?.map(({ id, createdAt }) => [id, createdAt]),
      ['1', '2', '3'].map((id) => [id, event(id).createdAt]),
    );
  });

  it('never shows what was deleted before it arrived', () => {
    const state = apply(stateOf(chat), [
      { kind: 'eventDeleted', eventId: '1', ...ref },
      received(event('1')),
    ]);
    assert.deepEqual(state.chat.events, [
      { ...event('1'), isDeleted: true, content: { kind: 'message', text: '' } },
    ]);
    const changed = applyPush(state, { ...ref, kind: 'event', event: event('1'), isUpdate: true }, now);
    assert.equal(changed.chat.events?.[0]?.isDeleted, true);
  });

  it('ignores an earlier thread, and is stale where the start of a thread was missed', () => {
    const older = { ...chat, threadId: 't1', startedAt: '2026-06-01T11:00:00.000Z' };
    assert.equal(applyPush(stateOf(chat), { kind: 'started', chat: older }, now).chat, chat);
    const next = { ...chat, threadId: 't3', startedAt: '2026-07-01T11:30:00.000Z' };
    const state = applyPush(stateOf(chat), { kind: 'started', chat: next }, now);
    assert.equal(state.chat.threadId, 't3');
    assert.equal(applyPush(state, { kind: 'ended', ...ref }, now), state);
    const missed = applyPush(state, { kind: 'ended', chatId: 'c', threadId: 't4' }, now);
    assert.equal(missed.isStale, true);
  });

  it('ends indicators with a message, the end of the chat, and time', () => {
    const indicators: ChatPush[] = [
      { kind: 'typing', userId: 'customer', isTyping: true, ...ref },
      { kind: 'sneakPeek', userId: 'customer', text: 'I would', ...ref },
    ];
    const state = apply(stateOf(chat), indicators);
    assert.equal(state.sneakPeek?.text, 'I would');
    assert.deepEqual(
      state.typing.map(({ userId }) => userId),
      ['customer'],
    );
    for (const push of [received(event('1')), { kind: 'ended', ...ref } as const]) {
      const after = applyPush(state, push, now);
      assert.equal(after.sneakPeek, undefined);
      assert.deepEqual(after.typing, []);
    }
    assert.equal(nextExpiry(state), now + 10_000);
    const later = expire(state, now + 10_000);
    assert.deepEqual(later.typing, []);
    assert.equal(later.sneakPeek?.text, 'I would');
    assert.equal(expire(later, now + 30_000).sneakPeek, undefined);
    assert.equal(nextExpiry(expire(later, now + 30_000)), undefined);
  });

  it('keeps its events if a list reports the same thread, and fetches them again', () => {
    const state = apply(stateOf(chat), [received(event('1'))]);
    const { events: _, ...listed } = chat;
    const after = applyFetched(state, { ...listed, tags: ['bug'] });
    assert.deepEqual([ids(after), after.chat.tags, after.isStale], [['1'], ['bug'], true]);
    const other = applyFetched(state, { ...listed, threadId: 't3' });
    assert.deepEqual([other.chat.events, other.isStale], [undefined, undefined]);
  });
});
