import assert from 'node:assert/strict';
import { AfterWalk } from '../../../src/ui/shell/panels/afterWalk';
import { FakeClock } from '../support/fakeClock';

describe('What is done after a walk', () => {
  const start = () => {
    const clock = new FakeClock();
    const done: string[] = [];
    const afterWalk = new AfterWalk(clock);
    const show = (name: string): void => {
      afterWalk.shown();
      afterWalk.run(() => done.push(name));
    };
    return { clock, done, afterWalk, show };
  };

  it('is done at once for an item that is not passed', () => {
    const { clock, done, show } = start();
    show('a');
    clock.advance(250);
    show('b');
    assert.deepEqual(done, ['a', 'b']);
    assert.equal(clock.pending, 0);
  });

  it('waits until a held key rests', () => {
    const { clock, done, show } = start();
    for (const name of ['a', 'b', 'c']) {
      show(name);
      clock.advance(100);
    }
    assert.deepEqual(done, ['a']);
    clock.advance(149);
    assert.deepEqual(done, ['a']);
    clock.advance(1);
    assert.deepEqual(done, ['a', 'b', 'c']);
  });

  it('is done once for work that was requested several times', () => {
    const { clock, afterWalk } = start();
    let count = 0;
    const work = (): unknown => (count += 1);
    afterWalk.shown();
    afterWalk.shown();
    for (let i = 0; i < 3; i++) afterWalk.run(work);
    clock.advance(250);
    assert.equal(count, 1);
  });

  it('is done at the end of the extension at the latest', () => {
    const { clock, done, show, afterWalk } = start();
    show('a');
    show('b');
    afterWalk.dispose();
    assert.deepEqual(done, ['a', 'b']);
    assert.equal(clock.pending, 0);
  });
});
