import assert from 'node:assert/strict';
import { mayTakeFocus } from '../../../src/webview/shared/focus';

describe('mayTakeFocus', () => {
  const form = { contains: (node: string) => node === 'message' };
  const isAllowed = (activeElement: string | null): boolean =>
    mayTakeFocus(form, { activeElement, body: 'body' });

  it('is true while the focus is in the form or nowhere', () => {
    assert.deepEqual([isAllowed('message'), isAllowed('body'), isAllowed(null)], [true, true, true]);
  });

  it('is false while the person types elsewhere on the page', () => {
    assert.equal(isAllowed('notes'), false);
  });
});
