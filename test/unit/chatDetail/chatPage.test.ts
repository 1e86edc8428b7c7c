import assert from 'node:assert/strict';
import type { EventView } from '../../../src/protocol/conversation';
import type { ComposerLabels, ComposerView, LiveView } from '../../../src/protocol/liveChat';
import { openPage, state } from './support/openChatPage';

describe('ChatPage', () => {
  it('posts ready, and stores the event and the scroll position', () => {
    const opened = openPage();
    assert.equal(opened.posted[0]?.name, 'ready');
    opened.notify('show', state);
    opened.page.scrolled(90);
    assert.deepEqual(opened.keeps, { subject: { eventId: 'E1' }, scroll: 90 });
  });

  it('stores no scroll position at the newest message, where messages that come meanwhile are shown', () => {
    const opened = openPage(undefined, true);
    opened.notify('show', state);
    opened.page.scrolled(90);
    assert.deepEqual(opened.keeps, { subject: { eventId: 'E1' } });
  });

  it('restores the scroll position', () => {
    const { notify, conversations } = openPage({ subject: { eventId: 'E1' }, scroll: 90 });
    notify('show', state);
    notify('conversation', { events: [{ kind: 'message', isPrivate: false, text: 'Hello' }] });
    assert.deepEqual([conversations[0]?.events.length, conversations[0]?.scroll], [1, 90]);
  });

  it('adds the earlier events of a long conversation, and changes by index after that', () => {
    const { notify, conversations } = openPage();
    const event = (text: string) => ({ kind: 'message', isPrivate: false, text });
    notify('show', state);
    notify('conversation', { events: [event('c')] });
    notify('earlier', { events: [event('a'), event('b')] });
    notify('change', { from: 2, events: [event('d')] });
    const texts = conversations.map(({ events }) => events.map(({ text }) => text).join(''));
    assert.deepEqual(texts, ['c', 'abc', 'abd']);
  });

  it('draws no conversation without a chat', () => {
    const { notify, conversations } = openPage({ subject: { eventId: 7 } });
    const { chat: _chat, ...loading } = state;
    notify('show', loading);
    notify('conversation', { events: [] });
    assert.deepEqual(conversations, []);
  });

  it('announces the end of the chat once', () => {
    const { notify, announced } = openPage();
    notify('show', state);
    for (let i = 0; i < 2; i += 1)
      notify('show', { ...state, subject: { eventId: 'E2' }, notice: 'The chat ended.' });
    assert.deepEqual(announced, ['The chat ended.']);
  });

  it('forgets what was said and refused once the privacy shield is switched on', () => {
    const { notify, announced, problems } = openPage();
    notify('show', state);
    notify('change', { from: 0, events: [], notice: 'Kim: Hello' });
    notify('shielded', undefined);
    // What is shown, and what screen readers have in their log.
    assert.deepEqual([announced, problems], [['Kim: Hello', '', ''], [undefined]]);
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

const composer: ComposerView = {
  labels: { sending: 'Sending', you: 'You' } as ComposerLabels,
  isPrivateOnly: false,
  sendsOn: 'enter',
  maxBytes: 16_384,
  maxFileBytes: 10_485_760,
  values: {},
  revision: 0,
  isRestored: false,
  lastEditAt: 0,
};
const live: LiveView = { key: 'a chat/C1', actions: [], composer, isBusy: false };

describe('ChatPage of a running chat', () => {
  const texts = (events: readonly EventView[] | undefined): unknown[] =>
    (events ?? []).map(({ text, delivery }) => [text, delivery?.state]);

  it('shows a message at once and empties the composer before any answer', () => {
    const { page, notify, conversations, typed, announced, all } = openPage();
    notify('show', { ...state, live });
    notify('conversation', { events: [{ kind: 'message', isPrivate: false, text: 'Hello', key: 'E1' }] });
    page.input('message', 'Hi Kim');
    void page.submit();
    assert.deepEqual(texts(conversations.at(-1)?.events), [
      ['Hello', undefined],
      ['Hi Kim', 'sending'],
    ]);
    assert.deepEqual(announced, ['newest shown']);
    assert.equal(typed.at(-1)?.message, '');
    assert.deepEqual(all('send'), [{ text: 'Hi Kim', isPrivate: false, customId: 'id-1' }]);
  });

  it('draws an own message and the empty composer in one change', () => {
    const { page, notify, together, conversations, typed } = openPage();
    notify('show', { ...state, live });
    notify('conversation', { events: [] });
    page.input('message', 'Hi');
    const before = conversations.length + typed.length;
    void page.submit();
    assert.deepEqual([together, conversations.length + typed.length - before], [[2], 2]);
  });

  it('shows a message once, also if the host shows it before it answers', async () => {
    const { page, notify, conversations, answer } = openPage();
    notify('show', { ...state, live });
    notify('conversation', { events: [] });
    page.input('message', 'Hi');
    const sending = page.submit();
    const sent = { kind: 'message', isPrivate: false, text: 'Hi', key: 'id-1' };
    notify('change', { from: 0, events: [sent] });
    assert.deepEqual(texts(conversations.at(-1)?.events), [['Hi', undefined]]);
    await answer('send', { payload: { outcome: 'accepted' } });
    await sending;
    assert.deepEqual(texts(conversations.at(-1)?.events), [['Hi', undefined]]);
  });

  it('returns a refused text to the composer, before what was typed since, and says why', async () => {
    const { page, notify, conversations, typed, problems, answer } = openPage();
    notify('show', { ...state, live });
    notify('conversation', { events: [] });
    page.input('message', 'first');
    const sending = page.submit();
    page.input('message', 'second');
    await answer('send', { payload: { outcome: 'refused', problem: 'Too long.' } });
    await sending;
    assert.deepEqual(conversations.at(-1)?.events, []);
    assert.equal(typed.at(-1)?.message, 'first\nsecond');
    assert.equal(problems.at(-1), 'Too long.');
  });

  it('returns the text if the host fails', async () => {
    const { page, notify, typed, problems, answer } = openPage();
    notify('show', { ...state, live });
    page.input('message', 'Hi');
    const sending = page.submit();
    await answer('send', { fault: 'The disk is full.' });
    await sending;
    assert.deepEqual([typed.at(-1)?.message, problems.at(-1)], ['Hi', 'The disk is full.']);
  });

  it('sends nothing for an empty text, and a private note where nothing else is possible', () => {
    const { page, notify, all } = openPage();
    notify('show', { ...state, live: { ...live, composer: { ...composer, isPrivateOnly: true } } });
    page.input('message', '  \n');
    void page.submit();
    assert.deepEqual(all('send'), []);
    page.input('message', 'note');
    void page.submit();
    assert.deepEqual(all('send'), [{ text: 'note', isPrivate: true, customId: 'id-1' }]);
  });

  it('shows no private note on its way while it shows what the customer sees', () => {
    const { page, notify, conversations } = openPage();
    notify('show', { ...state, live: { ...live, customersView: 'This is what the customer sees.' } });
    notify('conversation', { events: [] });
    page.input('message', 'Hello');
    void page.submit();
    page.input('message', 'note');
    page.input('private', true);
    void page.submit();
    assert.deepEqual(texts(conversations.at(-1)?.events), [['Hello', 'sending']]);
  });

  it('says who will see a file, also without a text', async () => {
    const { page, notify, all, problems, answer } = openPage();
    const file = { name: 'a.png', type: 'image/png', size: 5, data: 'aGVsbG8=' };
    notify('show', { ...state, live });
    page.pickFile();
    page.input('private', true);
    page.pickFile();
    const pasting = page.paste(file);
    await answer('paste', { payload: { outcome: 'refused', problem: 'too large' } });
    await pasting;
    assert.deepEqual(all('pickFile'), [{ isPrivate: false }, { isPrivate: true }]);
    assert.deepEqual([all('paste'), problems.at(-1)], [[{ file, isPrivate: true }], 'too large']);
  });

  it('is not sent, now or later, while its message waits', () => {
    const { page, notify, all } = openPage();
    const delayed = { text: '', announcement: '', takeBack: '', help: '', leftMs: 5_000 };
    const values = { message: 'Hello' };
    notify('show', { ...state, live: { ...live, composer: { ...composer, values, delayed, revision: 1 } } });
    void page.submit();
    notify('laterWanted', undefined);
    assert.deepEqual([all('send'), all('later')], [[], []]);
    notify('show', { ...state, live: { ...live, composer: { ...composer, values, revision: 2 } } });
    notify('laterWanted', undefined);
    assert.equal(all('later').length, 1);
  });

  it('asks to resume an ended chat, and keeps the text until the host has it', () => {
    const opened = openPage();
    opened.notify('show', { ...state, live: { ...live, composer: { ...composer, resumes: true } } });
    opened.page.input('message', 'Hello again');
    void opened.page.submit();
    assert.deepEqual([opened.all('act'), opened.all('send')], [[{ action: 'resume' }], []]);
    assert.deepEqual(opened.keeps?.typed?.values, { message: 'Hello again' });
  });

  it('hands each key press to the host, and keeps it for a reload', () => {
    const opened = openPage();
    opened.notify('show', { ...state, live });
    opened.page.input('message', 'H');
    opened.page.input('message', 'Hi');
    const drafts = opened.all('draft') as { readonly values: unknown; readonly at: number }[];
    assert.deepEqual(
      drafts.map(({ values }) => values),
      [{ message: 'H' }, { message: 'Hi' }],
    );
    assert.ok(drafts[0]!.at < drafts[1]!.at);
    assert.deepEqual(opened.keeps?.typed, { key: live.key, at: drafts[1]!.at, values: { message: 'Hi' } });
    const reloaded = openPage(opened.keeps);
    reloaded.notify('show', { ...state, live });
    assert.equal(reloaded.typed.at(-1)?.message, 'Hi');
  });

  it('takes the input of the host if it is newer', () => {
    const { notify, page, typed } = openPage();
    notify('show', { ...state, live });
    page.input('message', 'Hi');
    notify('show', { ...state, live });
    assert.equal(typed.at(-1)?.message, 'Hi');
    const values = { message: 'from another window' };
    notify('show', { ...state, live: { ...live, composer: { ...composer, values, revision: 1 } } });
    assert.equal(typed.at(-1)?.message, 'from another window');
  });

  it('replaces the events from an index on, and announces new messages', () => {
    const { notify, conversations, announced } = openPage();
    notify('show', { ...state, live });
    const event = (text: string): EventView => ({ kind: 'message', isPrivate: false, text });
    notify('conversation', { events: [event('a'), event('b')] });
    notify('change', { from: 1, events: [event('B'), event('c')], notice: 'Kim: c' });
    assert.deepEqual(
      conversations.at(-1)?.events.map(({ text }) => text),
      ['a', 'B', 'c'],
    );
    assert.deepEqual(announced, ['Kim: c']);
  });
});
