import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/event';
import type { ChatChange } from '../../../src/core/chats/chatStates';
import { stateOf, type ChatState } from '../../../src/core/chats/chatState';
import { keepChats } from '../../../src/core/chats/keepChats';
import type { LiveChat } from '../../../src/core/domain/liveChat';
import { chatWith, said } from '../chatDetail/support/openLive';
import { FakeClock } from '../support/fakeClock';

describe('chats that are followed', () => {
  it('are kept with what was pushed, at most once in five seconds', () => {
    const clock = new FakeClock();
    const changed = new Emitter<ChatChange>();
    const states = new Map<string, ChatState>();
    const kept: LiveChat[] = [];
    const store = { onDidChange: changed.event, get: (id: string) => states.get(id) };
    const keeping = keepChats(store, clock, (chat) => kept.push(chat));
    const change = (chat: LiveChat, more: Partial<ChatChange> = {}): void => {
      states.set(chat.chatId, stateOf(chat));
      changed.fire({ chatId: chat.chatId, ...more });
    };
    const [one, two] = [said('1', 'c1', 'One'), said('2', 'c1', 'Two')];
    change(chatWith([one]));
    change(chatWith([one, two]));
    clock.advance(4_999);
    assert.deepEqual(kept, []);
    clock.advance(1);
    assert.deepEqual(kept, [chatWith([one, two])]);

    const { events: _, ...listed } = chatWith([]);
    change(listed);
    change(chatWith([one]), { isIndicator: true });
    changed.fire({});
    assert.equal(clock.pending, 0);
    change(chatWith([one]));
    // Another account is active.
    states.clear();
    clock.advance(5_000);
    assert.equal(kept.length, 1);
    change(chatWith([one]));
    keeping.dispose();
    assert.equal(clock.pending, 0);
  });

  it('are kept less often the longer they are, and soon once they have ended', () => {
    const clock = new FakeClock();
    const changed = new Emitter<ChatChange>();
    let chat = chatWith(Array.from({ length: 2_000 }, (_, index) => said(String(index), 'c1', 'Text')));
    const kept: LiveChat[] = [];
    const store = { onDidChange: changed.event, get: () => stateOf(chat) };
    const keeping = keepChats(store, clock, (one) => kept.push(one));
    for (let second = 0; second < 240; second += 1) {
      changed.fire({ chatId: chat.chatId });
      clock.advance(1_000);
    }
    assert.equal(kept.length, 2);
    changed.fire({ chatId: chat.chatId });
    clock.advance(10_000);
    chat = { ...chat, isActive: false };
    changed.fire({ chatId: chat.chatId });
    clock.advance(5_000);
    assert.deepEqual(kept.slice(2), [chat]);
    clock.advance(60_000);
    assert.equal(kept.length, 3);
    keeping.dispose();
  });
});
