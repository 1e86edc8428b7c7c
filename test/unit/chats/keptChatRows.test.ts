import assert from 'node:assert/strict';
import { Lazy } from '../../../src/core/base/lazy';
import { silentLog } from '../../../src/core/base/log';
import type { ListStatus } from '../../../src/core/chats/chatLists';
import { stateOf, type ChatState } from '../../../src/core/chats/chatState';
import { LocalStore } from '../../../src/core/localData/localStore';
import { accountIdOf } from '../../../src/core/stores/sessionStore';
import { chatItem } from '../../../src/ui/chats/chatItem';
import { KeptChatRows } from '../../../src/ui/chats/keptChatRows';
import { chatWith, said } from '../chatDetail/support/openLive';
import { chatArrival } from '../events/journal/support/journalBench';
import { KeptBench } from '../localData/support/keptBench';
import { fakeConnection } from '../stores/support/fakeConnection';
import { signedIn } from '../stores/support/signedIn';

describe('chats that were kept', () => {
  it('are shown with their age until the list is loaded, and never as running', async () => {
    const bench = new KeptBench();
    const { kept, database } = await bench.open();
    const window = await signedIn(() => fakeConnection({}));
    const account = accountIdOf(window.session.current) ?? '';
    const { clock } = bench;
    const local = new LocalStore({ database, clock, log: silentLog, days: () => 30, script: '', file: '' });
    const list = { listStatus: { kind: 'loading' } as ListStatus, known: undefined as ChatState | undefined };
    const store = {
      get listStatus() {
        return list.listStatus;
      },
      get: (id: string) => (id === list.known?.chat.chatId ? list.known : undefined),
    };
    let changes = 0;
    const app = { session: window.session, local: new Lazy(() => Promise.resolve(local)) };
    const chats = new KeptChatRows(app, store, () => (changes += 1));
    const running = { ...chatWith([said('1', 'c1', 'Hello?')]), startedAt: '2026-07-01T09:00:00.000Z' };
    const earlier = { ...chatWith([]), chatId: 'C2', threadId: 'T2', startedAt: '2026-06-30T09:00:00.000Z' };
    assert.equal(running.isActive, true);
    await kept.keepChats(account, [{ ...running, threadId: 'T0', startedAt: '2026-06-29T09:00:00.000Z' }], 1);
    await kept.keepChats(account, [running, earlier], clock.now() - 2 * 3_600_000);
    // Its event is no longer stored, so that nothing could be opened.
    await local.keepArrival(chatArrival('1', { account }));
    await chats.look();
    await chats.look();
    assert.deepEqual([changes, idsOf(chats)], [1, ['C', 'C2']]);
    const [first] = chats.current();
    assert.ok(first);
    const item = chatItem({ kind: 'keptChat', kept: first, account }, clock.now(), () => undefined);
    assert.match(String(item.description), /2 ?h.*Hello\?/);
    assert.match(item.accessibilityInformation?.label ?? '', /as it was read 2 ?h/);
    assert.equal(item.contextValue, 'keptChat');

    list.known = stateOf(running);
    assert.deepEqual(idsOf(chats), ['C2']);
    list.listStatus = { kind: 'loaded' };
    assert.deepEqual(idsOf(chats), []);
    // A gap: what was listed since is newer.
    list.listStatus = { kind: 'unloaded' };
    await chats.look();
    assert.deepEqual([idsOf(chats), changes], [[], 1]);
    local.dispose();
    window.dispose();
    await bench.dispose();
  });
});

function idsOf(chats: KeptChatRows): readonly string[] {
  return chats.current().map(({ chat }) => chat.chatId);
}
