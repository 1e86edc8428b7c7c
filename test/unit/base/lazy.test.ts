import assert from 'node:assert/strict';
import { Lazy } from '../../../src/core/base/lazy';

describe('Lazy', () => {
  it('creates its value once, on first access', async () => {
    let made = 0;
    const later = new Lazy(() => Promise.resolve(++made));
    assert.equal(made, 0);
    assert.equal(later.value, undefined);
    assert.deepEqual(await Promise.all([later.get(), later.get()]), [1, 1]);
    assert.equal(await later.get(), 1);
    assert.equal(later.value, 1);
  });

  it('retries on the next access if creation failed', async () => {
    const outcomes = [Promise.reject(new Error('not there')), Promise.resolve('there')];
    const later = new Lazy(() => outcomes.shift() ?? Promise.reject(new Error('asked too often')));
    await assert.rejects(later.get(), /not there/);
    assert.equal(await later.get(), 'there');
  });

  it('disposes of a created value once, and creates none in order to dispose of it', async () => {
    const ended: string[] = [];
    const idle = new Lazy(
      () => Promise.reject(new Error('made for nothing')),
      () => ended.push('idle'),
    );
    idle.dispose();
    const used = new Lazy(
      () => Promise.resolve('used'),
      (value) => ended.push(value),
    );
    await used.get();
    used.dispose();
    used.dispose();
    assert.deepEqual(ended, ['used']);
  });

  it('disposes of a value as soon as it is created if disposal came first', async () => {
    const ended: string[] = [];
    let finish: (value: string) => void = () => assert.fail('nobody asked');
    const later = new Lazy(
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
      (value) => ended.push(value),
    );
    const asked = later.get();
    later.dispose();
    assert.deepEqual(ended, []);
    finish('late');
    await asked;
    assert.deepEqual(ended, ['late']);
  });
});
