import assert from 'node:assert/strict';
import { TabInputWebview, window, type Memento, type Tab } from 'vscode';
import { OpenPanels, type OpenPanel } from '../../../src/ui/shell/panels/openPanels';

const viewType = 'livechat.chat';
const original = { ...window.tabGroups };

function tab(label: string, isActive = false): Tab {
  return { label, isActive, input: new TabInputWebview(`mainThreadWebview-${viewType}`) } as unknown as Tab;
}

/** A window after a reload. @param left what the earlier host noted @param tabs of the window */
function reloaded(left: readonly OpenPanel[], tabs: readonly Tab[]) {
  const closed: string[] = [];
  let stored: unknown = { session: 'earlier', panels: left };
  Object.assign(window.tabGroups, {
    all: [{ tabs }],
    close: (one: Tab) => {
      closed.push(one.label);
      return Promise.resolve(true);
    },
  });
  const state = {
    get: () => stored,
    update: (_key: string, value: unknown) => {
      stored = value;
      return Promise.resolve();
    },
  } as unknown as Memento;
  const panels = new OpenPanels(state, viewType);
  return { panels, closed, state, noted: () => (stored as { panels: readonly OpenPanel[] }).panels };
}

const kim = { key: 'k', title: 'Kim' };
const lou = { key: 'l', title: 'Lou' };

describe('panels that were open before a reload', () => {
  after(() => Object.assign(window.tabGroups, original));

  it('give way to another panel with the same content, if they are hidden', () => {
    const { panels, closed } = reloaded([kim, lou], [tab('Kim'), tab('Lou')]);
    panels.note([lou]);
    panels.closeHidden('k');
    panels.closeHidden('k');
    panels.closeHidden('l');
    panels.closeHidden('other');
    assert.deepEqual(closed, ['Kim']);
  });

  it('stay open where another tab has the same title', () => {
    const twoTabs = reloaded([kim], [tab('Kim'), tab('Kim')]);
    twoTabs.panels.closeHidden('k');
    const twoPanels = reloaded([kim, { key: 'k2', title: 'Kim' }], [tab('Kim')]);
    twoPanels.panels.closeHidden('k');
    assert.deepEqual([...twoTabs.closed, ...twoPanels.closed], []);
  });

  it('stay open while they are visible, as the editor restores them then', () => {
    const { panels, closed } = reloaded([kim], [tab('Kim', true)]);
    panels.closeHidden('k');
    assert.deepEqual(closed, []);
  });

  it('are remembered over a second reload, as long as they have a tab', () => {
    const tabs = [tab('Kim'), tab('Lou')];
    const { panels, noted } = reloaded([kim, lou], tabs);
    panels.note([lou]);
    assert.deepEqual(noted(), [lou, kim]);
    tabs.shift();
    panels.note([]);
    assert.deepEqual(noted(), []);
  });
});
