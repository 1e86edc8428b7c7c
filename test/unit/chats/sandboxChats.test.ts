import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { Emitter } from '../../../src/core/base/event';
import { silentLog } from '../../../src/core/base/log';
import { customersView } from '../../../src/core/chats/customersView';
import { openChats, type Chats, type MessagePayload } from '../../../src/core/chats/openChats';
import type { AccountPush } from '../../../src/core/domain/liveChat';
import { openSession } from '../../../src/core/events/rtm/openSession';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';

/** The parts together: socket, decoding, state and Web API, against the sandbox. */
describe('running chats of the sandbox', function () {
  this.timeout(20_000);
  let account: AnyAccount;
  let chats: Chats;
  let pushes: Emitter<AccountPush>;
  let end: AbortController;

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    const { connection, credential, login } = account;
    pushes = new Emitter<AccountPush>();
    end = new AbortController();
    const signedIn = { ...credential.account, login };
    chats = openChats({
      session: {
        current: { kind: 'signed-in', account: signedIn },
        onDidChange: () => ({ dispose: () => undefined }),
        run: (work) => work(connection),
      },
      clock: systemClock,
      log: silentLog,
      onDidPush: pushes.event,
      sendTyping: () => undefined,
      audit: { record: () => Promise.resolve() },
    });
    const { live } = connection;
    assert.ok(live);
    const opened = await openSession({
      clock: systemClock,
      log: silentLog,
      endpoint: await live.endpoint(),
      format: live.format,
      application: { name: 'desk', version: '1' },
      timezone: 'UTC',
      wasAccepting: true,
      onContent: () => undefined,
      onChatPush: (push) => pushes.fire({ account: signedIn.id, push }),
      onEnd: () => undefined,
      signal: end.signal,
    });
    assert.equal(opened.kind, 'open');
    await until(() => chats.store.listStatus.kind === 'loaded', 'the list of the gap');
  });
  afterEach(async () => {
    end.abort();
    chats.dispose();
    await account.dispose();
  });

  const until = async (isTrue: () => boolean, what: string): Promise<void> => {
    const begun = Date.now();
    while (!isTrue()) {
      if (Date.now() - begun > 10_000) assert.fail(`${what} never came true`);
      await new Promise((done) => setTimeout(done, 5));
    }
  };

  it('are listed, answered, seen as the customer sees them, and equal what LiveChat has', async () => {
    const { sandbox, connection, login } = account;
    const payloads: MessagePayload[] = [];
    chats.onDidReceivePayload((payload) => payloads.push(payload));
    const { chatId } = sandbox.chats.startChat({ name: 'Kim', text: 'Hi', agent: login });
    const { store, outgoing } = chats;
    await until(() => store.sections.mine.some((chat) => chat.chatId === chatId), 'the chat');
    const watch = store.watch(chatId);
    await until(() => watch.state?.chat.events !== undefined && !watch.isLoading, 'its events');
    sandbox.chats.customerTypes(chatId, 'Where is m');
    await until(() => watch.state?.sneakPeek?.text === 'Where is m', 'the sneak peek');
    outgoing.send(chatId, { kind: 'text', text: 'Good day' }, false);
    outgoing.send(chatId, { kind: 'text', text: 'A nice one' }, true);
    sandbox.chats.customerWrites(chatId, 'Where is my order?');
    const said = (): readonly string[] =>
      (watch.state?.chat.events ?? []).flatMap(({ content }) =>
        content.kind === 'message' ? content.text : [],
      );
    await until(() => said().includes('A nice one') && said().includes('Where is my order?'), 'the messages');
    assert.deepEqual(outgoing.of(chatId), []);
    const { liveChats } = connection;
    assert.ok(liveChats && watch.state);
    await until(() => watch.state?.sneakPeek === undefined, 'the end of the sneak peek');
    const fetched = await liveChats.get({ chatId });
    assert.deepEqual(watch.state.chat.events, fetched.events);
    assert.deepEqual(
      watch.state.chat.users.map(({ id, isPresent }) => [id, isPresent]),
      [...fetched.users.map(({ id, isPresent }) => [id, isPresent])],
    );
    const view = customersView(watch.state);
    assert.deepEqual(
      view.events?.map(({ id }) => id),
      sandbox.chats.customerView(chatId).events.map(({ id }) => id),
    );
    assert.deepEqual(
      payloads.map(({ visitor, message }) => [visitor.name, message.text, message.private]).sort(),
      [
        ['Kim', 'A nice one', true],
        ['Kim', 'Good day', undefined],
        ['Kim', 'Hi', undefined],
        ['Kim', 'Where is my order?', undefined],
      ],
    );
    await liveChats.close(chatId);
    await until(() => store.sections.ended.some((chat) => chat.chatId === chatId), 'the end');
    watch.dispose();
  });

  it('of a colleague are followed while they are shown', async () => {
    const { sandbox } = account;
    const [, colleague] = sandbox.credentials;
    assert.ok(colleague);
    const { chatId } = sandbox.chats.startChat({ name: 'Lee', text: 'Hi', agent: colleague.login });
    await until(() => chats.store.sections.others.some((chat) => chat.chatId === chatId), 'the chat');
    const watch = chats.store.watch(chatId);
    await until(() => watch.state?.chat.isFollowed === true && !watch.isLoading, 'the follow');
    const before = watch.state?.chat.events?.length ?? 0;
    sandbox.chats.customerWrites(chatId, 'Hello?');
    await until(() => (watch.state?.chat.events?.length ?? 0) > before, 'the message');
    watch.dispose();
  });
});
