import { commands, extensions } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import type { ChatPayload, LiveChatDesk, TicketPayload } from '../../types/livechat-desk';
import { ExtensionFixture, ownExtension } from './support/extensionFixture';
import { eventually } from './support/eventually';

/** The exports of `test/fixtures/exampleExtension`. */
interface Example {
  readonly heard: { readonly event: string; readonly payload: unknown }[];
  readonly running: ReadonlySet<string>;
}

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

describe('the API for other extensions', () => {
  let fixture: ExtensionFixture;
  let sandbox: Sandbox;
  let example: Example;

  beforeEach(async () => {
    fixture = new ExtensionFixture();
    sandbox = await fixture.sandbox({ tickets: 25, agents: 3 });
    const owner = sandbox.credentials[0]!;
    await fixture.signIn(owner.login, owner.apiKey);
    const extension = extensions.getExtension<Example>('livechat-desk-examples.livechat-example');
    assert.ok(extension, 'the example extension is not loaded');
    example = await extension.activate();
    example.heard.length = 0;
  });
  afterEach(async () => {
    await commands.executeCommand('livechat.webhooks.stop', {});
    await fixture.end();
  });

  const payloadsOf = <T>(event: string): T[] =>
    example.heard.filter((each) => each.event === event).map(({ payload }) => payload as T);

  it('has versions 1 and 2, and lists them in the error for other versions', async () => {
    const { getApi } = (await ownExtension().activate()) as LiveChatDesk;
    assert.deepEqual(Object.keys(getApi(1)).sort(), ['onDidCreateTicket', 'onDidEndChat', 'onDidStartChat']);
    assert.deepEqual(Object.keys(getApi(2)).sort(), [
      'onDidCreateTicket',
      'onDidEndChat',
      'onDidReceiveMessage',
      'onDidStartChat',
    ]);
    assert.throws(() => getApi(3 as 1), /no API version 3\. These exist: 1, 2\./);
  });

  it('fires once per chat and ticket, with exactly the published fields', async () => {
    const status = await commands.executeCommand<{ state: string }>('livechat.webhooks.start', {});
    assert.equal(status.state, 'live');
    const chatId = sandbox.simulator.startChat({ name: 'Kim Lee', email: 'kim@mail.test' });
    await eventually('the chat to start', () => example.running.has(chatId));
    sandbox.simulator.endChat(chatId);
    await eventually('the chat to end', () => !example.running.has(chatId));
    const ticketId = sandbox.simulator.createTicket({ subject: 'Zipper stuck', message: 'Please help.' });
    await eventually('the ticket', () => payloadsOf('onDidCreateTicket').length > 0);

    const [started, ...others] = payloadsOf<ChatPayload>('onDidStartChat');
    assert.ok(started && others.length === 0);
    assert.deepEqual(Object.keys(started).sort(), [
      'account',
      'chat',
      'eventId',
      'pre_chat_survey',
      'visitor',
    ]);
    assert.equal(started.account, `classic:${sandbox.credentials[0]?.login}`);
    assert.deepEqual(
      [started.chat.id, started.visitor.name, started.visitor.email],
      [chatId, 'Kim Lee', 'kim@mail.test'],
    );
    assert.match(started.chat.started_timestamp ?? '', time);
    assert.equal('ended_timestamp' in started.chat, false);
    for (const list of ['agents', 'groups', 'tags', 'messages', 'events'] as const) {
      assert.ok(Array.isArray(started.chat[list]), list);
    }

    const [ended, ...more] = payloadsOf<ChatPayload>('onDidEndChat');
    assert.ok(ended && more.length === 0);
    assert.equal(ended.chat.id, chatId);
    assert.match(ended.chat.ended_timestamp ?? '', time);
    assert.notEqual(ended.eventId, started.eventId);

    const [created, ...rest] = payloadsOf<TicketPayload>('onDidCreateTicket');
    assert.ok(created && rest.length === 0);
    assert.deepEqual(Object.keys(created).sort(), ['account', 'eventId', 'ticket']);
    assert.deepEqual([created.ticket.id, created.ticket.subject], [ticketId, 'Zipper stuck']);
    assert.match(created.ticket.date ?? '', time);
  });

  it('does not call a listener after its disposal', async () => {
    await commands.executeCommand('livechat.webhooks.start', {});
    const { getApi } = (await ownExtension().activate()) as LiveChatDesk;
    const ids: string[] = [];
    const listening = getApi(1).onDidStartChat(({ chat }) => ids.push(chat.id));
    const first = sandbox.simulator.startChat();
    await eventually('the first chat', () => example.running.has(first));
    listening.dispose();
    const second = sandbox.simulator.startChat();
    await eventually('the second chat', () => example.running.has(second));
    assert.deepEqual(ids, [first]);
  });
});
