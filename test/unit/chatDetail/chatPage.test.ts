import assert from 'node:assert/strict';
import {
  chatProtocol,
  savedChat,
  type ChatState,
  type ChatLabels,
  type SavedChat,
} from '../../../src/protocol/chat';
import type { EventView } from '../../../src/protocol/conversation';
import { HostEnd } from '../../../src/protocol/messages';
import { ChatPage } from '../../../src/webview/chat/chatPage';
import { FakePorts } from '../webview/support/fakePorts';

const state: ChatState = {
  labels: { copied: 'copied', fault: 'own fault' } as ChatLabels,
  title: 'Kim',
  eventId: 'E1',
  chat: { title: 'Kim', id: 'C1', status: { value: 'running', label: 'Running' }, sections: [] },
};

function openPage(kept?: unknown) {
  const ports = new FakePorts<SavedChat>(kept);
  const drawn: ChatState[] = [];
  const conversations: { readonly events: readonly EventView[]; readonly scroll: number | undefined }[] = [];
  const announced: string[] = [];
  const page = new ChatPage({
    ...ports.surroundings,
    face: {
      draw: (what) => drawn.push(what),
      conversation: (events, scroll) => conversations.push({ events, scroll }),
      announce: (text) => announced.push(text),
    },
  });
  page.start();
  return {
    page,
    posted: ports.posted,
    drawn,
    conversations,
    announced,
    get keeps() {
      return ports.keeps;
    },
    notify: (name: string, payload: unknown) => page.receive({ kind: 'notification', name, payload }),
    answer: (name: string, answer: object) => ports.answer(page, name, answer),
  };
}

describe('ChatPage', () => {
  it('posts ready, and stores the event and the scroll position', () => {
    const opened = openPage();
    assert.equal(opened.posted[0]?.name, 'ready');
    opened.notify('show', state);
    opened.page.scrolled(90);
    assert.deepEqual(opened.keeps, { eventId: 'E1', scroll: 90 });
  });

  it('restores the scroll position', () => {
    const { notify, conversations } = openPage({ eventId: 'E1', scroll: 90 });
    notify('show', state);
    notify('conversation', { events: [{ kind: 'message', isPrivate: false, text: 'Hello' }] });
    assert.deepEqual([conversations[0]?.events.length, conversations[0]?.scroll], [1, 90]);
  });

  it('draws no conversation without a chat', () => {
    const { notify, conversations } = openPage({ eventId: 7 });
    const { chat: _chat, ...loading } = state;
    notify('show', loading);
    notify('conversation', { events: [] });
    assert.deepEqual(conversations, []);
  });

  it('announces the end of the chat once', () => {
    const { notify, announced } = openPage();
    notify('show', state);
    for (let i = 0; i < 2; i += 1) notify('show', { ...state, eventId: 'E2', notice: 'The chat ended.' });
    assert.deepEqual(announced, ['The chat ended.']);
  });

  it('requests a copy and an address, and announces the outcome', async () => {
    const { page, posted, announced, notify, answer } = openPage();
    notify('show', state);
    const copying = page.copy();
    await answer('copy', { payload: undefined });
    await copying;
    const opening = page.openAddress('https://shop.test');
    await answer('openAddress', { fault: 'no browser' });
    await opening;
    assert.deepEqual(posted.at(-1)?.payload, { url: 'https://shop.test' });
    const malformed = page.openAddress('https://shop.test');
    await answer('openAddress', { payload: { opened: 'perhaps' } });
    await malformed;
    assert.deepEqual(announced, ['copied', 'no browser', 'own fault']);
  });
});

describe('chatProtocol', () => {
  it('decodes messages before handling them', async () => {
    const handled: unknown[] = [];
    const faults: unknown[] = [];
    const end = new HostEnd(
      chatProtocol,
      () => undefined,
      {
        ready: () => handled.push('ready'),
        copy: () => Promise.resolve(undefined),
        openAddress: ({ url }) => Promise.resolve((handled.push(url), { opened: true })),
      },
      (thrown) => {
        faults.push(thrown);
        return 'sentence';
      },
    );
    await end.receive({ kind: 'command', name: 'ready', payload: undefined });
    await end.receive({ kind: 'request', id: 1, name: 'openAddress', payload: { url: 'https://a.test' } });
    await end.receive({ kind: 'request', id: 2, name: 'openAddress', payload: { url: 7 } });
    await end.receive({ kind: 'command', name: 'constructor', payload: {} });
    assert.deepEqual(handled, ['ready', 'https://a.test']);
    assert.equal(faults.length, 2);
    for (const malformed of [undefined, {}, { eventId: 1 }, { eventId: 'E', scroll: 'top' }]) {
      assert.throws(() => savedChat(malformed));
    }
  });
});
