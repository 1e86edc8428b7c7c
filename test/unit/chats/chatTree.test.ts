import assert from 'node:assert/strict';
import type { TreeItem } from 'vscode';
import type { ChatStore } from '../../../src/core/chats/chatStore';
import type { LiveChat } from '../../../src/core/domain/liveChat';
import { ChatTree } from '../../../src/ui/chats/chatTree';
import type { App } from '../../../src/ui/shell/app';
import { noShield } from '../../../src/ui/shell/shield';
import { FakeClock } from '../support/fakeClock';

const chat: LiveChat = {
  ...{ chatId: 'C', threadId: 'T', isActive: false, groups: [], tags: [], isFollowed: false },
  users: [{ id: 'c', kind: 'customer', name: 'Kim', isPresent: false }],
  endedAt: '2026-07-01T11:00:00Z',
};

const nothing = { dispose: () => undefined };

/** The rows of the view in order, each with its children below. */
function rowsOf(
  ended: readonly LiveChat[],
  more: { readonly isBusy: boolean } | undefined,
): readonly TreeItem[] {
  const app = {
    clock: new FakeClock(),
    shield: noShield,
    shared: {},
    session: { current: { kind: 'signed-in', account: { id: 'platform:a' } } },
  } as unknown as App;
  const store = {
    listStatus: { kind: 'loaded' },
    sections: { mine: [], waiting: [], others: [], ended },
  } as unknown as ChatStore;
  const tree = new ChatTree(
    ...([app, store, () => true, () => undefined, { current: () => [] }, { more }, () => nothing] as const),
  );
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
