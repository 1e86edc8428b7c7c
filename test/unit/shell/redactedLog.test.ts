import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Disposable } from '../../../src/core/base/disposable';
import type { Log } from '../../../src/core/base/log';
import { RedactedLog } from '../../../src/ui/shell/redactedLog';

type Channel = Log & Disposable & { show(): void };

/** Like the editor's: throws after it was disposed of. */
function fakeChannel(): { readonly channel: Channel; readonly lines: string[] } {
  const lines: string[] = [];
  let isClosed = false;
  const write = (line: string): void => {
    if (isClosed) throw new Error('Channel has been closed');
    lines.push(line);
  };
  const channel: Channel = {
    trace: write,
    debug: write,
    info: write,
    warn: write,
    error: write,
    show: () => undefined,
    dispose: () => (isClosed = true),
  };
  return { channel, lines };
}

describe('RedactedLog', () => {
  it('drops lines after it was closed, so that shutdown goes on', () => {
    const { channel, lines } = fakeChannel();
    const log = new RedactedLog(channel);
    log.info('before');
    log.dispose();
    for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) log[level]('after');
    assert.deepEqual(lines, ['before']);
  });

  it('redacts registered secrets', () => {
    const { channel, lines } = fakeChannel();
    const log = new RedactedLog(channel);
    log.hide('a-secret-path');
    log.warn('to a-secret-path');
    assert.equal(lines.length, 1);
    assert.ok(!lines[0]?.includes('a-secret-path'));
  });

  it('computes the forms of a secret once, not for each line', () => {
    const { channel, lines } = fakeChannel();
    const log = new RedactedLog(channel);
    const encode = mock.method(globalThis, 'encodeURIComponent');
    try {
      for (let at = 0; at < 1_000; at += 1) log.hide(`secret-path-${String(at).padStart(24, '0')}`);
      for (let at = 0; at < 500; at += 1) log.info(`GET /tickets/* 200 in ${at} ms`);
      assert.equal(encode.mock.callCount(), 1_000);
    } finally {
      encode.mock.restore();
    }
    assert.equal(lines.length, 500);
  });
});
