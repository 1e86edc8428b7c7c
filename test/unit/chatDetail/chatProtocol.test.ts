import assert from 'node:assert/strict';
import { chatProtocol, savedChat } from '../../../src/protocol/chat';
import { HostEnd } from '../../../src/protocol/messages';

describe('chatProtocol', () => {
  it('decodes messages before handling them', async () => {
    const handled: unknown[] = [];
    const faults: unknown[] = [];
    const end = new HostEnd(
      chatProtocol,
      () => undefined,
      {
        ready: () => handled.push('ready'),
        act: () => undefined,
        retry: () => undefined,
        takeBack: () => undefined,
        pickFile: () => undefined,
        endDelay: () => undefined,
        draft: () => Promise.resolve(undefined),
        send: () => Promise.resolve({ outcome: 'accepted' }),
        later: () => Promise.resolve({ outcome: 'accepted' }),
        paste: () => Promise.resolve({ outcome: 'accepted' }),
        drop: () => Promise.resolve({ outcome: 'accepted' }),
        copy: () => Promise.resolve(undefined),
        openAddress: ({ url }) => Promise.resolve((handled.push(url), { opened: true })),
      },
      (thrown) => {
        faults.push(thrown);
        return 'sentence';
      },
    );
    await end.receive({ kind: 'command', name: 'ready', payload: {} });
    await end.receive({ kind: 'request', id: 1, name: 'openAddress', payload: { url: 'https://a.test' } });
    await end.receive({ kind: 'request', id: 2, name: 'openAddress', payload: { url: 7 } });
    await end.receive({ kind: 'command', name: 'constructor', payload: {} });
    assert.deepEqual(handled, ['ready', 'https://a.test']);
    assert.equal(faults.length, 2);
    for (const malformed of [undefined, {}, { subject: { eventId: 1 } }, { subject: {}, scroll: 'top' }]) {
      assert.throws(() => savedChat(malformed));
    }
  });
});
