import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import type { LiveChatDesk, MessagePayload } from '../../types/livechat-desk';
import { call } from './support/codeCalls';
import { ExtensionFixture, ownExtension } from './support/extensionFixture';
import { eventually } from './support/eventually';

interface Status {
  readonly state: string;
  readonly tunnel?: string;
  readonly events: readonly string[];
}

describe('listening with a platform account', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.platformSandbox({ tickets: 25, agents: 3 });
    await extension.signInToPlatform(sandbox);
  });
  afterEach(async () => {
    await call('livechat.webhooks.stop', {});
    await extension.end();
  });

  it('starts without questions and with chats only when called by code', async () => {
    const before = extension.shown.messages.length;
    const live = await call<Status>('livechat.webhooks.start', {});
    assert.deepEqual(
      [live.state, live.tunnel, live.events],
      ['live', undefined, ['chat_started', 'chat_ended']],
    );
    assert.deepEqual(extension.shown.messages.slice(before), []);
    const { chatId } = sandbox.chats.startChat({ name: 'Kim', waiting: 'queue' });
    await eventually('the toast', () => extension.shown.messages.includes('Chat started: Kim'));
    sandbox.chats.customerLeaves(chatId);
    await eventually('the toast', () => extension.shown.messages.includes('Chat ended: Kim'));
  });

  it('reports each message of a running chat once to other extensions', async () => {
    const { getApi } = (await ownExtension().activate()) as LiveChatDesk;
    const messages: MessagePayload[] = [];
    const subscription = getApi(2).onDidReceiveMessage((payload) => messages.push(payload));
    await call('livechat.webhooks.start', {});
    const agent = sandbox.platform.credentials[0]?.login ?? '';
    const { chatId, threadId } = sandbox.chats.startChat({ name: 'Kim', text: 'Hi', agent });
    const eventId = sandbox.chats.customerWrites(chatId, 'Where is my order?');
    await eventually('the messages', () => messages.length >= 2);
    subscription.dispose();
    const [first, second, ...more] = messages;
    assert.ok(first && second && more.length === 0);
    assert.deepEqual([first.message.text, first.visitor.name], ['Hi', 'Kim']);
    assert.deepEqual(
      [second.eventId, second.chat, second.message.text, second.message.user_type],
      [eventId, { id: chatId, threadId }, 'Where is my order?', 'visitor'],
    );
  });

  it('shows messages in chats of the person, and chats that are assigned to them', async () => {
    await call('livechat.webhooks.start', {});
    const { messages } = extension.shown;
    const agent = sandbox.platform.credentials[0]?.login ?? '';
    const { chatId } = sandbox.chats.startChat({ name: 'Noor', text: 'Hi', agent });
    await eventually('the toast', () => messages.includes('Chat assigned to you: Noor'));
    sandbox.chats.customerWrites(chatId, 'See [this](command:x)\u202e');
    await eventually('the toast', () => messages.includes('Noor: See [this] (command:x)'));
    assert.ok(!messages.includes('Chat started: Noor'));

    await extension.settings.set('livechat.notifications.chatAssigned', 'off');
    await extension.settings.set('livechat.notifications.chatMessage', 'off');
    const other = sandbox.chats.startChat({ name: 'Ana', text: 'Hi', agent });
    sandbox.chats.customerWrites(other.chatId, 'Hello?');
    await eventually('the toast', () => messages.some((text) => text.includes('Ana')));
    assert.deepEqual(
      messages.filter((text) => text.includes('Ana')),
      ['Chat started: Ana'],
    );
  });

  it('does not start when the user cancels the question about polling', async () => {
    const { state } = await call<Status>('livechat.webhooks.start');
    assert.equal(state, 'off');
    assert.ok(extension.shown.messages.includes('Check LiveChat for new tickets every 5 minutes?'));
    assert.equal(sandbox.platform.rtm.sessions, 0);
  });

  it('asks nothing when tickets are not wanted', async () => {
    await extension.settings.set('livechat.webhooks.events', ['chat_started']);
    const { state, events } = await call<Status>('livechat.webhooks.start');
    assert.deepEqual([state, events], ['live', ['chat_started']]);
    assert.ok(!extension.shown.messages.some((text) => text.includes('new tickets')));
  });
});
