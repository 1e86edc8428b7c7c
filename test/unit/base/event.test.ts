import assert from 'node:assert/strict';
import { Emitter, onDidFocus } from '../../../src/core/base/event';
import { unhandledDuring } from '../support/unhandledRejections';

describe('Emitter', () => {
  it('calls the other listeners if one throws, and logs the error without its message', () => {
    const lines: string[] = [];
    const emitter = new Emitter<number>({ error: (line) => lines.push(line) });
    const received: number[] = [];
    emitter.event((value) => {
      if (value === 1) throw new TypeError('Kim wrote: hello');
    });
    emitter.event((value) => received.push(value));
    for (const value of [1, 2, 3, 4]) emitter.fire(value);
    assert.deepEqual(received, [1, 2, 3, 4]);
    assert.deepEqual(lines, ['Desk for LiveChat: an event listener failed (TypeError).']);
  });
});

describe('Emitter with an asynchronous listener', () => {
  it('logs what it rejects with, without its message', async () => {
    const lines: string[] = [];
    const emitter = new Emitter<number>({ error: (line) => lines.push(line) });
    emitter.event(() => Promise.reject(new TypeError('Kim wrote: hello')));
    assert.deepEqual(await unhandledDuring(() => emitter.fire(1)), []);
    assert.deepEqual(lines, ['Desk for LiveChat: work in the background failed (TypeError).']);
  });
});

describe('onDidFocus', () => {
  it('fires when the window gets the focus, not when the user becomes idle, active, or leaves', () => {
    const states = new Emitter<{ readonly focused: boolean; readonly active: boolean }>();
    let acts = 0;
    const watching = onDidFocus(states.event, true, () => (acts += 1));
    states.fire({ focused: true, active: false });
    states.fire({ focused: true, active: true });
    states.fire({ focused: false, active: false });
    assert.equal(acts, 0);
    states.fire({ focused: true, active: true });
    assert.equal(acts, 1);
    watching.dispose();
    states.fire({ focused: false, active: false });
    states.fire({ focused: true, active: true });
    assert.equal(acts, 1);
  });
});
