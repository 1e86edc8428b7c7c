import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { Emitter } from '../../../src/core/base/event';
import { silentLog } from '../../../src/core/base/log';
import { ChatStore } from '../../../src/core/chats/chatStore';
import type { LiveChatApi } from '../../../src/core/domain/connection';
import type { AccountPush, LiveChat } from '../../../src/core/domain/liveChat';
import { EndedToday } from '../../../src/ui/chats/endedToday';
import type { App } from '../../../src/ui/shell/app';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';
import { signedIn, type SignedIn } from '../stores/support/signedIn';
import { FakeClock } from '../support/fakeClock';

const midnight = new Date(new FakeClock().now()).setHours(0, 0, 0, 0);
const hour = 3_600_000;

/** Pages of the archive; a time is when a chat ended, in hours since midnight. */
function openArchive(pages: readonly (readonly (number | 'active')[])[]) {
  const clock = new FakeClock();
  const searches: [string | undefined, string | undefined][] = [];
  const added: string[] = [];
  const api: Pick<LiveChatApi, 'search'> = {
    search: ({ from }, at) => {
      searches.push([from, at]);
      const page = Number(at ?? '1');
      const rows = (pages[page - 1] ?? []).map((ended, index): LiveChat => ({
        ...{ chatId: `${page}.${index}`, threadId: 'T', users: [], groups: [], tags: [], isFollowed: false },
        ...(ended === 'active'
          ? { isActive: true }
          : { isActive: false, endedAt: new Date(midnight + ended * hour).toISOString() }),
      }));
      const next = page < pages.length ? { next: String(page + 1) } : {};
      return Promise.resolve({ rows, total: 99, pages: pages.length, page, ...next });
    },
  };
  const session = {
    current: { kind: 'signed-in', account: { id: 'platform:a' } },
    onDidChange: () => ({ dispose: () => undefined }),
  } as unknown as App['session'];
  const ended = new EndedToday(
    { session, clock },
    {
      call: (work) => work(api as LiveChatApi),
      addEnded: ({ chatId }) => added.push(chatId),
    },
  );
  return { ended, searches, added };
}

describe('the pages of chats that ended today', () => {
  const turn = () => new Promise((done) => setImmediate(done));

  it('start with one call, which includes chats that began yesterday', async () => {
    const { ended, searches, added } = openArchive([[14, 'active', 1, -2]]);
    ended.setVisible(true);
    await turn();
    assert.deepEqual(searches, [[new Date(midnight - 12 * hour).toISOString(), undefined]]);
    assert.deepEqual([added, ended.more], [['1.0', '1.2'], undefined]);
  });

  it('go on when the person asks, up to a page with a chat that ended today', async () => {
    const { ended, searches, added } = openArchive([[14], [-1, -2], [2], [-3], [-4], [-5], [-6], [-7]]);
    let changes = 0;
    ended.onDidChange(() => (changes += 1));
    ended.setVisible(true);
    await turn();
    assert.deepEqual([added, ended.more, changes], [['1.0'], { isBusy: false }, 1]);
    const loading = ended.loadMore();
    assert.deepEqual(ended.more, { isBusy: true });
    await Promise.all([loading, ended.loadMore()]);
    assert.deepEqual([added, searches.length, ended.more], [['1.0', '3.0'], 3, { isBusy: false }]);
    await ended.loadMore();
    assert.deepEqual([searches.length, ended.more], [7, { isBusy: false }]);
    await ended.loadMore();
    await ended.loadMore();
    assert.deepEqual([added, searches.length, ended.more], [['1.0', '3.0'], 8, undefined]);
  });
});

describe('chats that ended today before the window opened', function () {
  this.timeout(20_000);
  let account: AnyAccount;
  let window: SignedIn;
  let store: ChatStore;
  let ended: EndedToday;

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    const { connection, credential, login } = account;
    window = await signedIn(() => connection, { ...credential, account: { ...credential.account, login } });
    const { session } = window;
    const pushes = new Emitter<AccountPush>();
    store = new ChatStore({
      ...{ session, clock: systemClock, log: silentLog, onDidPush: pushes.event },
      sendTyping: () => undefined,
    });
    ended = new EndedToday({ session, clock: systemClock }, store);
    account.sandbox.calls.reset();
  });
  afterEach(async () => {
    ended.dispose();
    store.dispose();
    window.dispose();
    await account.dispose();
  });

  const calls = (): readonly string[] =>
    account.sandbox.calls.recent.map(({ path }) => path.replace(/.*\//, ''));
  const until = async (isTrue: () => boolean): Promise<void> => {
    const begun = Date.now();
    while (!isTrue()) {
      if (Date.now() - begun > 10_000) assert.fail('it never came true');
      await new Promise((done) => setTimeout(done, 5));
    }
  };
  const names = (): readonly (string | undefined)[] =>
    store.sections.ended.map(({ users }) => users.find(({ kind }) => kind === 'customer')?.name);

  it('are listed with one call once the view is visible, newest first, without their events', async () => {
    const { chats } = account.sandbox;
    for (const name of ['Kim', 'Lee'])
      chats.customerLeaves(chats.startChat({ name, agent: account.login }).chatId);
    chats.startChat({ name: 'Running', agent: account.login });
    ended.setVisible(false);
    assert.deepEqual(calls(), []);
    ended.setVisible(true);
    await until(() => names().includes('Kim'));
    assert.deepEqual(names().slice(0, 2), ['Lee', 'Kim']);
    assert.ok(!names().includes('Running'));
    assert.ok(store.sections.ended.every(({ events }) => events === undefined));
    ended.setVisible(false);
    ended.setVisible(true);
    await store.refresh();
    assert.ok(names().includes('Kim'));
    assert.deepEqual(calls(), ['list_archives', 'list_chats']);
  });

  it('do not replace what is known of a chat that goes on, and are asked for again after a failure', async () => {
    const { chats } = account.sandbox;
    const email = 'kim@shop.test';
    const { chatId } = chats.startChat({ name: 'Kim', email, agent: account.login });
    chats.customerLeaves(chatId);
    chats.startChat({ name: 'Kim', email, agent: account.login });
    await store.refresh();
    account.sandbox.faults.next({ match: { path: /list_archives/ }, status: 403 });
    ended.setVisible(true);
    await until(() => calls().filter((call) => call === 'list_archives').length === 1);
    chats.customerLeaves(chats.startChat({ name: 'Lee', agent: account.login }).chatId);
    await until(() => {
      ended.setVisible(true);
      return names().includes('Lee');
    });
    assert.equal(store.get(chatId)?.chat.isActive, true);
  });
});
