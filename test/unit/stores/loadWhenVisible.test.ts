import assert from 'node:assert/strict';
import { loadWhenVisible, type Visibility } from '../../../src/core/stores/loadWhenVisible';

const minute = 60_000;
const never: Visibility = {
  visible: true,
  focused: true,
  signedIn: true,
  busy: false,
  loadedAt: undefined,
  failure: undefined,
  now: 10 * minute,
};
const old: Visibility = { ...never, loadedAt: 9 * minute - 1 };

describe('a list that is looked at', () => {
  it('loads at first sight, as something that a person waits for', () => {
    assert.equal(loadWhenVisible(never), 'person');
    assert.equal(loadWhenVisible({ ...never, focused: false }), 'person');
  });

  it('loads again in the background on coming back after a minute', () => {
    assert.equal(loadWhenVisible(old), 'background');
    assert.equal(loadWhenVisible({ ...old, loadedAt: 9 * minute }), undefined);
  });

  it('loads again where the clock was set back since: nobody knows how old it is', () => {
    assert.equal(loadWhenVisible({ ...never, loadedAt: 70 * minute }), 'background');
  });

  it('costs nothing while its view is hidden, its window is elsewhere or nobody is signed in', () => {
    for (const seen of [never, old]) {
      assert.equal(loadWhenVisible({ ...seen, visible: false }), undefined);
      assert.equal(loadWhenVisible({ ...seen, signedIn: false }), undefined);
    }
    assert.equal(loadWhenVisible({ ...old, focused: false }), undefined);
  });

  it('does not ask twice, nor by itself after a failure', () => {
    assert.equal(loadWhenVisible({ ...old, busy: true }), undefined);
    assert.equal(loadWhenVisible({ ...never, failure: { code: 'timeout', afterMs: 1 } }), undefined);
  });
});
