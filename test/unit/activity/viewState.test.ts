import assert from 'node:assert/strict';
import type { ActivityState } from '../../../src/core/stores/activityStore';
import { activityViewState } from '../../../src/ui/activity/viewState';

const nothing: ActivityState = { entries: [], unread: 0, ends: new Map(), loaded: true };

describe('activityViewState', () => {
  it('returns the first reason why the view is empty', () => {
    const problem = { ...nothing, problem: 'EACCES' };
    const stateOf = (state: ActivityState, listening: Parameters<typeof activityViewState>[1], filter = {}) =>
      activityViewState({ state, filter }, listening);
    assert.equal(stateOf({ ...nothing, loaded: false }, 'off'), 'loading');
    assert.equal(stateOf(problem, 'live'), 'failed');
    assert.equal(stateOf(nothing, 'live', { group: 1 }), 'filtered');
    for (const off of ['off', 'stopping'] as const) assert.equal(stateOf(nothing, off), 'off');
    for (const stuck of ['waiting', 'needs-user'] as const) assert.equal(stateOf(nothing, stuck), 'stuck');
    assert.equal(stateOf(nothing, 'starting'), 'starting');
    assert.equal(stateOf(nothing, 'live'), 'empty');
  });

  it('is ready if there are events, regardless of problems', () => {
    const ticket = { id: 'T', groups: [], events: [], tags: [] };
    const arrival = { kind: 'ticket_created', eventId: 'e', account: 'a', ticket } as const;
    const filled = { ...nothing, entries: [{ seq: 1, at: '', arrival }], problem: 'EACCES' };
    assert.equal(activityViewState({ state: filled, filter: {} }, 'off'), 'ready');
  });
});
