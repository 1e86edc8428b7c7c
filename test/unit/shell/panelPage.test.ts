import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import { PanelPage } from '../../../src/ui/shell/panels/panelPage';
import { FakeClock } from '../support/fakeClock';

function open({ isNew = true } = {}) {
  const clock = new FakeClock();
  const posted: unknown[] = [];
  const loads: (readonly unknown[] | undefined)[] = [];
  const panel = { webview: { postMessage: (message: unknown) => posted.push(message) } };
  const state = { text: 'known' };
  const page: PanelPage = new PanelPage(
    {
      ...{ panel: panel as unknown as WebviewPanel, clock, subject: 'a', hasPage: !isNew },
      ...(isNew && { load: (first?: readonly unknown[]) => loads.push(first) }),
    },
    () => page.post(state.text),
  );
  return { clock, posted, loads, page, state };
}

const begin = { kind: 'begin', subject: 'a', isOther: false };

describe('the page of a panel', () => {
  it('is loaded with its first state, once', () => {
    const { loads, page, posted, clock } = open();
    assert.equal(page.isWaiting, true);
    page.load();
    page.load();
    clock.advance(1_000);
    assert.deepEqual(loads, [[begin, 'known']]);
    assert.deepEqual([posted, page.isWaiting, page.hasPage], [[], false, false]);
  });

  it('is loaded with what is known, if the state takes long', () => {
    const { loads, clock, state } = open();
    state.text = 'loading';
    clock.advance(79);
    assert.deepEqual(loads, []);
    clock.advance(1);
    assert.deepEqual(loads, [[begin, 'loading']]);
  });

  it('gets nothing again that it was loaded with, and all that is new', () => {
    const { page, posted } = open();
    page.load();
    assert.equal(page.started('a'), true);
    page.post('known');
    assert.deepEqual(posted, []);
    page.post('new');
    page.post('known');
    assert.deepEqual(posted, ['new', 'known']);
  });

  it('gets all again after it was unloaded', () => {
    const { page, posted } = open();
    page.load();
    assert.equal(page.started(undefined), false);
    page.post('known');
    assert.deepEqual(posted, ['known']);
    assert.equal(page.started(undefined), false);
  });

  it('gets all if it shows another subject, or something was posted before it could receive messages', () => {
    const other = open();
    other.page.load();
    assert.equal(other.page.started('b'), false);
    const early = open();
    early.page.load();
    early.page.post('announced');
    assert.equal(early.page.started('a'), false);
  });

  it('is loaded without a state if the panel is given away before', () => {
    const { loads, page, clock } = open();
    page.release();
    clock.advance(1_000);
    assert.deepEqual(loads, [undefined]);
  });

  it('is not loaded once the panel is closed', () => {
    const { loads, page, clock } = open();
    page.dispose();
    clock.advance(1_000);
    page.load();
    assert.deepEqual(loads, []);
  });

  it('is there already in a panel that showed another subject', () => {
    const { page, posted } = open({ isNew: false });
    assert.deepEqual([page.hasPage, page.isWaiting, page.isOpen], [true, false, true]);
    page.load();
    page.begin(true);
    assert.deepEqual(posted, [{ ...begin, isOther: true }]);
  });
});
