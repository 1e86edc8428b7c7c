import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../src/core/base/clock';
import { toDisposable } from '../../../src/core/base/disposable';
import { OpenTunnel } from '../../../src/core/tunnel/openTunnel';

const publicUrl = 'https://a.example.com';

describe('an open tunnel', () => {
  it('fires its close event once, also for late listeners, and stops its program', async () => {
    const calls: string[] = [];
    const end = (): Promise<void> => {
      calls.push('end');
      return Promise.resolve();
    };
    const tunnel = new OpenTunnel({ clock: systemClock, publicUrl, end });
    tunnel.onDidClose(({ reason }) => calls.push(reason));
    tunnel.close('first');
    tunnel.close('second');
    tunnel.onDidClose(({ reason }) => calls.push(`late ${reason}`));
    await tunnel.dispose();
    assert.deepEqual(calls, ['first', 'end', 'late first']);
  });

  it('fires no event after its disposal', async () => {
    const tunnel = new OpenTunnel({ clock: systemClock, publicUrl, end: () => Promise.resolve() });
    tunnel.onDidClose(() => assert.fail('closed'));
    await tunnel.dispose();
    tunnel.close('late');
  });

  it('is disposed of within 5 s even if closing hangs or fails', async () => {
    const asked: number[] = [];
    const clock: Clock = {
      now: () => 0,
      after: (ms, callback) => {
        asked.push(ms);
        queueMicrotask(callback);
        return toDisposable(() => undefined);
      },
    };
    await new OpenTunnel({ clock, publicUrl, end: () => new Promise(() => undefined) }).dispose();
    assert.ok(asked[0]! < 5000);
    await new OpenTunnel({
      clock: systemClock,
      publicUrl,
      end: () => Promise.reject(new Error('x')),
    }).dispose();
  });
});
