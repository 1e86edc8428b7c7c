import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { ChatStore } from '../../../src/core/chats/chatStore';
import { Emitter } from '../../../src/core/base/event';
import { silentLog } from '../../../src/core/base/log';
import type { AccountPush } from '../../../src/core/domain/liveChat';
import { TransferCountdown } from '../../../src/ui/chats/transferCountdown';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';
import { signedIn, type SignedIn } from '../stores/support/signedIn';

describe('the countdown to LiveChat’s own transfer', function () {
  this.timeout(20_000);
  let account: AnyAccount;
  let window: SignedIn;
  let store: ChatStore;
  let countdown: TransferCountdown;
  let changes: number;

  const open = async (person: number): Promise<void> => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    const { token, login, accountId } = account.sandbox.platform.credentials[person]!;
    const id = `platform:${accountId}`;
    const credential = { account: { id, kind: 'platform', name: accountId, login }, secret: token } as const;
    const connection = account.connect(credential);
    window = await signedIn(() => connection, credential);
    const { session } = window;
    const pushes = new Emitter<AccountPush>();
    const options = { session, clock: systemClock, log: silentLog, onDidPush: pushes.event };
    store = new ChatStore({ ...options, sendTyping: () => undefined });
    changes = 0;
    countdown = new TransferCountdown({ session, clock: systemClock }, store);
    countdown.onDidChange(() => (changes += 1));
  };
  afterEach(async () => {
    countdown.dispose();
    store.dispose();
    window.dispose();
    await account.dispose();
  });

  const mine = async () => {
    account.sandbox.chats.startChat({ name: 'Kim', agent: store.login ?? '' });
    await store.refresh();
    const [chat] = store.sections.mine;
    assert.ok(chat);
    return chat;
  };
  const limitCalls = (): number =>
    account.sandbox.calls.recent.filter(({ path }) => path.endsWith('list_license_properties')).length;
  const until = async (isTrue: () => boolean): Promise<void> => {
    const begun = Date.now();
    while (!isTrue()) {
      if (Date.now() - begun > 10_000) assert.fail('it never came true');
      await new Promise((done) => setTimeout(done, 5));
    }
  };

  it('is known to administrators, with one call for the time limits', async () => {
    await open(0);
    account.sandbox.platform.switches.setTimeouts({ transferAfterMin: 3 });
    const chat = await mine();
    assert.equal(limitCalls(), 0);
    assert.equal(countdown.of(chat), undefined);
    await until(() => changes > 0);
    const at = Date.parse(chat.lastMessage?.createdAt ?? '') + 3 * 60_000;
    assert.equal(countdown.of(chat), at);
    assert.equal(limitCalls(), 1);
    const answered = { ...chat, lastMessage: { ...chat.lastMessage!, authorId: store.login ?? '' } };
    assert.equal(countdown.of(answered), undefined);
  });

  it('is not shown to others, nor where LiveChat transfers nothing', async () => {
    await open(2);
    const chat = await mine();
    assert.equal(countdown.of(chat), undefined);
    await until(() => limitCalls() > 0);
    await store.refresh();
    assert.equal(countdown.of(chat), undefined);
    assert.deepEqual([changes, limitCalls()], [0, 1]);
  });
});
