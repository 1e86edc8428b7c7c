import assert from 'node:assert/strict';
import { readStartOptions } from '../../../scripts/startOptions.mjs';

describe('the options of npm start', () => {
  it('are a classic sandbox account in any editor by default', () => {
    assert.deepEqual(readStartOptions([]), {
      ...{ where: 'any', port: undefined, sandbox: true, kind: 'classic', tickets: undefined },
    });
  });

  it('select the editor, its port, the account and its size', () => {
    assert.deepEqual(
      readStartOptions(['--web', '--port', '8123', '--account', 'platform', '--tickets', '5000']),
      { where: 'web', port: 8123, sandbox: true, kind: 'platform', tickets: 5000 },
    );
    const { where, sandbox } = readStartOptions(['--desktop', '--no-sandbox']);
    assert.deepEqual([where, sandbox], ['desktop', false]);
  });

  it('are refused with a sentence that names the option', () => {
    for (const [args, message] of [
      [['--web', '--desktop'], /Either --web or --desktop/],
      [['--port', '0'], /--port must be a number from 1 to 65535, not "0"/],
      [['--port', '1e3'], /--port must be a number/],
      [['--account', 'other'], /--account must be classic or platform, not "other"/],
      [['--tickets', '24'], /--tickets must be a number from 25 to 20000, not "24"/],
      [['--tickets', ''], /--tickets must be a number/],
      [['--seed', '1'], /--seed/],
    ] as const) {
      assert.throws(() => readStartOptions(args), message);
    }
  });
});
