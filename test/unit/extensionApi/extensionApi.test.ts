import assert from 'node:assert/strict';
import type { Log } from '../../../src/core/base/log';
import { silentLog } from '../../../src/core/base/log';
import type { Disposable } from 'vscode';
import type { Arrival } from '../../../src/core/domain/arrival';
import { ExtensionApi } from '../../../src/ui/extensionApi/extensionApi';
import type { LiveChatDesk } from '../../../types/livechat-desk';
import { bareChat, contractChat } from '../chatDetail/support/contractChat';
import { contractTicket } from '../ticketDetail/support/contractTicket';

const ticket: Arrival = { kind: 'ticket_created', eventId: 'T1', account: 'a', ticket: contractTicket };

function openApi(log: Log = silentLog, wantMessages = (): void => undefined) {
  const api = new ExtensionApi(log, wantMessages);
  // The published types match the object.
  const published: LiveChatDesk = api.exports;
  return { api, v1: published.getApi(1), v2: published.getApi(2) };
}

describe('ExtensionApi', () => {
  it('has versions 1 and 2, and an error for other versions lists those that exist', () => {
    const { api } = openApi();
    const { getApi } = api.exports;
    assert.equal(getApi(1), getApi(1));
    for (const malformed of [0, 3, '1', undefined]) {
      assert.throws(
        () => getApi(malformed as number),
        (thrown: unknown) =>
          thrown instanceof Error &&
          thrown.message.includes(`version ${String(malformed)}`) &&
          thrown.message.endsWith(' exist: 1, 2.'),
      );
    }
  });

  it('fires the matching event once per arrival, with exactly the published fields', () => {
    const { api, v1 } = openApi();
    const received: unknown[] = [];
    v1.onDidStartChat((payload) => received.push(['started', payload]));
    v1.onDidEndChat((payload) => received.push(['ended', payload]));
    v1.onDidCreateTicket((payload) => received.push(['ticket', payload]));
    for (const arrival of [bareChat, contractChat, ticket]) api.raise(arrival);
    const { kind: _a, ...bare } = bareChat;
    const { kind: _b, ...whole } = contractChat;
    const { kind: _c, ...third } = ticket;
    assert.deepEqual(received, [
      ['started', bare],
      ['ended', whole],
      ['ticket', third],
    ]);
  });

  it('has messages of running chats in version 2 only, and asks for them at the first listener', () => {
    let wanted = 0;
    const { api, v1, v2 } = openApi(silentLog, () => (wanted += 1));
    assert.ok(!('onDidReceiveMessage' in v1));
    assert.equal(v2.onDidStartChat, v1.onDidStartChat);
    assert.equal(wanted, 0);
    const received: unknown[] = [];
    v2.onDidReceiveMessage((payload) => received.push(payload));
    assert.equal(wanted, 1);
    const payload = {
      eventId: 'E1',
      account: 'platform:a',
      chat: { id: 'C1', threadId: 'T1' },
      visitor: { id: 'V1', name: 'Kim' },
      message: { text: 'Hello', user_type: 'visitor' },
    };
    api.raiseMessage(payload);
    assert.deepEqual(received, [payload]);
    assert.notEqual(received[0], payload);
  });

  it('leaves out fields that are not published', () => {
    const { api, v1 } = openApi();
    let keys: string[] = [];
    v1.onDidCreateTicket(({ ticket: { events } }) => (keys = Object.keys(events[0] ?? {})));
    const events = [{ type: 'assignee_changed', to: { id: 'x' } }];
    api.raise({ ...ticket, ticket: { ...contractTicket, events } });
    assert.deepEqual(keys, ['type']);
  });

  it('passes each listener a separate copy of the payload', () => {
    const { api, v1 } = openApi();
    const tags: unknown[] = [];
    v1.onDidEndChat(({ chat }) => {
      (chat.tags as string[]).length = 0;
      (chat as { id: string }).id = 'changed';
    });
    v1.onDidEndChat(({ chat }) => tags.push(chat.id, ...chat.tags));
    api.raise(contractChat);
    assert.deepEqual(tags, ['CHAT77', 'returns', 'urgent']);
    assert.deepEqual(contractChat.chat.tags, ['returns', 'urgent']);
  });

  it('logs a listener that throws, and calls the others', () => {
    const warnings: string[] = [];
    const { api, v1 } = openApi({ ...silentLog, warn: (text) => warnings.push(text) });
    let received = 0;
    v1.onDidEndChat(() => {
      throw new Error('listener failed');
    });
    v1.onDidEndChat(() => (received += 1));
    assert.doesNotThrow(() => api.raise(contractChat));
    assert.equal(received, 1);
    assert.match(warnings.join(), /chat_ended: Error: listener failed/);
  });

  it('supports `this`, a list of disposables and disposal like the editor’s events', () => {
    const { api, v1 } = openApi();
    const owner = { received: 0 };
    const disposables: Disposable[] = [];
    function listener(this: typeof owner): void {
      this.received += 1;
    }
    v1.onDidEndChat(listener, owner, disposables);
    const second = v1.onDidEndChat(listener, owner);
    api.raise(contractChat);
    assert.equal(owner.received, 2);
    second.dispose();
    second.dispose();
    api.raise(contractChat);
    assert.equal(owner.received, 3);
    for (const each of disposables) each.dispose();
    api.raise(contractChat);
    assert.equal(owner.received, 3);
  });

  it('a listener can dispose of itself while it is called', () => {
    const { api, v1 } = openApi();
    const received: string[] = [];
    const first = v1.onDidEndChat(() => {
      received.push('first');
      first.dispose();
    });
    v1.onDidEndChat(() => received.push('second'));
    api.raise(contractChat);
    api.raise(contractChat);
    assert.deepEqual(received, ['first', 'second', 'second']);
  });

  it('is frozen', () => {
    const { api, v1, v2 } = openApi();
    assert.ok(Object.isFrozen(v1) && Object.isFrozen(v2) && Object.isFrozen(api.exports));
  });
});
