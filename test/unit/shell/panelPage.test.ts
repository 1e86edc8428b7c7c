import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import { PanelPage } from '../../../src/ui/shell/panels/panelPage';
import { FakeClock } from '../support/fakeClock';

function open({ isNew = true, waits = false } = {}) {
  const clock = new FakeClock();
  const posted: unknown[] = [];
  const loads: (readonly unknown[] | undefined)[] = [];
  const taken: (() => void)[] = [];
  const postMessage = (message: unknown): Promise<void> => {
    posted.push(message);
    return new Promise((resolve) => taken.push(resolve));
  };
  const panel = { webview: { postMessage } };
  const state = { text: 'known' };
  const page: PanelPage = new PanelPage(
    {
      ...{ panel: panel as unknown as WebviewPanel, clock, subject: 'a', hasPage: !isNew, waits },
      ...(isNew && { load: (first?: readonly unknown[]) => loads.push(first) }),
    },
    () => page.post(state.text),
  );
  const isGiven = async (): Promise<boolean> =>
    await Promise.race([
      Promise.resolve(page.given).then(() => true),
      new Promise<false>((done) => setImmediate(() => done(false))),
    ]);
  return { clock, posted, loads, page, state, isGiven, take: () => taken.shift()?.() };
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

  it('keeps what it shows until the first state of another subject is known, and gets all of that at once', () => {
    const { page, posted, state, clock } = open({ isNew: false, waits: true });
    assert.deepEqual([page.hasPage, page.isWaiting, page.isOpen], [true, true, false]);
    assert.deepEqual(posted, []);
    state.text = 'with conversation';
    assert.equal(page.load(), true);
    assert.equal(page.load(), false);
    clock.advance(1_000);
    const messages = [{ ...begin, isOther: true }, 'with conversation'];
    assert.deepEqual(posted, [{ kind: 'several', messages }]);
    page.post('with conversation');
    assert.equal(posted.length, 2);
  });

  it('shows what is known of another subject if its state takes long, and before anything else is posted', () => {
    for (const act of [
      ({ clock }: ReturnType<typeof open>) => clock.advance(40),
      ({ page }: ReturnType<typeof open>) => page.post('announced'),
    ]) {
      const opened = open({ isNew: false, waits: true });
      act(opened);
      assert.deepEqual(opened.posted[0], {
        kind: 'several',
        messages: [{ ...begin, isOther: true }, 'known'],
      });
    }
  });

  it('reports when the window has the first state of another subject', async () => {
    const { page, isGiven, take } = open({ isNew: false, waits: true });
    assert.equal(await isGiven(), false);
    page.load();
    assert.equal(await isGiven(), false);
    take();
    assert.equal(await isGiven(), true);
  });

  it('keeps nothing waiting for a subject that is not shown, or whose page was unloaded meanwhile', async () => {
    for (const act of ['release', 'dispose', 'started'] as const) {
      const { page, isGiven, posted, clock } = open({ isNew: false, waits: true });
      page[act](undefined);
      clock.advance(1_000);
      assert.equal(await isGiven(), true);
      assert.deepEqual(posted, []);
    }
  });

  it('is there already in a panel that showed another subject', () => {
    const { page, posted } = open({ isNew: false });
    assert.deepEqual([page.hasPage, page.isWaiting, page.isOpen], [true, false, true]);
    page.load();
    page.begin(true);
    assert.deepEqual(posted, [{ ...begin, isOther: true }]);
  });
});
