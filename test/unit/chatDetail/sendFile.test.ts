import assert from 'node:assert/strict';
import { FailureError } from '../../../src/core/domain/failure';
import { maxFileBytes } from '../../../src/core/domain/sharedFile';
import { sendFile, type ChosenFile, type FilePorts } from '../../../src/ui/chatDetail/live/sendFile';

function fileOf(size: number, more: Partial<ChosenFile> = {}): ChosenFile & { readonly reads: () => number } {
  let reads = 0;
  return {
    name: 'a.png',
    size,
    read: () => {
      reads += 1;
      return Promise.resolve(new Uint8Array(size));
    },
    reads: () => reads,
    ...more,
  };
}

function openPorts(agrees = true, upload: FilePorts['upload'] = () => Promise.resolve('https://cdn.test/a')) {
  const done: unknown[] = [];
  const ports: FilePorts = {
    confirm: ({ name }, isPrivate) => {
      done.push(['confirm', name, isPrivate]);
      return Promise.resolve(agrees);
    },
    upload: async (file, isPrivate) => {
      done.push(['upload', file.name, file.type, file.bytes.byteLength]);
      return await upload(file, isPrivate);
    },
    send: (file, isPrivate) => done.push(['send', file, isPrivate]),
    messages: {
      tooLarge: ({ size }) => `too large: ${size}`,
      unreadable: ({ name }) => `unreadable: ${name}`,
      failed: ({ code }) => `failed: ${code}`,
    },
  };
  return { ports, done };
}

describe('sending a file', () => {
  it('asks, uploads it, and sends its address to those who were named', async () => {
    for (const isPrivate of [false, true]) {
      const { ports, done } = openPorts();
      assert.equal(await sendFile(ports, fileOf(7), isPrivate), undefined);
      assert.deepEqual(done, [
        ['confirm', 'a.png', isPrivate],
        ['upload', 'a.png', 'image/png', 7],
        ['send', { url: 'https://cdn.test/a', name: 'a.png' }, isPrivate],
      ]);
    }
  });

  it('keeps the type that the browser gave, and leaves an unknown one out', async () => {
    const { ports, done } = openPorts();
    await sendFile(ports, fileOf(7, { name: 'a.bin', type: 'image/avif' }), false);
    await sendFile(ports, fileOf(7, { name: 'a.unknown', type: '' }), false);
    const types = done.filter((step) => Array.isArray(step) && step[0] === 'upload');
    assert.deepEqual(types, [
      ['upload', 'a.bin', 'image/avif', 7],
      ['upload', 'a.unknown', undefined, 7],
    ]);
  });

  it('reads and uploads nothing unless the person agrees', async () => {
    const { ports, done } = openPorts(false);
    const file = fileOf(7);
    assert.equal(await sendFile(ports, file, false), undefined);
    assert.deepEqual([file.reads(), done.length], [0, 1]);
  });

  it('accepts 10 MB, and refuses more before it reads or asks', async () => {
    const { ports, done } = openPorts();
    const large = fileOf(maxFileBytes + 1);
    assert.equal(await sendFile(ports, large, false), `too large: ${maxFileBytes + 1}`);
    assert.deepEqual([large.reads(), done], [0, []]);
    assert.equal(await sendFile(ports, fileOf(maxFileBytes), false), undefined);
    assert.equal(done.length, 3);
  });

  it('counts again what it read, because a file can grow', async () => {
    const { ports, done } = openPorts();
    const read = () => Promise.resolve(new Uint8Array(maxFileBytes + 1));
    assert.match((await sendFile(ports, fileOf(7, { read }), false)) ?? '', /^too large/);
    assert.equal(done.length, 1);
  });

  it('asks about no folder, and says that it cannot be read', async () => {
    const { ports, done } = openPorts();
    const folder = fileOf(7, { isUnreadable: true });
    assert.equal(await sendFile(ports, folder, false), 'unreadable: a.png');
    assert.deepEqual([folder.reads(), done], [0, []]);
  });

  it('says that a file could not be read', async () => {
    const { ports, done } = openPorts();
    const read = () => Promise.resolve(undefined);
    assert.equal(await sendFile(ports, fileOf(7, { read }), false), 'unreadable: a.png');
    assert.equal(done.length, 1);
  });

  it('says why LiveChat refused it, and sends no event', async () => {
    const refuse = (): Promise<string> => Promise.reject(new FailureError({ code: 'timeout', afterMs: 1 }));
    const { ports, done } = openPorts(true, refuse);
    assert.equal(await sendFile(ports, fileOf(7), false), 'failed: timeout');
    assert.equal(done.length, 2);
    const broken = openPorts(true, () => Promise.reject(new TypeError('bug')));
    await assert.rejects(sendFile(broken.ports, fileOf(7), false), TypeError);
  });
});
