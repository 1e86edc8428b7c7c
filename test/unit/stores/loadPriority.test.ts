import assert from 'node:assert/strict';
import { loadPriority, type Visibility } from '../../../src/core/stores/loadPriority';

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

describe('a visible list', () => {
  it('loads with user priority when first shown', () => {
    assert.equal(loadPriority(never), 'interactive');
    assert.equal(loadPriority({ ...never, focused: false }), 'interactive');
  });

  it('reloads in the background when shown again after a minute', () => {
    assert.equal(loadPriority(old), 'background');
    assert.equal(loadPriority({ ...old, loadedAt: 9 * minute }), undefined);
  });

  it('reloads after the clock was set back, because its age is unknown', () => {
    assert.equal(loadPriority({ ...never, loadedAt: 70 * minute }), 'background');
  });

  it('makes no call while the view is hidden, the window is unfocused or the user is signed out', () => {
    for (const seen of [never, old]) {
      assert.equal(loadPriority({ ...seen, visible: false }), undefined);
      assert.equal(loadPriority({ ...seen, signedIn: false }), undefined);
    }
    assert.equal(loadPriority({ ...old, focused: false }), undefined);
  });

  it('does not load twice, nor automatically after a failure', () => {
    assert.equal(loadPriority({ ...old, busy: true }), undefined);
    assert.equal(loadPriority({ ...never, failure: { code: 'timeout', afterMs: 1 } }), undefined);
  });
});
