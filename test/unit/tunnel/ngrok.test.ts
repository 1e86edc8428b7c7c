import assert from 'node:assert/strict';
import { ngrokProvider } from '../../../src/core/tunnel/ngrok';
import type { TunnelError } from '../../../src/core/tunnel/tunnel';
import { openOptions } from './support/options';
import { PuppetStage, recorded } from './support/puppets';

describe('ngrok', () => {
  let stage: PuppetStage;
  beforeEach(async () => (stage = await PuppetStage.open('ngrok')));
  afterEach(() => stage.close());

  it('opens with the address of the line "started tunnel", and closes when it changes', async () => {
    const provider = ngrokProvider(stage.host);
    assert.equal(await provider.available(), true);
    const opening = provider.open(4711, openOptions());
    const puppet = await stage.next();
    assert.deepEqual(
      puppet.args.join(' '),
      'http 127.0.0.1:4711 --inspect=false --log stdout --log-format json',
    );
    const output = await recorded('ngrok-ready');
    puppet.notify({ write: 'stdout', text: output });
    const tunnel = await opening;
    assert.equal(tunnel.publicUrl, 'https://ab12-203-0-113-7.ngrok-free.app');
    const reasons: string[] = [];
    const closed = new Promise<void>((resolve) => {
      tunnel.onDidClose(({ reason }) => {
        reasons.push(reason);
        resolve();
      });
    });
    // ngrok prints the same lines after it has reconnected.
    puppet.notify({ write: 'stdout', text: output });
    puppet.notify({ write: 'stdout', text: output.replaceAll('ab12', 'cd34') });
    await closed;
    assert.deepEqual(reasons, ['The public address changed.']);
    await puppet.gone;
  });

  const failures: readonly (readonly [string, TunnelError['code'], boolean])[] = [
    ['ngrok-no-token', 'needs-sign-in', false],
    ['ngrok-sessions', 'quota', false],
    ['ngrok-online', 'failed', true],
    ['ngrok-no-network', 'offline', true],
  ];
  for (const [name, code, retryable] of failures) {
    it(`fails with ${code} as in the recording ${name}`, async () => {
      const opening = ngrokProvider(stage.host).open(4711, openOptions());
      const puppet = await stage.next();
      puppet.notify({ write: 'stdout', text: await recorded(name), exit: 1 });
      await assert.rejects(opening, (error: TunnelError) => {
        assert.deepEqual([error.code, error.retryable], [code, retryable]);
        return true;
      });
    });
  }
});
