import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/event';
import type { LivePorts } from '../../../src/ui/chatDetail/live/liveModelPorts';
import { chatWith, openLive } from './support/openLive';

const minute = 60_000;

/** A chat that LiveChat transfers in three minutes. */
function openWaiting() {
  const known = new Emitter<undefined>();
  let at: number | undefined;
  const transfers: LivePorts['transfers'] = { of: () => at, onDidChange: known.event };
  const bench = openLive(chatWith([]), { transfers });
  let changes = 0;
  bench.model.onDidChange(() => (changes += 1));
  return {
    ...bench,
    shown: () => bench.model.view.live?.transfer,
    changes: () => changes,
    set: (left: number | undefined) => {
      at = left === undefined ? undefined : bench.clock.now() + left;
      known.fire(undefined);
    },
  };
}

describe('the time until LiveChat transfers a chat', () => {
  it('is shown in the panel once it is known, and decreases', () => {
    const { shown, set, changes, clock } = openWaiting();
    assert.equal(shown(), undefined);
    set(3 * minute);
    assert.equal(changes(), 1);
    assert.equal(shown(), `transfer in ${3 * minute}`);
    clock.advance(10_000);
    assert.equal(changes(), 2);
    assert.equal(shown(), `transfer in ${3 * minute - 10_000}`);
    clock.advance(3 * minute);
    assert.equal(shown(), undefined);
  });

  it('is not shown as part of what the customer sees, nor once the chat was answered', async () => {
    const { shown, set, live } = openWaiting();
    set(minute);
    await live.act('customersView');
    assert.equal(shown(), undefined);
    await live.act('customersView');
    assert.equal(shown(), `transfer in ${minute}`);
    set(undefined);
    assert.equal(shown(), undefined);
  });

  it('needs no timer while nothing is shown, nor after the panel was closed', () => {
    const { shown, set, clock, model } = openWaiting();
    const before = clock.pending;
    assert.equal(shown(), undefined);
    set(minute);
    assert.equal(clock.pending, before);
    assert.equal(shown(), `transfer in ${minute}`);
    assert.equal(clock.pending, before + 1);
    model.dispose();
    assert.equal(shown(), `transfer in ${minute}`);
    assert.equal(clock.pending, before);
  });
});
