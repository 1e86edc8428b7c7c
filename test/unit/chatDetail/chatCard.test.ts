import assert from 'node:assert/strict';
import { customerOf } from '../../../src/core/domain/liveChat';
import type { EventView } from '../../../src/protocol/conversation';
import type { LiveView } from '../../../src/protocol/liveChat';
import { showThread, visitorOf, visitorOfEvent } from '../../../src/ui/chatDetail/chatCard';
import type { LiveHandlers } from '../../../src/ui/chatDetail/chatModel';
import { chat } from '../shield/support/people';
import { chatArrival } from '../events/journal/support/journalBench';

const heading = (key: string): EventView => ({ kind: 'line', isPrivate: false, key });

/** A chat whose earlier threads are read one by one. */
function chatWith(earlier: readonly string[], fails = false) {
  const left = [...earlier];
  let events: readonly EventView[] = [heading('newest')];
  const acted: string[] = [];
  const model = {
    get events() {
      return events;
    },
    get view() {
      const live = left.length > 0 && {
        live: { earlier: { id: 'earlier', label: '' } } as unknown as LiveView,
      };
      return { ...live };
    },
    live: {
      act: (action: string) => {
        acted.push(action);
        if (!fails) events = [heading(left.pop() ?? ''), ...events];
        return Promise.resolve();
      },
    } as unknown as LiveHandlers,
  };
  return { model, acted };
}

const open = { isOpen: () => true, askForMore: () => Promise.resolve(true) };

describe('the visitor card of a chat', () => {
  it('reads earlier threads up to the one that is opened, and none that is shown', async () => {
    const { model, acted } = chatWith(['first', 'second', 'third']);
    await showThread(model, 'second', open);
    assert.deepEqual(
      model.events.map(({ key }) => key),
      ['second', 'third', 'newest'],
    );
    assert.equal(acted.length, 2);
    await showThread(model, 'third', open);
    assert.equal(acted.length, 2);
  });

  it('ends at the first thread, and where one cannot be read', async () => {
    const whole = chatWith(['first']);
    await showThread(whole.model, 'unknown', open);
    assert.equal(whole.acted.length, 1);
    const failing = chatWith(['first', 'second'], true);
    await showThread(failing.model, 'first', open);
    assert.equal(failing.acted.length, 1);
  });

  it('asks before each five further calls, and stops once the panel is closed', async () => {
    const ids = Array.from({ length: 20 }, (_each, index) => `thread ${index}`);
    const asked: number[] = [];
    const { model, acted } = chatWith(ids);
    await showThread(model, 'thread 0', {
      isOpen: () => acted.length < 12,
      askForMore: (calls) => {
        asked.push(calls);
        return Promise.resolve(true);
      },
    });
    assert.deepEqual([asked, acted.length], [[5, 5], 12]);
    const other = chatWith(ids);
    await showThread(other.model, 'thread 0', { ...open, askForMore: () => Promise.resolve(false) });
    assert.equal(other.acted.length, 5);
  });

  it('is that of the customer, with the thread that is shown', () => {
    const { email } = customerOf(chat) ?? {};
    assert.ok(email !== undefined);
    const { person, self } = visitorOf('platform:a', chat) ?? {};
    assert.equal(person?.mail, email);
    assert.deepEqual(self, { kind: 'chat', chatId: chat.chatId, threadId: chat.threadId });
    assert.equal(visitorOf('platform:a', undefined), undefined);
    const arrival = chatArrival('E1', {
      account: 'classic:a',
      chat: { id: 'T', messages: [], agents: [], groups: [], tags: [], events: [] },
      visitor: { name: 'Kim' },
    });
    assert.deepEqual(visitorOfEvent(arrival), {
      ...{ account: 'classic:a', person: { name: 'Kim' } },
      self: { kind: 'chat', chatId: 'T', threadId: 'T' },
    });
  });
});
