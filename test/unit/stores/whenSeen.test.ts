import assert from 'node:assert/strict';
import { loadWhenSeen, type Seen } from '../../../src/core/stores/whenSeen';

const minute = 60_000;
const never: Seen = {
  visible: true,
  focused: true,
  signedIn: true,
  busy: false,
  loadedAt: undefined,
  failure: undefined,
  now: 10 * minute,
};
const old: Seen = { ...never, loadedAt: 9 * minute - 1 };

describe('a list that is looked at', () => {
  it('loads at first sight, as something that a person waits for', () => {
    assert.equal(loadWhenSeen(never), 'person');
    assert.equal(loadWhenSeen({ ...never, focused: false }), 'person');
  });

  it('loads again in the background on coming back after a minute', () => {
    assert.equal(loadWhenSeen(old), 'background');
    assert.equal(loadWhenSeen({ ...old, loadedAt: 9 * minute }), undefined);
  });

  it('loads again where the clock was set back since: nobody knows how old it is', () => {
    assert.equal(loadWhenSeen({ ...never, loadedAt: 70 * minute }), 'background');
  });

  it('costs nothing while its view is hidden, its window is elsewhere or nobody is signed in', () => {
    for (const seen of [never, old]) {
      assert.equal(loadWhenSeen({ ...seen, visible: false }), undefined);
      assert.equal(loadWhenSeen({ ...seen, signedIn: false }), undefined);
    }
    assert.equal(loadWhenSeen({ ...old, focused: false }), undefined);
  });

  it('does not ask twice, nor by itself after a failure', () => {
    assert.equal(loadWhenSeen({ ...old, busy: true }), undefined);
    assert.equal(loadWhenSeen({ ...never, failure: { code: 'timeout', afterMs: 1 } }), undefined);
  });
});
