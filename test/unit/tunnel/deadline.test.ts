import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../src/core/base/clock';
import { toDisposable } from '../../../src/core/base/disposable';
import { ngrokProvider } from '../../../src/core/tunnel/ngrok';
import { openOptions } from './support/options';
import { PuppetStage } from './support/puppets';

describe('the timeout for opening a tunnel', () => {
  it('expires within 30 s and stops a program without output', async () => {
    const stage = await PuppetStage.open('ngrok');
    let pass: (() => void) | undefined;
    const clock: Clock = {
      now: () => systemClock.now(),
      after: (ms, callback) => {
        if (ms < 20_000) return systemClock.after(ms, callback);
        assert.ok(ms < 26_000, 'ending the program takes its time too');
        pass = callback;
        return toDisposable(() => undefined);
      },
    };
    const opening = ngrokProvider({ ...stage.host, clock }).open(4711, openOptions());
    const puppet = await stage.next();
    pass?.();
    await assert.rejects(opening, { name: 'TunnelError', code: 'timeout', retryable: true });
    await puppet.gone;
    await stage.close();
  });
});
