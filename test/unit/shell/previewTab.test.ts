import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import { Emitter } from '../../../src/core/base/event';
import { PreviewTab, type HowToShow, type PreviewedPanel } from '../../../src/ui/shell/panels/previewTab';
import { FakeClock } from '../support/fakeClock';

interface Tab extends PreviewedPanel {
  readonly key: string;
  readonly state: { isPreview: boolean; isReleased: boolean; isClosed: boolean; byKey: number };
}

const settle = async (): Promise<void> => {
  await new Promise((done) => setImmediate(done));
};

/** A window whose panels are records. */
function openWindow() {
  const clock = new FakeClock();
  const pinned = new Set<WebviewPanel>();
  const active: boolean[] = [];
  const tabs = new Map<string, Tab>();
  const shown: [string, HowToShow][] = [];
  /** Set while the window is busy: says that it has a page. */
  const busy: { takes?: (() => void)[] } = {};
  const previewTab = new PreviewTab(
    clock,
    (panel) => pinned.has(panel),
    (isActive) => active.push(isActive),
  );
  const newWebview = (state: Tab['state']): WebviewPanel => {
    const disposed = new Emitter<void>();
    const webview: Partial<WebviewPanel> = {
      active: true,
      onDidChangeViewState: new Emitter<never>().event,
      onDidDispose: disposed.event,
      dispose: () => {
        state.isClosed = true;
        disposed.fire();
      },
    };
    return webview as WebviewPanel;
  };
  const add = (key: string, isPreview: boolean, reuse?: PreviewedPanel): Tab => {
    const state = { isPreview, isReleased: false, isClosed: false, byKey: 0 };
    const panel = reuse ? reuse.release() : newWebview(state);
    const { takes } = busy;
    const given = takes && new Promise<void>((resolve) => takes.push(resolve));
    const tab: Tab = {
      ...{ key, state, panel, given },
      setPreview: (value) => (state.isPreview = value),
      reachedByArrowKey: () => (state.byKey += 1),
      release: () => {
        state.isReleased = true;
        tabs.delete(key);
        return panel;
      },
    };
    tabs.set(key, tab);
    return tab;
  };
  const target = (key: string, isReusing = true) => ({
    key,
    isOpen: () => tabs.has(key),
    show: (how: HowToShow): PreviewedPanel => {
      shown.push([key, how]);
      return tabs.get(key) ?? add(key, how.isPreview, isReusing ? how.reuse : undefined);
    },
  });
  return {
    ...{ clock, pinned, active, tabs, shown, previewTab, add, target, busy },
    /** The window has the oldest page. */
    take: async (): Promise<void> => {
      busy.takes?.shift()?.();
      await settle();
    },
    click: (key: string, isReusing = true) => previewTab.open(target(key, isReusing), { preview: true }),
    keys: () => [...tabs.keys()],
  };
}

describe('PreviewTab', () => {
  it('shows one item after the other in one tab, and leaves the focus in the list', () => {
    const { click, tabs, shown, keys } = openWindow();
    click('a');
    const webview = tabs.get('a')?.panel;
    click('b');
    assert.deepEqual(keys(), ['b']);
    assert.equal(tabs.get('b')?.panel, webview);
    assert.deepEqual(
      shown.map(([, { preserveFocus }]) => preserveFocus),
      [true, true],
    );
  });

  it('closes the tab if the next item needs a panel of another type', () => {
    const { click, tabs, keys } = openWindow();
    click('a');
    const before = tabs.get('a');
    click('b', false);
    assert.deepEqual(keys(), ['b']);
    assert.deepEqual([before?.state.isReleased, before?.state.isClosed], [true, true]);
    assert.equal(tabs.get('b')?.state.isPreview, true);
  });

  it('keeps the tab after a double click, and moves the focus to it', () => {
    const { click, tabs, clock, shown, keys } = openWindow();
    click('a');
    clock.advance(100);
    click('a');
    assert.equal(tabs.get('a')?.state.isPreview, false);
    assert.equal(shown.at(-1)?.[1].preserveFocus, false);
    click('b');
    assert.deepEqual(keys(), ['a', 'b']);
  });

  it('takes an arrow key at the end of the list, which selects the same row again, for no double click', () => {
    const { click, tabs, clock, previewTab, shown } = openWindow();
    for (let i = 0; i < 3; i++) {
      click('a');
      previewTab.reachedByArrowKey();
      clock.advance(30);
    }
    assert.deepEqual(tabs.get('a')?.state, { isPreview: true, isReleased: false, isClosed: false, byKey: 3 });
    assert.ok(shown.every(([, { preserveFocus }]) => preserveFocus));
  });

  it('keeps a tab in which something was typed, and one that was pinned', () => {
    const { click, tabs, pinned, previewTab, keys } = openWindow();
    click('a');
    previewTab.keep(tabs.get('a'));
    click('b');
    const b = tabs.get('b');
    assert.ok(b);
    pinned.add(b.panel);
    click('c');
    assert.deepEqual(keys(), ['a', 'b', 'c']);
    assert.deepEqual(
      [...tabs.values()].map(({ state }) => state.isPreview),
      [false, false, true],
    );
  });

  it('makes a restored panel the preview again, but only one', () => {
    const { click, add, previewTab, keys } = openWindow();
    const [a, b] = [add('a', true), add('b', true)];
    previewTab.restored(a);
    previewTab.restored(b);
    assert.deepEqual([a.state.isPreview, b.state.isPreview], [true, false]);
    click('c');
    assert.deepEqual(keys(), ['b', 'c']);
  });

  it('reports nothing while one preview follows the other, as the editor then draws its menus again', () => {
    const { click, active } = openWindow();
    for (const key of ['a', 'b', 'c']) click(key);
    assert.deepEqual(active, [true, true, true]);
  });

  it('reports whether the active panel is the preview', () => {
    const { click, active, previewTab, tabs } = openWindow();
    click('a');
    assert.equal(active.at(-1), true);
    previewTab.keep();
    assert.equal(active.at(-1), false);
    click('b');
    tabs.get('b')?.panel.dispose();
    assert.equal(active.at(-1), false);
    previewTab.keep();
  });

  it('reports that no panel is the preview if the next one cannot be shown', () => {
    const { click, active, previewTab, target } = openWindow();
    click('a');
    const broken = () => {
      throw new Error('broken');
    };
    assert.throws(() => previewTab.step({ ...target('b'), show: broken }), /broken/);
    assert.equal(active.at(-1), false);
    click('c');
    assert.equal(active.at(-1), true);
  });

  it('shows the next item with the focus, also twice in a row', () => {
    const { target, previewTab, shown, keys } = openWindow();
    previewTab.step(target('a'));
    previewTab.step(target('b'));
    previewTab.step(target('b'));
    assert.deepEqual(keys(), ['b']);
    assert.ok(shown.every(([, { preserveFocus }]) => !preserveFocus));
  });

  describe('in a busy window', () => {
    /** @returns a window that has not taken the page of `a` */
    const openBusy = () => {
      const opened = openWindow();
      opened.busy.takes = [];
      opened.click('a');
      return { ...opened, names: () => opened.shown.map(([key]) => key) };
    };

    it('shows the newest row once the window has the page of the one before, and none in between', async () => {
      const { click, take, names, keys, clock } = openBusy();
      for (const key of ['b', 'c', 'd']) click(key);
      assert.deepEqual(names(), ['a']);
      await take();
      assert.deepEqual(names(), ['a', 'd']);
      assert.deepEqual(keys(), ['d']);
      await take();
      assert.deepEqual(names(), ['a', 'd']);
      assert.equal(clock.pending, 0);
    });

    it('waits for a limited time', async () => {
      const { click, names, clock } = openBusy();
      click('b');
      clock.advance(249);
      await settle();
      assert.deepEqual(names(), ['a']);
      clock.advance(1);
      await settle();
      assert.deepEqual(names(), ['a', 'b']);
    });

    it('reports an arrow key to the panel of the row that it selected, and fetches nothing for one that is passed', async () => {
      const { click, take, tabs, previewTab } = openBusy();
      click('b');
      assert.equal(tabs.get('a')?.state.byKey, 1);
      previewTab.reachedByArrowKey();
      await take();
      assert.equal(tabs.get('b')?.state.byKey, 1);
    });

    it('shows a row that it has already passed as a preview again', async () => {
      const { click, take, tabs, keys } = openBusy();
      click('b');
      await take();
      click('a');
      await take();
      assert.deepEqual(keys(), ['a']);
      assert.equal(tabs.get('a')?.state.isPreview, true);
    });

    it('shows a waiting row at once if it is double-clicked, or if another one is opened', () => {
      const twice = openBusy();
      twice.click('b');
      twice.click('b');
      assert.deepEqual(twice.keys(), ['b']);
      assert.equal(twice.tabs.get('b')?.state.isPreview, false);
      const other = openBusy();
      other.click('b');
      other.previewTab.open(other.target('c'), {});
      assert.deepEqual(other.names(), ['a', 'b', 'c']);
    });

    it('shows no waiting row after the tab was closed, or after a step to another one', async () => {
      const closed = openBusy();
      closed.click('b');
      closed.tabs.get('a')?.panel.dispose();
      await closed.take();
      assert.deepEqual(closed.names(), ['a']);
      const stepped = openBusy();
      stepped.click('b');
      stepped.previewTab.step(stepped.target('c'));
      await stepped.take();
      assert.deepEqual(stepped.names(), ['a', 'c']);
    });
  });
});
