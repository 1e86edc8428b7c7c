import assert from 'node:assert/strict';
import type { TreeItem } from 'vscode';
import type { ChatStore } from '../../../src/core/chats/chatStore';
import type { ChatSections } from '../../../src/core/chats/chatLists';
import type { LiveChat } from '../../../src/core/domain/liveChat';
import { ChatTree } from '../../../src/ui/chats/chatTree';
import type { App } from '../../../src/ui/shell/app';
import { noShield } from '../../../src/ui/shell/shield';
import { chatOf } from '../../../src/ui/shell/trees/nodes';
import { FakeClock } from '../support/fakeClock';

const chat: LiveChat = {
  ...{ chatId: 'C', threadId: 'T', isActive: false, groups: [], tags: [], isFollowed: false },
  users: [{ id: 'c', kind: 'customer', name: 'Kim', isPresent: false }],
  endedAt: '2026-07-01T11:00:00Z',
};

const nothing = { dispose: () => undefined };

function treeOf(
  sections: ChatSections,
  more?: { readonly isBusy: boolean },
): { readonly tree: ChatTree; readonly store: { sections: ChatSections } } {
  const app = {
    clock: new FakeClock(),
    shield: noShield,
    shared: {},
    session: { current: { kind: 'signed-in', account: { id: 'platform:a' } } },
  } as unknown as App;
  const store = { listStatus: { kind: 'loaded' }, sections };
  const tree = new ChatTree(
    ...([
      app,
      store as unknown as ChatStore,
      () => true,
      () => undefined,
      { current: () => [] },
      { more },
      () => nothing,
    ] as const),
  );
  return { tree, store };
}

/** The rows of the view in order, each with its children below. */
function rowsOf(
  ended: readonly LiveChat[],
  more: { readonly isBusy: boolean } | undefined,
): readonly TreeItem[] {
  const { tree } = treeOf({ mine: [], waiting: [], others: [], ended }, more);
  return tree
    .getChildren()
    .flatMap((node) => [node, ...tree.getChildren(node)])
    .map((node) => tree.getTreeItem(node));
}

const textsOf = (items: readonly TreeItem[]) => items.map(({ label, description }) => [label, description]);

describe('The section of chats that ended today', () => {
  it('has all of them, and says so', () => {
    const items = rowsOf([chat], undefined);
    assert.deepEqual(textsOf(items).slice(2, 3), [['Ended Today', '1']]);
    assert.match(items[2]?.accessibilityInformation?.label ?? '', /^Ended Today, 1 in all, /);
    assert.deepEqual(
      items.slice(3).map(({ label }) => label),
      ['Kim'],
    );
  });

  it('says that there may be more, and has a row that reads them', () => {
    const items = rowsOf([chat], { isBusy: false });
    assert.deepEqual(textsOf(items)[2], ['Ended Today', '1+']);
    assert.match(items[2]?.accessibilityInformation?.label ?? '', /^Ended Today, 1 or more, /);
    const last = items.at(-1);
    assert.deepEqual([last?.label, last?.command?.arguments], ['Load more', ['livechat.chats.loadMore']]);
    assert.equal(rowsOf([chat], { isBusy: true }).at(-1)?.label, 'Loading…');
  });

  it('is there also if none of those that were read ended today', () => {
    assert.deepEqual(textsOf(rowsOf([], { isBusy: false })).slice(2), [
      ['Ended Today', '0+'],
      ['Load more', 'more chats may have ended today'],
    ]);
    assert.equal(rowsOf([], undefined).length, 2);
  });
});

describe('The rows of chats that changed', () => {
  const running = (id: number, text = 'Hello'): LiveChat => ({
    ...{ chatId: `C${id}`, threadId: 'T', isActive: true, groups: [], tags: [], isFollowed: false },
    users: [{ id: 'c', kind: 'customer', name: `Kim ${id}`, isPresent: true }],
    lastMessage: { id: text, authorId: 'c', content: { kind: 'message', text } },
  });
  const sectionsWith = (...mine: readonly LiveChat[]): ChatSections => ({
    ...{ mine, waiting: [], others: [], ended: [] },
  });
  /** A tree that the editor has drawn: its rows. */
  const draw = (tree: ChatTree) => tree.getChildren().flatMap((node) => tree.getChildren(node));
  const twelve = Array.from({ length: 12 }, (_, id) => running(id));

  it('are all, until the editor has asked for any', () => {
    assert.equal(treeOf(sectionsWith(running(1))).tree.changedRows(), undefined);
  });

  it('are drawn alone if nothing else changed, and show what changed', () => {
    const { tree, store } = treeOf(sectionsWith(running(1), running(2)));
    const [, second] = draw(tree);
    assert.ok(second);
    assert.deepEqual(tree.changedRows(), []);
    store.sections = sectionsWith(...store.sections.mine.with(1, running(2, 'Anyone?')));
    const changed = tree.changedRows();
    assert.equal(changed?.length, 1);
    assert.equal(changed[0], second);
    assert.match(String(tree.getTreeItem(second).description), /Anyone\?/);
    assert.equal(chatOf(second), store.sections.mine[1]);
    assert.deepEqual(tree.changedRows(), []);
    assert.equal(draw(tree)[1], second);
  });

  it('are all, if a chat came, left, moved or has a new thread', () => {
    const two = [running(1), running(2)];
    for (const next of [
      sectionsWith(...two, running(3)),
      sectionsWith(running(1)),
      sectionsWith(...two.toReversed()),
      { ...sectionsWith(running(1)), waiting: [running(2)] },
      sectionsWith(running(1), { ...running(2), threadId: 'U' }),
    ]) {
      const { tree, store } = treeOf(sectionsWith(...two));
      draw(tree);
      store.sections = next;
      assert.equal(tree.changedRows(), undefined);
    }
  });

  it('are all, if more than ten changed', () => {
    const { tree, store } = treeOf(sectionsWith(...twelve));
    draw(tree);
    store.sections = sectionsWith(...twelve.map((one, id) => (id < 10 ? running(id, 'x') : one)));
    assert.equal(tree.changedRows()?.length, 10);
    store.sections = sectionsWith(...twelve.map((_, id) => running(id, 'y')));
    assert.equal(tree.changedRows(), undefined);
  });

  it('of a section that is expanded later are those of now', () => {
    const { tree, store } = treeOf(sectionsWith(running(1)));
    const [mine] = tree.getChildren();
    store.sections = sectionsWith(running(1, 'Anyone?'));
    const [row] = tree.getChildren(mine);
    assert.equal(chatOf(row), store.sections.mine[0]);
  });
});
