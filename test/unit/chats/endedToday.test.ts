import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { Emitter } from '../../../src/core/base/event';
import { silentLog } from '../../../src/core/base/log';
import { ChatStore } from '../../../src/core/chats/chatStore';
import type { AccountPush } from '../../../src/core/domain/liveChat';
import { EndedToday } from '../../../src/ui/chats/endedToday';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';
import { signedIn, type SignedIn } from '../stores/support/signedIn';

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
