import assert from 'node:assert/strict';
import { type ListenerView, isUnknown, phaseOf } from '../../../../src/core/events/status/listenerStatus';

const follower: ListenerView = { state: 'follower', events: [] };
const problem = { kind: 'fault' } as const;

describe('phaseOf', () => {
  it('groups the steps of opening as starting', () => {
    for (const state of ['electing', 'listening', 'opening', 'probing', 'registering'] as const) {
      assert.equal(phaseOf({ state, events: [] }), 'starting', state);
    }
  });

  it('derives the phase of a follower from the fields that its leader set', () => {
    const at = '2026-01-01T00:00:00.000Z';
    assert.equal(phaseOf({ ...follower, since: at }), 'live');
    assert.equal(phaseOf({ ...follower, nextTryAt: at, problem }), 'waiting');
    assert.equal(phaseOf({ ...follower, problem }), 'needs-user');
    assert.equal(phaseOf(follower), 'starting');
  });
});

describe('isUnknown', () => {
  it('holds during an election, and for a follower without any fields', () => {
    assert.ok(isUnknown({ state: 'electing', events: [] }));
    assert.ok(isUnknown(follower));
    assert.ok(!isUnknown({ ...follower, problem }));
    assert.ok(!isUnknown({ ...follower, publicUrl: 'https://example.com' }));
    assert.ok(!isUnknown({ state: 'off', events: [] }));
  });
});
