import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call, chat, chatSummary, refused, shapeFaults } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';

interface Summary {
  id: string;
  threadId: string;
  mine: boolean;
  waiting: boolean;
  active: boolean;
}
interface Read extends Summary {
  agents: { login: string }[];
  messages: { text: string; private?: boolean }[];
  tags: string[];
}
interface Detailed extends Read {
  messages: { text: string; private?: boolean; file?: object }[];
  events: { type: string; text?: string }[];
  pre_chat_survey: object[];
  post_chat_survey?: object[];
  restricted?: string;
}
interface Sent {
  chatId: string;
  threadId: string;
  eventId: string;
}

describe('commands on running chats called by code with a platform account', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;
  let me: string;
  let colleague: string;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.platformSandbox({ tickets: 60, agents: 5 });
    await extension.signInToPlatform(sandbox);
    me = sandbox.platform.credentials[0]!.login;
    colleague = sandbox.platform.credentials[1]!.login;
  });
  afterEach(() => extension.end());

  it('list chats in the published format, by view, also without an argument', async () => {
    const { chatId } = sandbox.chats.startChat({ waiting: 'unassigned' });
    const all = await call<{ chats: Summary[] }>('livechat.chat.list');
    for (const one of all.chats) assert.deepEqual(shapeFaults(one, chatSummary), []);
    const { chats } = await call<{ chats: Summary[] }>('livechat.chat.list', { view: 'waiting' });
    assert.ok(chats.some(({ id, waiting }) => id === chatId && waiting));
    await refused(call('livechat.chat.list', { view: 'queue' }), 'invalid-input', /view/);
  });

  it('join, answer, tag, transfer, leave, close and resume a chat', async () => {
    const { chatId, threadId } = sandbox.chats.startChat({ waiting: 'unassigned' });
    const joined = await call<Read>('livechat.chat.join', { chatId: threadId });
    assert.deepEqual(shapeFaults(joined, chat), []);
    assert.deepEqual([joined.id, joined.mine], [chatId, true]);
    const sent = await call<Sent>('livechat.chat.send', { chatId, message: 'Hello!' });
    assert.deepEqual([sent.chatId, sent.threadId, typeof sent.eventId], [chatId, threadId, 'string']);
    await call('livechat.chat.send', { chatId, message: 'For us.', private: true });
    const { messages } = await call<Read>('livechat.chat.get', { chatId: threadId });
    assert.deepEqual(
      messages.slice(-2).map(({ text, private: isPrivate }) => [text, isPrivate]),
      [
        ['Hello!', undefined],
        ['For us.', true],
      ],
    );
    const tagged = await call<Read>('livechat.chat.tag', { chatId, tag: 'vip' });
    assert.ok(tagged.tags.includes('vip'));
    const untagged = await call<Read>('livechat.chat.untag', { chatId, tag: 'vip' });
    assert.ok(!untagged.tags.includes('vip'));
    const given = await call<Read>('livechat.chat.transfer', { chatId, agent: colleague });
    assert.deepEqual(shapeFaults(given, chat), []);
    assert.deepEqual([given.mine, given.agents.map(({ login }) => login)], [false, [colleague]]);
    const taken = await call<Read>('livechat.chat.join', { chatId, takeOver: true });
    assert.deepEqual(
      taken.agents.map(({ login }) => login),
      [me],
    );
    assert.deepEqual(await call('livechat.chat.close', { chatId, confirmed: true }), { chatId });
    const resumed = await call<Read>('livechat.chat.resume', { chatId, message: 'One more thing.' });
    assert.deepEqual(shapeFaults(resumed, chat), []);
    assert.ok(resumed.active && resumed.threadId !== threadId);
    assert.deepEqual(await call('livechat.chat.leave', { chatId }), { chatId });
  });

  it('refuse what the chat does not allow, with the reason', async () => {
    const { chatId } = sandbox.chats.startChat({ agent: colleague });
    await refused(call('livechat.chat.send', { chatId, message: 'Hi' }), 'conflict', /Join it first/);
    await refused(call('livechat.chat.join', { chatId }), 'conflict', /Another agent/);
    const whispered = await call<Read>('livechat.chat.join', { chatId, whisper: true });
    assert.ok(whispered.agents.some(({ login }) => login === me));
    await refused(call('livechat.chat.send', { chatId, message: 'Hi' }), 'conflict', /private notes/);
    const both = { chatId, whisper: true, takeOver: true };
    await refused(call('livechat.chat.join', both), 'invalid-input', /takeOver/);
    const long = { chatId, message: 'ä'.repeat(8_193), private: true };
    await refused(call('livechat.chat.send', long), 'invalid-input', /16384 bytes/);
    await refused(call('livechat.chat.get', { chatId: 'NOTHING' }), 'not-found', /./);
    await refused(call('livechat.chat.get', { chatId, page: 1 }), 'invalid-input', /page/);
    sandbox.chats.customerLeaves(chatId);
    await refused(call('livechat.chat.send', { chatId, message: 'Hi', private: true }), 'conflict', /ended/);
  });

  it('take the id of a thread for that of its chat, and give the chat’s', async () => {
    const { chatId, threadId } = sandbox.chats.startChat({ agent: colleague });
    const taken = await call<Read>('livechat.chat.join', { chatId: threadId, takeOver: true });
    assert.deepEqual([taken.id, taken.mine], [chatId, true]);
    const sent = await call<Sent>('livechat.chat.send', { chatId: threadId, message: 'Hello!' });
    assert.deepEqual([sent.chatId, sent.threadId], [chatId, threadId]);
    for (const name of ['tag', 'untag']) {
      const { chatId: id } = await call<Sent>(`livechat.chat.${name}`, { chatId: threadId, tag: 'vip' });
      assert.equal(id, chatId, name);
    }
    const given = await call<Read>('livechat.chat.transfer', { chatId: threadId, agent: colleague });
    assert.deepEqual([given.id, given.mine], [chatId, false]);
    await call('livechat.chat.join', { chatId: threadId, takeOver: true });
    assert.deepEqual(await call('livechat.chat.leave', { chatId: threadId }), { chatId });
    assert.deepEqual(await call('livechat.chat.close', { chatId: threadId, confirmed: true }), { chatId });
    assert.equal((await call<Read>('livechat.chat.resume', { chatId: threadId })).id, chatId);
  });

  it('ask before they close a chat, unless that is confirmed', async () => {
    const { chatId, threadId } = sandbox.chats.startChat({ agent: me, name: 'Kim' });
    await refused(call('livechat.chat.close', { chatId }), 'cancelled', /./);
    assert.ok(extension.shown.messages.some((text) => text.includes('Close the chat with Kim?')));
    assert.equal((await call<Read>('livechat.chat.get', { chatId })).active, true);
    extension.shown.answers.push('Close Chat');
    assert.deepEqual(await call('livechat.chat.close', { chatId: threadId }), { chatId });
    assert.equal((await call<Read>('livechat.chat.get', { chatId })).active, false);
  }).timeout(30_000);

  it('give files, notes, forms, deleted and withheld events in the published format', async () => {
    const { chatId } = sandbox.chats.startChat({ agent: me, hasForm: true });
    const file = {
      name: 'broken.png',
      url: 'https://cdn.test/broken.png',
      content_type: 'image/png',
      size: 10,
    };
    sandbox.chats.customerWrites(chatId, { type: 'file', ...file });
    sandbox.chats.deleteEvent(chatId, sandbox.chats.customerWrites(chatId, 'Secret'));
    await call('livechat.chat.send', { chatId, message: 'For us.', private: true });
    sandbox.chats.customerLeaves(chatId);
    sandbox.chats.customerFillsForm(chatId, 'postchat');
    const read = await call<Detailed>('livechat.chat.get', { chatId });
    assert.deepEqual(shapeFaults(read, chat), []);
    assert.deepEqual(read.messages.at(-2)?.file, file);
    assert.equal(read.messages.at(-1)?.private, true);
    assert.ok(read.events.some(({ type, text }) => type === 'message_deleted' && text !== undefined));
    assert.ok(read.pre_chat_survey.length > 0 && (read.post_chat_survey ?? []).length > 0);
    sandbox.chats.restrict(chatId, 'Older than 60 days');
    const withheld = await call<Detailed>('livechat.chat.get', { chatId });
    assert.deepEqual(shapeFaults(withheld, chat), []);
    assert.deepEqual([withheld.restricted, withheld.messages], ['Older than 60 days', []]);
  });

  it('search the archive by words, in the published format', async () => {
    const { chatId } = sandbox.chats.startChat({ agent: me, text: 'Where is my quokka?' });
    sandbox.chats.customerLeaves(chatId);
    const found = await call<{ chats: Summary[]; total: number; page: number; pages: number }>(
      'livechat.chat.search',
      { query: 'quokka', agent: me },
    );
    assert.deepEqual([found.total, found.page, found.pages], [1, 1, 1]);
    assert.deepEqual(
      found.chats.map((one) => [one.id, one.active, shapeFaults(one, chatSummary)]),
      [[chatId, false, []]],
    );
  });
});

describe('commands on running chats called by code with a classic account', () => {
  it('say that its API cannot do that, whatever the argument', async () => {
    const extension = new ExtensionFixture();
    try {
      const sandbox = await extension.sandbox();
      const owner = sandbox.credentials[0]!;
      await extension.signIn(owner.login, owner.apiKey);
      const says = /API for classic accounts cannot read running chats or send into them/;
      for (const name of ['list', 'get', 'join', 'send', 'transfer', 'leave', 'tag', 'untag', 'close']) {
        await refused(call(`livechat.chat.${name}`, { chatId: 'x' }), 'unsupported', says);
      }
      for (const name of ['resume', 'search'])
        await refused(call(`livechat.chat.${name}`, {}), 'unsupported', says);
    } finally {
      await extension.end();
    }
  });
});
