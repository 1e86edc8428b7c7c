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

function openApi(log: Log = silentLog) {
  const api = new ExtensionApi(log);
  // The published types match the object.
  const published: LiveChatDesk = api.exports;
  return { api, v1: published.getApi(1) };
}

describe('ExtensionApi', () => {
  it('has version 1, and an error for other versions lists those that exist', () => {
    const { api } = openApi();
    const { getApi } = api.exports;
    assert.equal(getApi(1), getApi(1));
    for (const malformed of [0, 2, '1', undefined]) {
      assert.throws(
        () => getApi(malformed as number),
        (thrown: unknown) =>
          thrown instanceof Error &&
          thrown.message.includes(`version ${String(malformed)}`) &&
          thrown.message.endsWith(' exist: 1.'),
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
    const { api, v1 } = openApi();
    assert.ok(Object.isFrozen(v1) && Object.isFrozen(api.exports));
  });
});
