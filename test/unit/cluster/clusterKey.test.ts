import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clusterKey } from '../../../src/core/cluster/clusterKey';

describe('clusterKey', () => {
  let root: string;
  let file: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'cluster-key-'));
    file = path.join(root, 'folder', 'windows.key');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('creates one key for all windows, in a file of this user only', async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => clusterKey(file)));
    const texts = new Set(keys.map((key) => Buffer.from(key).toString('hex')));
    assert.deepEqual([...texts], [readFileSync(file, 'utf8')]);
    assert.deepEqual(readdirSync(path.dirname(file)), ['windows.key']);
    if (process.platform === 'win32') return;
    const modes = [file, path.dirname(file)].map((one) => statSync(one).mode & 0o777);
    assert.deepEqual(modes, [0o600, 0o700]);
  });

  it('removes the temporary file of a window that was killed, and none that is in use', async () => {
    const [killed, used, other] = ['windows.key.aa', 'windows.key.bb', 'desk.db'].map((name) =>
      path.join(root, name),
    );
    for (const each of [killed, used, other]) writeFileSync(String(each), 'x');
    const long = new Date(Date.now() - 3_600_000);
    for (const each of [killed, other]) utimesSync(String(each), long, long);
    await clusterKey(path.join(root, 'windows.key'));
    assert.deepEqual(readdirSync(root).sort(), ['desk.db', 'windows.key', 'windows.key.bb']);
  });
});
