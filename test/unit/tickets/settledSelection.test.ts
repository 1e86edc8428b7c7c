import assert from 'node:assert/strict';
import { SettledSelection } from '../../../src/ui/tickets/views/settledSelection';
import { FakeClock } from '../support/fakeClock';
import { turn } from '../stores/support/turn';

describe('SettledSelection', () => {
  let clock: FakeClock;
  let selection: SettledSelection;
  let selected: string[];

  beforeEach(() => {
    clock = new FakeClock();
    selection = new SettledSelection(clock);
    selected = [];
  });

  const start = (): { result: readonly string[] | undefined } => {
    const reading: { result: readonly string[] | undefined } = { result: undefined };
    void selection.read(() => selected).then((result) => (reading.result = result));
    return reading;
  };
  const pass = async (ms: number): Promise<void> => {
    for (let step = 0; step < ms; step += 50) {
      await turn();
      clock.advance(50);
    }
    await turn();
  };

  it('reads the selection at once while no rows are drawn', async () => {
    selection.noteRequest();
    await pass(100);
    selected = ['A', 'B'];
    assert.deepEqual(await selection.read(() => selected), ['A', 'B']);
    assert.equal(clock.pending, 0);
  });

  it('waits during a refresh until all rows are drawn', async () => {
    const reading = start();
    await pass(200);
    assert.equal(reading.result, undefined);
    selected = ['A'];
    selection.noteRequest();
    await pass(50);
    assert.equal(reading.result, undefined);
    selected = ['A', 'B'];
    selection.noteRequest();
    await pass(50);
    assert.equal(reading.result, undefined);
    await pass(100);
    assert.deepEqual(reading.result, ['A', 'B']);
    assert.equal(clock.pending, 0);
  });

  it('waits for at most a second', async () => {
    const reading = start();
    await pass(950);
    assert.equal(reading.result, undefined);
    await pass(100);
    assert.deepEqual(reading.result, []);
    selected = ['A'];
    const busy = start();
    for (let passed = 0; passed < 1_000; passed += 50) {
      selection.noteRequest();
      await pass(50);
    }
    assert.deepEqual(busy.result, ['A']);
    assert.equal(clock.pending, 0);
  });
});
