import assert from 'node:assert/strict';
import {
  chatProtocol,
  keptChat,
  type ChatState,
  type ChatLabels,
  type KeptChat,
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
  const ports = new FakePorts<KeptChat>(kept);
  const drawn: ChatState[] = [];
  const talks: { readonly events: readonly EventView[]; readonly scroll: number | undefined }[] = [];
  const said: string[] = [];
  const page = new ChatPage({
    ...ports.surroundings,
    face: {
      draw: (what) => drawn.push(what),
      conversation: (events, scroll) => talks.push({ events, scroll }),
      announce: (text) => said.push(text),
    },
  });
  page.start();
  return {
    page,
    posted: ports.posted,
    drawn,
    talks,
    said,
    get keeps() {
      return ports.keeps;
    },
    notify: (name: string, payload: unknown) => page.receive({ kind: 'notification', name, payload }),
    answer: (name: string, answer: object) => ports.answer(page, name, answer),
  };
}

describe('the page of a chat', () => {
  it('says that it is ready, and keeps which event it shows and where it stood', () => {
    const opened = openPage();
    assert.equal(opened.posted[0]?.name, 'ready');
    opened.notify('show', state);
    opened.page.scrolled(90);
    assert.deepEqual(opened.keeps, { eventId: 'E1', scroll: 90 });
  });

  it('draws the conversation where it stood before', () => {
    const { notify, talks } = openPage({ eventId: 'E1', scroll: 90 });
    notify('show', state);
    notify('conversation', { events: [{ kind: 'message', isPrivate: false, text: 'Hello' }] });
    assert.deepEqual([talks[0]?.events.length, talks[0]?.scroll], [1, 90]);
  });

  it('draws no conversation before there is a chat', () => {
    const { notify, talks } = openPage({ eventId: 7 });
    const { chat: _chat, ...loading } = state;
    notify('show', loading);
    notify('conversation', { events: [] });
    assert.deepEqual(talks, []);
  });

  it('says once that the chat ended', () => {
    const { notify, said } = openPage();
    notify('show', state);
    for (let i = 0; i < 2; i += 1) notify('show', { ...state, eventId: 'E2', notice: 'The chat ended.' });
    assert.deepEqual(said, ['The chat ended.']);
  });

  it('asks for a copy and an address, and says what came of it', async () => {
    const { page, posted, said, notify, answer } = openPage();
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
    assert.deepEqual(said, ['copied', 'no browser', 'own fault']);
  });
});

describe('what the page of a chat may say', () => {
  it('is decoded before it is heard', async () => {
    const heard: unknown[] = [];
    const faults: unknown[] = [];
    const end = new HostEnd(
      chatProtocol,
      () => undefined,
      {
        ready: () => heard.push('ready'),
        copy: () => Promise.resolve(undefined),
        openAddress: ({ url }) => Promise.resolve((heard.push(url), { opened: true })),
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
    assert.deepEqual(heard, ['ready', 'https://a.test']);
    assert.equal(faults.length, 2);
    for (const malformed of [undefined, {}, { eventId: 1 }, { eventId: 'E', scroll: 'top' }]) {
      assert.throws(() => keptChat(malformed));
    }
  });
});
