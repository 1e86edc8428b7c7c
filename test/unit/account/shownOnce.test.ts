import assert from 'node:assert/strict';
import type { Account } from '../../../src/core/domain/account';
import { ShownOnce } from '../../../src/ui/account/shownOnce';
import { MemoryValues } from '../actions/support/office';

const ada: Account = { id: 'platform:ada', kind: 'platform', name: 'ada' };
const ben: Account = { ...ada, id: 'platform:ben', name: 'ben' };

describe('what is told of an account', () => {
  it('is told once by a window, also before it is written down', () => {
    const told = new ShownOnce(new MemoryValues());
    assert.deepEqual([told.isNews(ada, 'legacy'), told.isNews(ada, 'legacy')], [true, false]);
  });

  it('is not told again by the next window, nor after a second thing was', () => {
    const memory = new MemoryValues();
    const first = new ShownOnce(memory);
    assert.ok(first.isNews(ada, 'legacy') && first.isNews(ada, 'deprecated'));
    const next = new ShownOnce(memory);
    assert.deepEqual([next.isNews(ada, 'legacy'), next.isNews(ada, 'deprecated')], [false, false]);
  });

  it('is told of each account, and of something new again', () => {
    const told = new ShownOnce(new MemoryValues());
    assert.ok(told.isNews(ada, 'legacy'));
    assert.deepEqual([told.isNews(ben, 'legacy'), told.isNews(ada, 'deprecated')], [true, true]);
  });

  it('is never told of the demo account', () => {
    const memory = new MemoryValues();
    assert.equal(new ShownOnce(memory).isNews({ ...ada, demo: true }, 'legacy'), false);
    assert.equal(memory.values.size, 0);
  });

  it('is told once where it cannot be written down, and by the next window once more', async () => {
    const memory = new MemoryValues();
    memory.locked = true;
    const told = new ShownOnce(memory);
    assert.deepEqual([told.isNews(ada, 'legacy'), told.isNews(ada, 'legacy')], [true, false]);
    // The refusal of the memory is nobody's fault and must not end anything.
    await new Promise((turned) => setImmediate(turned));
    assert.ok(new ShownOnce(memory).isNews(ada, 'legacy'));
  });

  it('survives that something else lies where it was remembered', () => {
    const memory = new MemoryValues();
    memory.values.set('livechat.told.platform:ada', { malformed: true });
    assert.ok(new ShownOnce(memory).isNews(ada, 'legacy'));
    assert.deepEqual(memory.values.get('livechat.told.platform:ada'), ['legacy']);
  });
});
