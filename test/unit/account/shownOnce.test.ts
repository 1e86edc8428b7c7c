import assert from 'node:assert/strict';
import type { Account } from '../../../src/core/domain/account';
import { ShownOnce } from '../../../src/ui/account/shownOnce';
import { MemoryValues } from '../actions/support/actionsFixture';

const ada: Account = { id: 'platform:ada', kind: 'platform', name: 'ada' };
const ben: Account = { ...ada, id: 'platform:ben', name: 'ben' };

describe('ShownOnce', () => {
  it('shows a notice once per window, even before the write completes', async () => {
    const shown = new ShownOnce(new MemoryValues());
    const both = [shown.claim(ada, 'legacy'), shown.claim(ada, 'legacy')];
    assert.deepEqual(await Promise.all(both), [true, false]);
  });

  it('does not show a notice again in the next window or after another notice', async () => {
    const memory = new MemoryValues();
    const first = new ShownOnce(memory);
    assert.ok((await first.claim(ada, 'legacy')) && (await first.claim(ada, 'deprecated')));
    const next = new ShownOnce(memory);
    assert.deepEqual([await next.claim(ada, 'legacy'), await next.claim(ada, 'deprecated')], [false, false]);
  });

  it('shows a notice for each account, and each notice of an account', async () => {
    const shown = new ShownOnce(new MemoryValues());
    assert.ok(await shown.claim(ada, 'legacy'));
    assert.deepEqual([await shown.claim(ben, 'legacy'), await shown.claim(ada, 'deprecated')], [true, true]);
  });

  it('shows no notice for the demo account', async () => {
    const memory = new MemoryValues();
    assert.equal(await new ShownOnce(memory).claim({ ...ada, demo: true }, 'legacy'), false);
    assert.equal(memory.values.size, 0);
  });

  it('shows a notice once per window when the write fails', async () => {
    const memory = new MemoryValues();
    memory.locked = true;
    const shown = new ShownOnce(memory);
    assert.deepEqual([await shown.claim(ada, 'legacy'), await shown.claim(ada, 'legacy')], [true, false]);
    // The failed write must not cause an unhandled rejection.
    await new Promise((turned) => setImmediate(turned));
    assert.ok(await new ShownOnce(memory).claim(ada, 'legacy'));
  });

  it('replaces a malformed stored value', async () => {
    const memory = new MemoryValues();
    memory.values.set('shown.platform:ada', { malformed: true });
    assert.ok(await new ShownOnce(memory).claim(ada, 'legacy'));
    assert.deepEqual(memory.values.get('shown.platform:ada'), ['legacy']);
  });
});
