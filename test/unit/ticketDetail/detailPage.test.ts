import assert from 'node:assert/strict';
import type { DetailForm, DetailState } from '../../../src/protocol/detail';
import { fakePageStorage } from '../webview/support/fakePageStorage';
import { openPage } from './support/openPage';

const initial = { message: '', private: false, status: 'open', subject: 'Zipper' };

function stateWith(form: Partial<DetailForm> = {}, more: Partial<DetailState> = {}): DetailState {
  const labels = { fault: 'own fault', copied: 'copied' } as DetailState['labels'];
  return {
    key: 'k',
    title: 'Zipper',
    lastEditAt: 0,
    labels,
    form: {
      spec: {
        id: 'x',
        title: '',
        submitLabel: '',
        labels: {
          required: '',
          saving: '',
          waiting: '',
          startOver: '',
          restored: '',
          problems: '',
          fault: '',
        },
        fields: [
          { kind: 'multiline', name: 'message', label: '' },
          { kind: 'checkbox', name: 'private', label: '' },
          { kind: 'text', name: 'status', label: '' },
          { kind: 'text', name: 'subject', label: '' },
        ],
      },
      initial,
      values: initial,
      base: {},
      revision: 1,
      restored: [],
      problems: [],
      ...form,
    },
    ...more,
  };
}

function shownPage() {
  const opened = openPage();
  opened.notify('show', stateWith());
  return opened;
}

describe('ticket page', () => {
  it('stores the list that the ticket was opened from, for a reload', () => {
    const from = { view: 'view/found/1', ids: ['a', 'b'] };
    const opened = openPage();
    opened.notify('show', stateWith({}, { from }));
    assert.deepEqual(opened.kept?.from, from);
    assert.deepEqual(openPage(opened.kept).all('ready')[0]?.payload, { kept: opened.kept });
    opened.notify('show', stateWith());
    assert.equal(opened.kept.from, undefined);
  });

  it('posts "ready", with its stored state if that can be read', () => {
    const kept = { key: 'k', at: 5, values: { message: 'Hi' }, scroll: 90 };
    assert.deepEqual(openPage(kept).all('ready')[0]?.payload, { kept });
    assert.deepEqual(openPage({ key: 7 }).all('ready')[0]?.payload, {});
    assert.deepEqual(openPage().all('ready')[0]?.payload, {});
  });

  it('posts every key press at once, with increasing timestamps', () => {
    const { page, all } = shownPage();
    for (const text of ['H', 'Hi', 'Hi!']) page.input('message', text);
    assert.deepEqual(
      all('draft').map(({ payload }) => payload),
      ['H', 'Hi', 'Hi!'].map((message, i) => ({ values: { message }, revision: 1, at: i + 1 })),
    );
  });

  it('passes text that the host has not stored to the next page, which posts it', () => {
    const pageStorage = fakePageStorage();
    const dead = openPage(undefined, pageStorage);
    dead.notify('show', stateWith());
    for (const text of ['H', 'Hi']) dead.page.input('message', text);
    dead.notify('stored', { at: 1 });
    const next = openPage(undefined, pageStorage);
    next.notify('show', stateWith({ values: { ...initial, message: 'H' } }, { lastEditAt: 1 }));
    assert.equal(next.face.drawn.message, 'Hi');
    assert.deepEqual(next.face.restored, ['reply']);
    assert.deepEqual(next.all('draft')[0]?.payload, { values: { message: 'Hi' }, revision: 1, at: 3 });
    next.notify('stored', { at: 3 });
    const last = openPage(undefined, pageStorage);
    last.notify('show', stateWith());
    assert.equal(last.face.drawn.message, '');
  });

  it('restores nothing from an earlier page that the host has stored', () => {
    const pageStorage = fakePageStorage();
    const closed = openPage(undefined, pageStorage);
    closed.notify('show', stateWith());
    closed.page.input('message', 'Sent long ago');
    const next = openPage(undefined, pageStorage);
    next.notify('show', stateWith({}, { lastEditAt: 1 }));
    assert.equal(next.face.drawn.message, '');
    assert.deepEqual(next.all('draft'), []);
  });

  it('stores typed text with its time and scroll position', () => {
    const opened = shownPage();
    opened.pass(7);
    opened.page.input('subject', 'Zip');
    opened.page.scrolled(120);
    assert.deepEqual(opened.kept, {
      ...{ key: 'k', at: 7, scroll: 120 },
      ...{ values: { subject: 'Zip' }, base: { subject: 'Zipper' } },
    });
  });

  it('sends, with each field of the ticket, the value that it had when typing began', () => {
    const pageStorage = fakePageStorage();
    const { page, notify, all } = openPage(undefined, pageStorage);
    const last = () => all('draft').at(-1)?.payload;
    notify('show', stateWith());
    page.input('message', 'Hi');
    page.input('status', 'solved');
    const theirs = { ...initial, status: 'pending', subject: 'Zip' };
    notify('show', stateWith({ initial: theirs }));
    page.input('status', 'spam');
    page.input('subject', 'Zipped');
    const values = { message: 'Hi', status: 'spam', subject: 'Zipped' };
    assert.deepEqual(last(), { values, base: { status: 'open', subject: 'Zip' }, revision: 1, at: 4 });
    const next = openPage(undefined, pageStorage);
    next.notify('show', stateWith({ initial: { ...initial, status: 'open' } }));
    assert.deepEqual(next.all('draft')[0]?.payload, {
      values,
      base: { status: 'open', subject: 'Zip' },
      ...{ revision: 1, at: 5 },
    });
    page.input('status', 'pending');
    page.input('status', 'spam');
    assert.deepEqual(last(), { values, base: { status: 'pending', subject: 'Zip' }, revision: 1, at: 6 });
  });

  it('takes over the host’s earlier values of restored fields', () => {
    const { page, notify, all } = openPage();
    const restored = { values: { ...initial, status: 'solved', subject: 'Zip' }, base: { status: 'spam' } };
    notify('show', stateWith(restored));
    page.input('message', 'Hi');
    const values = { message: 'Hi', status: 'solved', subject: 'Zip' };
    assert.deepEqual(all('draft')[0]?.payload, { values, base: { status: 'spam' }, revision: 1, at: 1 });
    void page.submit('fields');
    assert.deepEqual(all('save')[0]?.payload, { values, base: { status: 'spam' }, revision: 1 });
  });

  it('disables input while the host does not respond', async () => {
    const { page, face, answer, pass } = shownPage();
    page.input('message', 'Hi');
    pass(1500);
    assert.equal(face.waiting, true);
    await answer('draft', undefined);
    assert.equal(face.waiting, false);
  });

  it('keeps input when the ticket changes, and updates unedited fields', () => {
    const { page, face, notify } = shownPage();
    page.input('message', 'Half a sen');
    notify('show', stateWith({ initial: { ...initial, status: 'solved' }, values: initial }));
    assert.deepEqual(face.drawn, { ...initial, message: 'Half a sen', status: 'solved' });
  });

  it('takes the host’s values if the host marks them as newer', () => {
    const { page, face, notify } = shownPage();
    page.input('message', 'Hi');
    notify('show', stateWith({ revision: 2 }));
    assert.deepEqual([face.drawn.message, face.pending], ['', { reply: false, fields: false }]);
  });

  it('discards changes at once, and keeps text typed before the host has discarded too', () => {
    const { page, face, notify, all } = shownPage();
    page.input('message', 'Hi');
    page.input('subject', 'Zip');
    page.discard('fields');
    assert.deepEqual(face.drawn, { ...initial, message: 'Hi' });
    assert.deepEqual(face.pending, { reply: true, fields: false });
    page.input('status', 'solved');
    notify('show', stateWith({ revision: 2, values: { ...initial, message: 'Hi' } }));
    assert.deepEqual(face.drawn, { ...initial, message: 'Hi', status: 'solved' });
    const { values } = all('draft').at(-1)?.payload as { values: unknown };
    assert.deepEqual(values, { message: 'Hi', status: 'solved' });
    notify('show', stateWith({ revision: 3 }));
    assert.deepEqual(face.drawn, initial);
  });

  it('reports which part has unsaved input, and whether it is a note', () => {
    const { page, face } = shownPage();
    page.input('private', true);
    assert.deepEqual([face.pending, face.isPrivate], [{ reply: true, fields: false }, true]);
    page.input('status', 'solved');
    assert.deepEqual(face.pending, { reply: true, fields: true });
  });

  it('sends once, and shows the reason of a rejection next to its field', async () => {
    const { page, face, all, answer } = shownPage();
    page.input('message', 'Hi');
    void page.submit('reply');
    void page.submit('reply');
    assert.deepEqual(
      all('send').map(({ payload }) => payload),
      [{ values: { message: 'Hi' }, revision: 1 }],
    );
    assert.equal(face.busy, 'reply');
    const problems = [{ field: 'message', text: 'too long' }];
    await answer('send', { outcome: 'refused', problems, failure: 'not sent' });
    assert.deepEqual([face.busy, face.problems], [undefined, problems]);
    assert.deepEqual(face.failure, { part: 'reply', text: 'not sent' });
    assert.deepEqual(face.focused, ['reply', ['message']]);
  });

  it('reports a failed or malformed response of the host, and stays usable', async () => {
    const { page, face, answer, fail } = shownPage();
    void page.submit('fields');
    await fail('save', 'a sentence');
    assert.deepEqual([face.failure?.text, face.busy], ['a sentence', undefined]);
    void page.submit('fields');
    await answer('save', { outcome: 'perhaps' });
    assert.deepEqual(face.failure, { part: 'fields', text: 'own fault' });
  });

  it('requests copying text and opening URLs, and shows the outcome', async () => {
    const { page, face, all, answer, fail } = shownPage();
    const copying = page.copy();
    await answer('copy', undefined);
    await copying;
    assert.equal(face.said, 'copied');
    const opening = page.openAddress('https://shop.test');
    await fail('openAddress', 'no browser');
    await opening;
    assert.deepEqual(all('openAddress')[0]?.payload, { url: 'https://shop.test' });
    assert.equal(face.said, 'no browser');
  });

  it('keeps the scroll position of the conversation when it is drawn again', () => {
    const { face, notify } = openPage({ key: 'k', scroll: 90 });
    notify('show', stateWith());
    notify('conversation', { events: [{ kind: 'message', isPrivate: false, text: 'Hello' }] });
    assert.deepEqual([face.events.length, face.scroll], [1, 90]);
  });
});
