import assert from 'node:assert/strict';
import { detailProtocol, savedDetail, type DetailProtocol } from '../../../src/protocol/detail';
import { HostEnd, type HostHandlers } from '../../../src/protocol/messages';

function host() {
  const received: unknown[] = [];
  const posted: unknown[] = [];
  const saved = { outcome: 'saved', problems: [] } as const;
  const note = (what: string, payload: unknown): void => void received.push([what, payload]);
  const handlers: HostHandlers<DetailProtocol> = {
    ready: (payload) => note('ready', payload),
    discard: (payload) => note('discard', payload),
    refresh: () => note('refresh', undefined),
    retry: () => note('retry', undefined),
    reveal: () => note('reveal', undefined),
    signIn: () => note('signIn', undefined),
    resolve: (payload) => note('resolve', payload),
    takeBack: () => note('takeBack', undefined),
    openTicket: (payload) => note('openTicket', payload),
    draft: (payload) => {
      note('draft', payload);
      return Promise.resolve(undefined);
    },
    send: (payload) => Promise.resolve((note('send', payload), saved)),
    later: (payload) => Promise.resolve((note('later', payload), saved)),
    save: () => Promise.reject(new Error('bug')),
    copy: () => Promise.resolve(undefined),
    openAddress: (payload) => Promise.resolve((note('openAddress', payload), { opened: true })),
  };
  const faults: unknown[] = [];
  const end = new HostEnd(
    detailProtocol,
    (message) => posted.push(message),
    handlers,
    (thrown) => {
      faults.push(thrown);
      return 'sentence';
    },
  );
  return { end, received, posted, faults };
}

describe('messages of the ticket page', () => {
  it('are decoded before they are handled', async () => {
    const { end, received, faults } = host();
    for (const message of [
      { kind: 'command', name: 'discard', payload: { part: 'reply', more: 1 } },
      { kind: 'command', name: 'resolve', payload: { choice: 'use-current' } },
      { kind: 'request', id: 1, name: 'draft', payload: { values: { message: 'Hi', tags: ['a'] }, at: 7 } },
      { kind: 'request', id: 2, name: 'openAddress', payload: { url: 'https://shop.test' } },
    ]) {
      await end.receive(message);
    }
    assert.deepEqual(structuredClone(received), [
      ['discard', { part: 'reply' }],
      ['resolve', { choice: 'use-current' }],
      ['draft', { values: { message: 'Hi', tags: ['a'] }, at: 7 }],
      ['openAddress', { url: 'https://shop.test' }],
    ]);
    assert.deepEqual(faults, []);
  });

  it('malformed messages are answered but not handled', async () => {
    const { end, received, posted, faults } = host();
    for (const message of [
      { kind: 'command', name: 'discard', payload: { part: 'all' } },
      { kind: 'command', name: 'resolve', payload: { choice: 'compare it' } },
      { kind: 'command', name: 'ready', payload: { kept: { key: 5 } } },
      { kind: 'command', name: 'constructor', payload: {} },
      { kind: 'request', id: 1, name: 'send', payload: { values: { message: { text: 'Hi' } } } },
      { kind: 'request', id: 2, name: 'openAddress', payload: { url: ['https://shop.test'] } },
      { kind: 'request', id: 3, name: 'save', payload: { values: {} } },
      'nonsense',
    ]) {
      await end.receive(message);
    }
    assert.deepEqual(received, []);
    assert.equal(faults.length, 8);
    assert.deepEqual(posted, [
      { kind: 'answer', id: 1, name: 'send', fault: 'sentence' },
      { kind: 'answer', id: 2, name: 'openAddress', fault: 'sentence' },
      { kind: 'answer', id: 3, name: 'save', fault: 'sentence' },
    ]);
  });

  it('the stored page state is decoded', () => {
    assert.deepEqual(savedDetail({ key: 'k', scroll: 3, other: 1 }), { key: 'k', scroll: 3 });
    for (const malformed of [
      undefined,
      null,
      [],
      {},
      { key: 'k', scroll: 'top' },
      { key: 'k', values: { a: 1 } },
    ]) {
      assert.throws(() => savedDetail(malformed));
    }
  });
});
