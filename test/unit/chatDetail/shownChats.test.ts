import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/event';
import type { ListenerView } from '../../../src/core/events/status/listenerStatus';
import { ShownChats } from '../../../src/ui/chatDetail/shownChats';
import { FakeClock } from '../support/fakeClock';

describe('the chats that a window shows', () => {
  let clock: FakeClock;
  let reports: (readonly string[])[];
  let answers: () => Promise<unknown>;
  let changed: Emitter<ListenerView>;
  let shown: ShownChats;

  beforeEach(() => {
    [clock, reports, changed] = [new FakeClock(), [], new Emitter<ListenerView>()];
    answers = () => Promise.resolve();
    shown = new ShownChats({
      clock,
      answers: () => answers(),
      leader: {
        onDidChange: changed.event,
        ask: (_method, { chatIds }) => {
          reports.push(chatIds);
          return Promise.reject(new Error('no leader'));
        },
      },
    });
  });
  afterEach(() => shown.dispose());

  const pass = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 500) {
      clock.advance(500);
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  };

  it('are reported when they change, and to each leader', () => {
    shown.set([]);
    shown.set(['a']);
    shown.set(['a']);
    changed.fire({ state: 'live', events: [] });
    shown.set([]);
    changed.fire({ state: 'live', events: [] });
    assert.deepEqual(reports, [['a'], ['a'], []]);
    assert.equal(clock.pending, 0);
  });

  it('are none some seconds after the window was closed and its process goes on, until it is back', async () => {
    shown.set(['a']);
    await pass(20_000);
    assert.deepEqual(reports, [['a']]);
    answers = () => new Promise(() => undefined);
    await pass(6_500);
    assert.deepEqual(reports, [['a'], []]);
    changed.fire({ state: 'live', events: [] });
    assert.deepEqual(reports.at(-1), []);
    answers = () => Promise.reject(new Error('closed'));
    await pass(10_000);
    assert.equal(reports.length, 3);
    answers = () => Promise.resolve();
    await pass(6_000);
    assert.deepEqual(reports.at(-1), ['a']);
  });

  it('are checked no more once there are none', async () => {
    shown.set(['a']);
    shown.set([]);
    await pass(10_000);
    assert.deepEqual([reports, clock.pending], [[['a'], []], 0]);
  });
});
