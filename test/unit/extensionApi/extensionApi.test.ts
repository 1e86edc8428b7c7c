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
  // The types that are published fit what is there.
  const published: LiveChatDesk = api.exports;
  return { api, v1: published.getApi(1) };
}

describe('the API for other extensions', () => {
  it('has version 1, and says for another one which exist', () => {
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

  it('fires each arrival once at its own event, with exactly the fields of the contract', () => {
    const { api, v1 } = openApi();
    const heard: unknown[] = [];
    v1.onDidStartChat((payload) => heard.push(['started', payload]));
    v1.onDidEndChat((payload) => heard.push(['ended', payload]));
    v1.onDidCreateTicket((payload) => heard.push(['ticket', payload]));
    for (const arrival of [bareChat, contractChat, ticket]) api.raise(arrival);
    const { kind: _a, ...bare } = bareChat;
    const { kind: _b, ...whole } = contractChat;
    const { kind: _c, ...third } = ticket;
    assert.deepEqual(heard, [
      ['started', bare],
      ['ended', whole],
      ['ticket', third],
    ]);
  });

  it('leaves out what pages show beyond the contract', () => {
    const { api, v1 } = openApi();
    let keys: string[] = [];
    v1.onDidCreateTicket(({ ticket: { events } }) => (keys = Object.keys(events[0] ?? {})));
    const events = [{ type: 'assignee_changed', to: { id: 'x' } }];
    api.raise({ ...ticket, ticket: { ...contractTicket, events } });
    assert.deepEqual(keys, ['type']);
  });

  it('gives each listener a payload of its own', () => {
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

  it('a listener that throws harms nobody, and the log says so', () => {
    const warnings: string[] = [];
    const { api, v1 } = openApi({ ...silentLog, warn: (text) => warnings.push(text) });
    let heard = 0;
    v1.onDidEndChat(() => {
      throw new Error('not my day');
    });
    v1.onDidEndChat(() => (heard += 1));
    assert.doesNotThrow(() => api.raise(contractChat));
    assert.equal(heard, 1);
    assert.match(warnings.join(), /chat_ended: Error: not my day/);
  });

  it('has events like those of the editor: this, a list of disposables, and an end', () => {
    const { api, v1 } = openApi();
    const owner = { heard: 0 };
    const disposables: Disposable[] = [];
    function listener(this: typeof owner): void {
      this.heard += 1;
    }
    v1.onDidEndChat(listener, owner, disposables);
    const second = v1.onDidEndChat(listener, owner);
    api.raise(contractChat);
    assert.equal(owner.heard, 2);
    second.dispose();
    second.dispose();
    api.raise(contractChat);
    assert.equal(owner.heard, 3);
    for (const each of disposables) each.dispose();
    api.raise(contractChat);
    assert.equal(owner.heard, 3);
  });

  it('a listener that ends itself or another while it is told hurts nobody', () => {
    const { api, v1 } = openApi();
    const heard: string[] = [];
    const first = v1.onDidEndChat(() => {
      heard.push('first');
      first.dispose();
    });
    v1.onDidEndChat(() => heard.push('second'));
    api.raise(contractChat);
    api.raise(contractChat);
    assert.deepEqual(heard, ['first', 'second', 'second']);
  });

  it('cannot be replaced by one extension for all others', () => {
    const { api, v1 } = openApi();
    assert.ok(Object.isFrozen(v1) && Object.isFrozen(api.exports));
  });
});
