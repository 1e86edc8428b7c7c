import assert from 'node:assert/strict';
import type { Account } from '../../../src/core/domain/account';
import { ShownOnce } from '../../../src/ui/account/shownOnce';
import { MemoryValues } from '../actions/support/office';

const ada: Account = { id: 'platform:ada', kind: 'platform', name: 'ada' };
const ben: Account = { ...ada, id: 'platform:ben', name: 'ben' };

describe('ShownOnce', () => {
  it('shows a notice once per window, even before the write completes', () => {
    const shown = new ShownOnce(new MemoryValues());
    assert.deepEqual([shown.claim(ada, 'legacy'), shown.claim(ada, 'legacy')], [true, false]);
  });

  it('does not show a notice again in the next window or after another notice', () => {
    const memory = new MemoryValues();
    const first = new ShownOnce(memory);
    assert.ok(first.claim(ada, 'legacy') && first.claim(ada, 'deprecated'));
    const next = new ShownOnce(memory);
    assert.deepEqual([next.claim(ada, 'legacy'), next.claim(ada, 'deprecated')], [false, false]);
  });

  it('shows a notice for each account, and each notice of an account', () => {
    const shown = new ShownOnce(new MemoryValues());
    assert.ok(shown.claim(ada, 'legacy'));
    assert.deepEqual([shown.claim(ben, 'legacy'), shown.claim(ada, 'deprecated')], [true, true]);
  });

  it('shows no notice for the demo account', () => {
    const memory = new MemoryValues();
    assert.equal(new ShownOnce(memory).claim({ ...ada, demo: true }, 'legacy'), false);
    assert.equal(memory.values.size, 0);
  });

  it('shows a notice once per window when the write fails', async () => {
    const memory = new MemoryValues();
    memory.locked = true;
    const shown = new ShownOnce(memory);
    assert.deepEqual([shown.claim(ada, 'legacy'), shown.claim(ada, 'legacy')], [true, false]);
    // The failed write must not cause an unhandled rejection.
    await new Promise((turned) => setImmediate(turned));
    assert.ok(new ShownOnce(memory).claim(ada, 'legacy'));
  });

  it('replaces a malformed stored value', () => {
    const memory = new MemoryValues();
    memory.values.set('livechat.told.platform:ada', { malformed: true });
    assert.ok(new ShownOnce(memory).claim(ada, 'legacy'));
    assert.deepEqual(memory.values.get('livechat.told.platform:ada'), ['legacy']);
  });
});
