import assert from 'node:assert/strict';
import { logRejection } from '../../../src/core/base/log';
import { unhandledDuring } from '../support/unhandledRejections';

describe('logRejection', () => {
  it('logs what the work rejects with, without its message', async () => {
    const lines: string[] = [];
    const log = { error: (line: string) => lines.push(line) };
    const unhandled = await unhandledDuring(() => {
      logRejection(undefined, log);
      logRejection(Promise.resolve('done'), log);
      logRejection(Promise.reject(new TypeError('Kim wrote: hello')), log);
    });
    assert.deepEqual(unhandled, []);
    assert.deepEqual(lines, ['Desk for LiveChat: work in the background failed (TypeError).']);
  });
});
