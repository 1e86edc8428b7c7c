import assert from 'node:assert/strict';
import { Lazy } from '../../../src/core/base/lazy';

describe('what is made later', () => {
  it('is made when first asked for, and once', async () => {
    let made = 0;
    const later = new Lazy(() => Promise.resolve(++made));
    assert.equal(made, 0);
    assert.equal(later.value, undefined);
    assert.deepEqual(await Promise.all([later.get(), later.get()]), [1, 1]);
    assert.equal(await later.get(), 1);
    assert.equal(later.value, 1);
  });

  it('is tried again by the next who asks where making it failed', async () => {
    const outcomes = [Promise.reject(new Error('not there')), Promise.resolve('there')];
    const later = new Lazy(() => outcomes.shift() ?? Promise.reject(new Error('asked too often')));
    await assert.rejects(later.get(), /not there/);
    assert.equal(await later.get(), 'there');
  });

  it('is given back once, and not made for that', async () => {
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

  it('is given back as soon as it is made where its end came first', async () => {
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
