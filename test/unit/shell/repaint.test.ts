import assert from 'node:assert/strict';
import { Repaint } from '../../../src/ui/shell/trees/repaint';
import { FakeClock } from '../support/fakeClock';

interface Drawn {
  readonly at: number;
  readonly node: string | undefined;
}

function repainting(isPaused?: () => boolean, changed?: () => readonly string[] | undefined) {
  const clock = new FakeClock();
  const begun = clock.now();
  const drawn: Drawn[] = [];
  let prepared = 0;
  const repaint = new Repaint<string>(clock, () => (prepared += 1), isPaused, changed);
  repaint.event((node) => drawn.push({ at: clock.now() - begun, node }));
  return { clock, drawn, repaint, prepared: () => prepared };
}

describe('Repaint', () => {
  it('draws a first change in the same turn, and changes of a turn once', async () => {
    const { drawn, repaint, prepared } = repainting();
    repaint.ask();
    repaint.ask();
    assert.deepEqual(drawn, []);
    await Promise.resolve();
    assert.deepEqual(drawn, [{ at: 0, node: undefined }]);
    assert.equal(prepared(), 1);
  });

  it('leaves the editor more than 200 ms between changes that never stop, whether of rows or of all', async () => {
    const { clock, drawn, repaint } = repainting();
    for (let ms = 0; ms < 2_000; ms += 50) {
      if (ms % 100 === 0) repaint.redraw(['a row', ms < 1_000 ? 'a row' : 'another row']);
      else repaint.ask();
      await Promise.resolve();
      clock.advance(50);
    }
    const times = [...new Set(drawn.map(({ at }) => at))];
    assert.deepEqual(times, [0, 300, 600, 900, 1_200, 1_500, 1_800]);
  });

  it('draws the last of many changes', () => {
    const { clock, drawn, repaint } = repainting();
    repaint.redraw(['first']);
    repaint.redraw(['second', 'third']);
    repaint.redraw(['third']);
    clock.advance(10_000);
    assert.deepEqual(drawn, [
      { at: 0, node: 'first' },
      { at: 300, node: 'second' },
      { at: 300, node: 'third' },
    ]);
  });

  it('draws all rows once where all and some of them changed', async () => {
    const { clock, drawn, repaint } = repainting();
    repaint.redraw(['first']);
    repaint.redraw(['second']);
    repaint.ask();
    await Promise.resolve();
    clock.advance(300);
    assert.deepEqual(drawn, [
      { at: 0, node: 'first' },
      { at: 300, node: undefined },
    ]);
  });

  it('draws only what has changed, or all rows if that is not known or asked for in the same turn', async () => {
    let changed: readonly string[] | undefined = ['a'];
    const { clock, drawn, repaint, prepared } = repainting(undefined, () => changed);
    const nodes = async (): Promise<unknown> => {
      await Promise.resolve();
      clock.advance(1_000);
      return drawn.splice(0).map(({ node }) => node);
    };
    repaint.ask('changed');
    assert.deepEqual(await nodes(), ['a']);
    changed = [];
    repaint.ask('changed');
    assert.deepEqual(await nodes(), []);
    assert.equal(prepared(), 2);
    repaint.ask('changed');
    repaint.ask();
    repaint.ask('changed');
    assert.deepEqual(await nodes(), [undefined]);
    changed = undefined;
    repaint.ask('changed');
    assert.deepEqual(await nodes(), [undefined]);
  });

  it('draws at once after the clock was set back', () => {
    const { clock, drawn, repaint } = repainting();
    repaint.redraw(['first']);
    clock.setBack(3_600_000);
    repaint.redraw(['second']);
    assert.deepEqual(
      drawn.map(({ node }) => node),
      ['first', 'second'],
    );
  });

  it('does not notify while it is paused, or after it was disposed', async () => {
    let paused = true;
    const { clock, drawn, repaint, prepared } = repainting(() => paused);
    repaint.ask();
    await Promise.resolve();
    assert.deepEqual(drawn, []);
    assert.equal(prepared(), 1);
    paused = false;
    repaint.redraw(['first']);
    repaint.ask();
    repaint.redraw(['second']);
    await Promise.resolve();
    repaint.dispose();
    clock.advance(1_000);
    assert.deepEqual(drawn, [{ at: 0, node: 'first' }]);
  });
});
