import assert from 'node:assert/strict';
import { nothing, number, shape, text } from '../../../src/protocol/decode';
import {
  HostEnd,
  PageEnd,
  RequestFault,
  type HostHandlers,
  type Protocol,
} from '../../../src/protocol/messages';

const protocol = {
  notifications: { welcome: shape({ name: text }) },
  commands: { close: nothing, rename: shape({ name: text }) },
  requests: { double: { payload: shape({ of: number }), answer: number } },
} satisfies Protocol;

/** Two connected ends. Messages arrive one turn later, as from another process. */
function connected(handlers: Partial<HostHandlers<typeof protocol>> = {}) {
  const seen: string[] = [];
  const faults: unknown[] = [];
  const wire: unknown[] = [];
  const page = new PageEnd<typeof protocol>(protocol, (message) => void send(message), {
    welcome: ({ name }) => seen.push(`greet ${name}`),
  });
  const host = new HostEnd(
    protocol,
    (message) => page.receive(structuredClone(message)),
    {
      close: () => seen.push('close'),
      rename: ({ name }) => seen.push(`rename ${name}`),
      double: ({ of }) => Promise.resolve(of * 2),
      ...handlers,
    },
    (thrown) => {
      faults.push(thrown);
      return 'It did not work.';
    },
  );
  const send = async (message: unknown): Promise<void> => {
    wire.push(message);
    await Promise.resolve();
    await host.receive(structuredClone(message));
  };
  return { host, page, seen, faults, wire };
}

describe('page and host', () => {
  it('receive each other’s notifications and commands', async () => {
    const { host, page, seen } = connected();
    host.notify('welcome', { name: 'Kim' });
    page.send('rename', { name: 'Bo' });
    page.send('close', undefined);
    await new Promise(setImmediate);
    assert.deepEqual(seen, ['greet Kim', 'rename Bo', 'close']);
  });

  it('answer each request with the matching response', async () => {
    const { page } = connected();
    assert.deepEqual(await Promise.all([1, 2, 3].map((of) => page.ask('double', { of }))), [2, 4, 6]);
  });

  it('answer a failed request with a message, and the page continues', async () => {
    let broken = true;
    const { page, faults } = connected({
      double: ({ of }) => (broken ? Promise.reject(new Error('inner')) : Promise.resolve(of)),
    });
    await assert.rejects(
      page.ask('double', { of: 1 }),
      (thrown) => thrown instanceof RequestFault && thrown.message === 'It did not work.',
    );
    assert.equal((faults[0] as Error).message, 'inner');
    broken = false;
    assert.equal(await page.ask('double', { of: 1 }), 1);
  });

  it('keep the host running after any message of a page', async () => {
    const { host, seen, faults } = connected();
    const malformed: unknown[] = [
      undefined,
      null,
      'x',
      7,
      {},
      { kind: 'command' },
      { kind: 'command', name: 'toString', payload: {} },
      { kind: 'command', name: '__proto__', payload: {} },
      { kind: 'command', name: 'rename', payload: { name: 7 } },
      { kind: 'request', name: 'double', payload: { of: 1 } },
      { kind: 'notification', name: 'welcome', payload: { name: 'x' } },
    ];
    for (const message of malformed) await host.receive(message);
    assert.deepEqual(seen, []);
    assert.equal(faults.length, malformed.length);
  });

  it('answer a request with an unknown name or a malformed payload', async () => {
    const posted: unknown[] = [];
    const host = new HostEnd(
      protocol,
      (message) => posted.push(message),
      { close: () => undefined, rename: () => undefined, double: ({ of }) => Promise.resolve(of) },
      () => 'No.',
    );
    await host.receive({ kind: 'request', id: 1, name: 'hasOwnProperty', payload: {} });
    await host.receive({ kind: 'request', id: 2, name: 'double', payload: { of: '1' } });
    assert.deepEqual(posted, [
      { kind: 'answer', id: 1, name: 'hasOwnProperty', fault: 'No.' },
      { kind: 'answer', id: 2, name: 'double', fault: 'No.' },
    ]);
  });

  it('reject malformed and duplicate responses in the page', async () => {
    const page = new PageEnd(protocol, () => undefined, { welcome: () => undefined });
    const answer = page.ask('double', { of: 1 });
    page.receive({ kind: 'answer', id: 9, name: 'double', payload: 9 });
    page.receive({ kind: 'answer', id: 1, name: 'double', payload: 'two' });
    page.receive({ kind: 'answer', id: 1, name: 'double', payload: 2 });
    await assert.rejects(answer, /expected a number/);
  });
});
