import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/event';
import { silentLog } from '../../../src/core/base/log';
import { openChats, type MessagePayload } from '../../../src/core/chats/openChats';
import { fail } from '../../../src/core/domain/failure';
import type { AccountPush } from '../../../src/core/domain/liveChat';
import { FakeClock } from '../support/fakeClock';
import { ChatServer, login } from './support/chatServer';

describe('messages for other extensions', () => {
  it('have the published fields, and say who wrote them', () => {
    const pushes = new Emitter<AccountPush>();
    const account = { id: 'platform:a', kind: 'platform', name: 'a', login } as const;
    const chats = openChats({
      clock: new FakeClock(),
      log: silentLog,
      session: {
        current: { kind: 'signed-in', account },
        onDidChange: () => ({ dispose: () => undefined }),
        run: () => fail({ code: 'not-signed-in' }),
      },
      onDidPush: pushes.event,
      sendTyping: () => undefined,
      audit: { record: () => Promise.resolve() },
    });
    const payloads: MessagePayload[] = [];
    chats.onDidReceivePayload((payload) => payloads.push(payload));
    const server = new ChatServer('c1');
    const push = (one: AccountPush['push']): void => pushes.fire({ account: account.id, push: one });
    push({ kind: 'gap', running: [server.listed()] });
    for (const step of [
      { do: 'customerSays', agent: 0 },
      { do: 'joins', agent: 0 },
      { do: 'noteIsWritten', agent: 0 },
    ] as const) {
      for (const one of server.run(step)) push(one);
    }
    push({
      ...{ kind: 'event', chatId: 'c1', threadId: 't1' },
      event: { id: 'f', authorId: 'customer', content: { kind: 'file', file: { name: 'a.png' } } },
    });
    const visitor = { id: 'customer', name: 'Kim' };
    const common = { account: 'platform:a', chat: { id: 'c1', threadId: 't1' }, visitor };
    assert.deepEqual(
      payloads.map(({ message: { timestamp: _, ...message }, eventId: _id, ...rest }) => ({
        ...rest,
        message,
      })),
      [
        { ...common, message: { text: 'hello 2', user_type: 'visitor', author_name: 'Kim' } },
        {
          ...common,
          message: {
            text: 'secret note 4',
            user_type: 'agent',
            agent_id: login,
            author_name: 'Agent 0',
            private: true,
          },
        },
        {
          ...common,
          message: { text: 'a.png', user_type: 'visitor', author_name: 'Kim', file: { name: 'a.png' } },
        },
      ],
    );
    chats.dispose();
  });
});
