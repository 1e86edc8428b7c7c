import assert from 'node:assert/strict';
import type { LiveChatApi } from '../../../src/core/domain/connection';
import { anyAccount, type AnyAccount } from './support/anyAccount';

/** Calls that no operation of `chatFaultMatrix.test.ts` makes. */
describe('Conformance of the client and the sandbox for running chats:', () => {
  let account: AnyAccount;
  let api: LiveChatApi;
  let chatId: string;

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    const { liveChats } = account.connection;
    assert.ok(liveChats);
    api = liveChats;
    ({ chatId } = account.sandbox.chats.startChat({ name: 'Kim', text: 'Hi', agent: account.login }));
  });
  afterEach(() => account.dispose());

  it('a file is uploaded, sent once, and shown with its size', async () => {
    const url = await api.upload({ name: 'lamp.png', bytes: new Uint8Array(7) });
    const eventId = await api.sendFile(chatId, { url, isPrivate: false, customId: 'f1' });
    const event = (await api.get({ chatId })).events?.at(-1);
    assert.deepEqual([event?.id, event?.customId], [eventId, 'f1']);
    assert.ok(event?.content.kind === 'file');
    const { name, size, url: address } = event.content.file;
    assert.deepEqual([name, size, address], ['lamp.png', 7, url]);
  });

  it('both agree on seen messages, on following, and on the agents who can get a chat', async () => {
    const { events: [hi] = [] } = await api.get({ chatId });
    assert.ok(hi?.createdAt);
    await api.markSeen(chatId, hi.createdAt);
    assert.ok(account.sandbox.chats.customerView(chatId).seenByAgents >= hi.createdAt);
    const [, , normal] = account.sandbox.credentials;
    const other = account.sandbox.chats.startChat({ agent: normal?.login ?? '' }).chatId;
    await api.follow(other);
    assert.equal((await api.get({ chatId: other })).isFollowed, true);
    await api.unfollow(other);
    assert.equal((await api.get({ chatId: other })).isFollowed, false);
    const agents = await api.transferAgents(chatId);
    assert.ok(agents.some(({ login, activeChats }) => login === normal?.login && activeChats === 1));
  });

  it('an ended chat is found by its thread, its words, its agent and its tag', async () => {
    const { threadId } = await api.get({ chatId });
    await api.tag({ chatId, threadId }, 'refund');
    await api.close(chatId);
    assert.equal((await api.findThread(threadId))?.chatId, chatId);
    const found = await api.search({ query: 'Hi', agent: account.login, tag: 'refund' });
    assert.deepEqual(
      found.rows.map((chat) => [chat.chatId, chat.threadId, chat.isActive]),
      [[chatId, threadId, false]],
    );
  });

  it('both agree on running chats in API v3.6 and v3.7', async () => {
    const older = await api.running();
    account.sandbox.platform.switches.useNewNames(true);
    assert.deepEqual(await api.running(), older);
    assert.ok(older.some((chat) => chat.chatId === chatId && chat.lastMessage?.authorId !== undefined));
  });
});
