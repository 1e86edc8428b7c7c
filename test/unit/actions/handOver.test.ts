import assert from 'node:assert/strict';
import { handOver } from '../../../src/core/actions/chats/handOver';
import { soleAgentOutcome } from '../../../src/core/domain/soleAgentChats';
import type { LiveChat } from '../../../src/core/domain/liveChat';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';

describe('handOver', function () {
  this.timeout(20_000);
  let account: AnyAccount;

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 4, hostile: false });
  });
  afterEach(() => account.dispose());

  const give = async (): Promise<{
    readonly chat: LiveChat;
    readonly after: LiveChat;
    readonly to: object;
  }> => {
    const { connection, sandbox, login } = account;
    const api = connection.liveChats;
    assert.ok(api);
    const { chatId } = sandbox.chats.startChat({ name: 'Kim', agent: login });
    const chat = await api.get({ chatId });
    const to = await handOver(api, chat, login);
    return { chat, to, after: await api.get({ chatId }) };
  };
  const setAll = async (status: 'accepting chats' | 'not accepting chats' | 'offline'): Promise<void> => {
    const { connection, sandbox, login } = account;
    for (const one of sandbox.credentials) {
      if (one.login !== login) await connection.agents.update(one.login, { status });
    }
  };

  it('transfers the chat to the least busy agent who accepts chats', async () => {
    await setAll('accepting chats');
    const { chat, to, after } = await give();
    assert.ok('agent' in to && to.agent !== account.login, JSON.stringify(to));
    const { chatId, threadId } = chat;
    const outcome = soleAgentOutcome(
      { chatId, threadId, handedTo: { agent: String(to.agent) } },
      after,
      account.login,
    );
    assert.deepEqual([outcome.kind, 'to' in outcome && outcome.to.id], ['handed-over', to.agent]);
  });

  it('queues the chat for its group if no agent accepts chats', async () => {
    await setAll('not accepting chats');
    const { chat, to, after } = await give();
    assert.deepEqual(to, { group: chat.groups[0] });
    const { chatId, threadId } = chat;
    assert.equal(
      soleAgentOutcome({ chatId, threadId, handedTo: { group: 0 } }, after, account.login).kind,
      'waiting',
    );
  });

  it('has another outcome than a chat that LiveChat archives', async () => {
    const { connection, sandbox, login } = account;
    const api = connection.liveChats;
    assert.ok(api);
    const { chatId, threadId } = sandbox.chats.startChat({ name: 'Kim', agent: login });
    sandbox.chats.archive(chatId);
    const archived = await api.get({ chatId, threadId });
    assert.equal(soleAgentOutcome({ chatId, threadId }, archived, login).kind, 'archived');
    const other = sandbox.chats.startChat({ name: 'Lee', agent: login });
    sandbox.chats.customerLeaves(other.chatId);
    const ended = await api.get({ chatId: other.chatId, threadId: other.threadId });
    assert.equal(soleAgentOutcome(other, ended, login).kind, 'ended');
    assert.equal(soleAgentOutcome(other, undefined, login).kind, 'unknown');
  });
});
