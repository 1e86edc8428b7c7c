import assert from 'node:assert/strict';
import { toPublicChat } from '../../../src/core/actions/chats/chatResult';
import type { LiveChat, ThreadEvent } from '../../../src/core/domain/liveChat';

function chatWith(...events: readonly ThreadEvent[]): LiveChat {
  return {
    chatId: 'chat',
    threadId: 'thread',
    isActive: true,
    isFollowed: false,
    users: [{ id: 'c-1', kind: 'customer', name: 'Kim', isPresent: true }],
    groups: [0],
    tags: [],
    events,
  };
}

describe('result of a chat', () => {
  it('contains a message of a removed bot as one of an agent', () => {
    const content = { kind: 'message', text: 'Hello' } as const;
    const { messages } = toPublicChat(chatWith({ id: 'e', authorId: 'b2f1c0', content }), undefined);
    assert.deepEqual(messages, [{ text: 'Hello', user_type: 'agent', agent_id: 'b2f1c0' }]);
  });

  it('contains the URLs of the images of a rich message', () => {
    const files = [{ url: 'https://cdn.test/map.png' }];
    const content = { kind: 'rich', text: 'Where?', files } as const;
    const { events } = toPublicChat(chatWith({ id: 'e', authorId: 'b2f1c0', content }), undefined);
    assert.deepEqual(
      events.map(({ type, text }) => [type, text]),
      [['rich_message', 'Where?\nhttps://cdn.test/map.png']],
    );
  });

  it('contains the answers of every form, and none of a survey twice', () => {
    const form = (id: string, when: 'before' | 'after'): ThreadEvent => ({
      id,
      content: { kind: 'form', when, answers: [{ label: 'Question', answer: id }] },
    });
    const forms = [form('1', 'before'), form('2', 'before'), form('3', 'after'), form('4', 'after')];
    const chat = toPublicChat(chatWith(...forms), undefined);
    assert.deepEqual(chat.pre_chat_survey, [{ label: 'Question', answer: '1' }]);
    assert.deepEqual(chat.post_chat_survey, [{ label: 'Question', answer: '3' }]);
    assert.deepEqual(
      chat.events.map(({ text }) => text),
      ['Question: 2', 'Question: 4'],
    );
  });
});
