import assert from 'node:assert/strict';
import { HostEnd, PageEnd, withSubject } from '../../../src/protocol/messages';
import { chatProtocol } from '../../../src/protocol/chat';
import { cardProtocol, type CardState, type NoteView } from '../../../src/protocol/visitorCard';
import { CardPage, type CardRenderer } from '../../../src/webview/card/cardPage';
import { responseTimeoutMs } from '../../../src/webview/shared/draftSync';
import { fakePageStorage } from '../webview/support/fakePageStorage';
import { FakePorts } from '../webview/support/fakePorts';

const key = '["note","platform:ada","kim@example.com"]';
const labels: CardState['labels'] = {
  ...{ title: '', history: '', showMore: '', note: '', noteHelp: '', search: '', cancel: '' },
  fault: 'It failed.',
};

class Face implements CardRenderer {
  drawn: CardState | undefined;
  note: string | undefined;
  waiting = false;
  problem: string | undefined;
  draw(state: CardState): void {
    this.drawn = state;
  }
  setNote(text: string): void {
    this.note = text;
  }
  setWaiting(waiting: boolean): void {
    this.waiting = waiting;
  }
  setProblem(text: string | undefined): void {
    this.problem = text;
  }
}

function openPage(texts = new Map<string, string>()) {
  const ports = new FakePorts(undefined, fakePageStorage(texts));
  const face = new Face();
  const revealed: string[] = [];
  const page = new CardPage({ face, reveal: (event) => revealed.push(event), ...ports.surroundings });
  const notify = (name: string, payload: object): void =>
    page.receive({ kind: 'notification', channel: cardProtocol.channel, name, payload });
  const show = (note?: Partial<NoteView>): void =>
    notify('show', {
      labels,
      person: 'kim',
      hasAddress: true,
      ...(note && { note: { key, text: '', savedAt: 0, ...note } }),
    });
  return { ports, face, page, revealed, notify, show, texts };
}

describe('the page of a visitor card', () => {
  it('reports that it can receive messages', () => {
    const { ports } = openPage();
    assert.deepEqual(ports.posted, [
      { kind: 'command', name: 'ready', payload: undefined, channel: cardProtocol.channel },
    ]);
  });

  it('hands each key press over, and keeps the text in the browser until it is stored', () => {
    const { ports, page, show, notify, texts } = openPage();
    show({ text: 'a', savedAt: 3 });
    ports.pass(10);
    page.input('ab');
    page.input('abc');
    assert.deepEqual(
      ports.all('note').map(({ payload }) => payload),
      [
        { key, text: 'ab', at: 10 },
        { key, text: 'abc', at: 11 },
      ],
    );
    notify('stored', { key, at: 10 });
    assert.equal(texts.size, 1);
    notify('stored', { key, at: 11 });
    assert.equal(texts.size, 0);
  });

  it('keeps what is typed when the host draws again, and takes newer text', () => {
    const { face, page, show, ports } = openPage();
    show({ text: 'a', savedAt: 3 });
    assert.equal(face.note, 'a');
    ports.pass(10);
    page.input('typed here');
    show({ text: 'a', savedAt: 3 });
    assert.equal(face.note, 'a', 'the field is not touched');
    show({ text: 'of another window', savedAt: 50 });
    assert.equal(face.note, 'of another window');
  });

  it('recovers text that no host has stored', () => {
    const first = openPage();
    first.show({ text: 'a', savedAt: 3 });
    first.ports.pass(10);
    first.page.input('before the host was killed');
    const second = openPage(first.texts);
    second.show({ text: 'a', savedAt: 3 });
    assert.equal(second.face.note, 'before the host was killed');
    assert.equal(second.ports.all('note').length, 1);
  });

  it('accepts no more text while the host does not respond', async () => {
    const { face, page, show, ports } = openPage();
    show({ savedAt: 1 });
    page.input('a');
    ports.pass(responseTimeoutMs);
    assert.equal(face.waiting, true);
    page.receive({ kind: 'answer', channel: cardProtocol.channel, name: 'note', id: 1, payload: undefined });
    await new Promise(setImmediate);
    assert.equal(face.waiting, false);
  });

  it('lets nothing be typed into a masked note', () => {
    const { face, page, show, ports } = openPage();
    show({ text: '', savedAt: 3, masked: { text: 'Requester ABC', show: 'Show' } });
    page.input('overwritten');
    assert.deepEqual([ports.all('note'), face.note], [[], undefined]);
    page.reveal();
    show({ text: 'Kim', savedAt: 3 });
    assert.equal(face.note, 'Kim');
  });

  it('opens entries, searches, cancels and reveals', () => {
    const { page, ports, notify, revealed } = openPage();
    page.open({ kind: 'ticket', id: 'T1', kindLabel: 'Ticket', title: '<b>x</b>' });
    page.search();
    page.cancel();
    notify('revealed', { key: 'thread' });
    assert.deepEqual(
      ports.posted.slice(1).map(({ name, payload }) => [name, payload]),
      [
        ['open', { kind: 'ticket', id: 'T1' }],
        ['search', undefined],
        ['cancel', undefined],
      ],
    );
    assert.deepEqual(revealed, ['thread']);
  });
});

describe('two protocols between a page and its host', () => {
  it('do not get each other’s messages', async () => {
    const faults: unknown[] = [];
    const got: string[] = [];
    const posted: unknown[] = [];
    const card = new HostEnd(
      cardProtocol,
      (message) => posted.push(message),
      {
        ...{ ready: () => got.push('card'), open: () => undefined, search: () => undefined },
        ...{ cancel: () => undefined, reveal: () => undefined, note: () => Promise.resolve(undefined) },
      },
      (thrown) => String(faults.push(thrown)),
    );
    const page = new PageEnd(chatProtocol, (message) => posted.push(message), {
      ...{ show: () => got.push('chat'), conversation: () => got.push('chat'), earlier: () => undefined },
      ...{ change: () => undefined, stored: () => got.push('chat'), entered: () => undefined },
      ...{ announced: () => undefined, inserted: () => undefined, inputFocused: () => undefined },
      ...{ laterWanted: () => undefined, shielded: () => undefined },
    });
    await card.receive({ kind: 'command', name: 'pickFile', payload: { isPrivate: true } });
    await card.receive(withSubject({ kind: 'command', name: 'ready', channel: 'visitorCard' }, 'x'));
    card.notify('stored', { key, at: 1 });
    page.receive(posted.at(-1));
    assert.deepEqual([faults, got], [[], ['card']]);
  });
});
