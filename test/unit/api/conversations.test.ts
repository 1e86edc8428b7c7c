import assert from 'node:assert/strict';
import { createClassicChats } from '../../../src/core/api/classic/chats';
import { classicDeliveries } from '../../../src/core/api/classic/deliveries';
import { decodeChat } from '../../../src/core/api/platform/agentChat/chatShape';
import type { Chat } from '../../../src/core/domain/arrival';
import { callerOf } from '../properties/support/platformCallers';
import { only } from './support/only';

const kim = { id: 'c-1', type: 'customer', name: 'Kim' };
const ann = { id: 'ann@shop.test', type: 'agent', name: 'Ann' };
const at = '2026-07-01T12:00:00.000000Z';

function chatOf(events: readonly object[], thread: object = {}, users: readonly object[] = [kim, ann]) {
  const found = decodeChat({
    id: 'chat',
    users,
    thread: { id: 'thread', events: events.map((event) => ({ created_at: at, ...event })), ...thread },
  });
  assert.ok(found);
  return found;
}

/** The only event, without its time. */
function eventOf(chat: Chat): object {
  const { timestamp, ...event } = only(chat.events);
  assert.equal(timestamp, '2026-07-01T12:00:00.000Z');
  return event;
}

describe('chat of a platform account', () => {
  it('reads messages of a removed agent as an agent’s', () => {
    const event = { type: 'message', author_id: 'ann@shop.test', text: 'I refunded you' };
    const { chat } = chatOf([event], { user_ids: ['c-1', 'ann@shop.test'] }, [kim]);
    const { agent_id, user_type, author_name } = only(chat.messages);
    assert.deepEqual([agent_id, user_type, author_name], ['ann@shop.test', 'agent', undefined]);
    assert.deepEqual(chat.agents, [{ login: 'ann@shop.test' }]);
  });

  it('does not read an unknown author, who may be a customer, as an agent', () => {
    const { chat } = chatOf([{ type: 'message', author_id: 'c-9', text: 'Hi' }], {}, []);
    assert.equal(only(chat.messages).user_type, 'visitor');
  });

  it('reads the questions of a bot', () => {
    const buttons = [{ text: 'My order' }, { text: 'A refund' }];
    const image = { name: 'map.png', url: 'https://cdn.test/map.png' };
    const elements = [{ title: 'What is it about?', subtitle: 'Pick one', buttons, image }];
    const { chat } = chatOf([
      { type: 'rich_message', template_id: 'quick_replies', author_id: 'bot-1', elements },
    ]);
    assert.deepEqual(eventOf(chat), {
      type: 'rich_message',
      text: 'What is it about?\nPick one\n- My order\n- A refund',
      files: [image],
      agent_id: 'bot-1',
      user_type: 'agent',
    });
  });

  it('reads files with name, size and URL', () => {
    const file = {
      name: 'broken.png',
      url: 'https://cdn.test/broken.png',
      content_type: 'image/png',
      size: 9,
    };
    const { chat } = chatOf([{ type: 'file', author_id: 'c-1', ...file }]);
    assert.deepEqual(eventOf(chat), {
      type: 'attachment',
      text: 'broken.png',
      files: [file],
      author_name: 'Kim',
      user_type: 'visitor',
    });
  });

  it('reads a private note in full, with its author', () => {
    const text = Array.from({ length: 60 }, (_, line) => `Line ${line}: ${'x'.repeat(50)}`).join('\n');
    const { chat } = chatOf([{ type: 'message', visibility: 'agents', author_id: 'ann@shop.test', text }]);
    assert.deepEqual(chat.messages, []);
    assert.deepEqual(eventOf(chat), {
      type: 'note',
      text,
      private: true,
      agent_id: 'ann@shop.test',
      author_name: 'Ann',
      user_type: 'agent',
    });
  });

  it('reads a deleted message as deleted', () => {
    const { chat } = chatOf([{ type: 'message', deleted: true, author_id: 'c-1' }]);
    assert.deepEqual(chat.messages, []);
    assert.deepEqual(eventOf(chat), { type: 'message_deleted', author_name: 'Kim', user_type: 'visitor' });
  });

  it('reads the reason of a withheld conversation, and no end time', () => {
    const restricted_access = 'You cannot see threads older than 60 days';
    const { chat } = chatOf([], { active: false, created_at: at, restricted_access });
    assert.deepEqual([chat.restricted, chat.ended_timestamp], [restricted_access, undefined]);
  });

  it('reads pre-chat and post-chat forms, and answers to other forms', () => {
    const form = (form_type: string, answer: string) => ({
      type: 'filled_form',
      form_type,
      fields: [{ id: '1', label: 'Question', answer }],
    });
    const found = chatOf([
      form('prechat', 'before'),
      form('postchat', 'after'),
      form('ask_for_email', 'other'),
    ]);
    assert.deepEqual(found.pre_chat_survey, [{ id: '1', label: 'Question', answer: 'before' }]);
    assert.deepEqual(found.post_chat_survey, [{ id: '1', label: 'Question', answer: 'after' }]);
    assert.deepEqual(
      found.chat.events.map(({ text }) => text),
      [undefined, undefined, 'Question: other'],
    );
  });

  it('keeps the answers of every form, and repeats none of a survey', () => {
    const form = (answer: string, form_type?: string) => ({
      type: 'filled_form',
      ...(form_type !== undefined && { form_type }),
      fields: [{ label: 'Question', answer }],
    });
    const found = chatOf([
      ...[form('untyped'), form('before', 'prechat'), form('before again', 'prechat')],
      ...[form('after', 'postchat'), form('after again', 'postchat')],
    ]);
    assert.deepEqual(found.pre_chat_survey, [{ label: 'Question', answer: 'before' }]);
    assert.deepEqual(found.post_chat_survey, [{ label: 'Question', answer: 'after' }]);
    assert.deepEqual(
      found.chat.events.map(({ text }) => text),
      ['Question: untyped', undefined, 'Question: before again', undefined, 'Question: after again'],
    );
  });

  it('keeps the content of events of an unknown type', () => {
    const { chat } = chatOf([
      { type: 'sentiment', author_id: 'c-1', mood: { score: 0.5, words: ['angry'] } },
    ]);
    assert.deepEqual(eventOf(chat), {
      type: 'sentiment',
      text: 'mood.score: 0.5\nmood.words: angry',
      author_name: 'Kim',
      user_type: 'visitor',
    });
  });
});

describe('delivery of a classic account', () => {
  it('reads the attachments of a chat in order of time', () => {
    const content = classicDeliveries.decode({
      event_type: 'chat_ended',
      chat: {
        id: 'MH0',
        events: [{ type: 'closed', timestamp: 1557766400 }],
        attachments: [
          {
            user_type: 'visitor',
            timestamp: 1557766330,
            files: [{ url: 'https://cdn.test/a.png', name: 'a.png' }],
          },
        ],
      },
    })?.content;
    assert.ok(content?.kind === 'chat_ended');
    assert.deepEqual(content.chat.events, [
      {
        type: 'attachment',
        timestamp: '2019-05-13T16:52:10.000Z',
        user_type: 'visitor',
        files: [{ name: 'a.png', url: 'https://cdn.test/a.png' }],
      },
      { type: 'closed', timestamp: '2019-05-13T16:53:20.000Z' },
    ]);
  });
});

describe('event of a classic chat without text', () => {
  const raw = { timestamp: 1557766400, user_type: 'agent', from: { name: 'Ann' }, to: { name: 'Bo' } };
  const expected = {
    timestamp: '2019-05-13T16:53:20.000Z',
    user_type: 'agent',
    text: 'from.name: Ann\nto.name: Bo',
  };

  it('has its content in a delivery', () => {
    const chat = { id: 'MH0', events: [{ ...raw, type: 'transferred' }] };
    const content = classicDeliveries.decode({ event_type: 'chat_ended', chat })?.content;
    assert.ok(content?.kind === 'chat_ended');
    assert.deepEqual(content.chat.events, [{ type: 'transferred', ...expected }]);
  });
});

describe('rich message of a classic chat', () => {
  it('has the texts and images of its elements', () => {
    const elements = [
      { title: 'Where?', buttons: [{ text: 'Here' }], image: { url: 'https://cdn.test/a.png' } },
    ];
    const rich = { text: '', message_json: { elements } };
    const chat = { id: 'MH0', messages: [rich], events: [{ type: 'rich_message', ...rich }] };
    const content = classicDeliveries.decode({ event_type: 'chat_ended', chat })?.content;
    assert.ok(content?.kind === 'chat_ended');
    const text = 'Where?\n- Here\nhttps://cdn.test/a.png';
    assert.deepEqual([only(content.chat.messages).text, only(content.chat.events).text], [text, text]);
  });
});

describe('authors and private notes of a classic chat', () => {
  const ada = { agent_id: 'ada@shop.test', author_name: 'Ada Park', user_type: 'agent' };
  const files = [{ name: 'a.png', url: 'https://cdn.test/a.png' }];
  const chat = {
    id: 'MH0',
    messages: [
      { ...ada, text: 'Hello', is_private: false },
      { ...ada, text: 'Between us', is_private: true },
    ],
    events: [{ type: 'note', ...ada, text: 'Known customer', is_private: true }],
    attachments: [
      { ...ada, files },
      { ...ada, files, is_private: true },
    ],
  };
  const expected = {
    messages: [{ text: 'Hello', ...ada }],
    events: [
      { type: 'note', text: 'Between us', ...ada, private: true },
      { type: 'note', text: 'Known customer', ...ada, private: true },
      { type: 'attachment', ...ada, files },
      { type: 'attachment', ...ada, files, private: true },
    ],
  };

  it('are read from a delivery', () => {
    const content = classicDeliveries.decode({ event_type: 'chat_ended', chat })?.content;
    assert.ok(content?.kind === 'chat_ended');
    const { messages, events } = content.chat;
    assert.deepEqual({ messages, events }, expected);
  });

  it('are read from the archive', async () => {
    const value = { chats: [chat], total: 1, pages: 1 };
    const { rows } = await createClassicChats(callerOf(() => value)).list({});
    const { messages, events } = only(rows).chat;
    assert.deepEqual({ messages, events }, expected);
  });
});

describe('files of a classic chat', () => {
  const files = [{ name: 'a.png', url: 'https://cdn.test/a.png' }];

  for (const key of ['files', 'attachments']) {
    it(`are read from ${key} of an event of a delivery`, () => {
      const chat = { id: 'MH0', events: [{ type: 'attachment', user_type: 'visitor', [key]: files }] };
      const content = classicDeliveries.decode({ event_type: 'chat_ended', chat })?.content;
      assert.ok(content?.kind === 'chat_ended');
      assert.deepEqual(content.chat.events, [{ type: 'attachment', user_type: 'visitor', files }]);
    });
  }

  for (const [name, chat] of [
    ['attachments of an event', { events: [{ type: 'attachment', attachments: [{ files }] }] }],
    ['attachments of the chat', { events: [], attachments: [{ files }] }],
  ] as const) {
    it(`are read from the ${name} of the archive`, async () => {
      const value = { chats: [{ id: 'MH0', ...chat }], total: 1, pages: 1 };
      const { rows } = await createClassicChats(callerOf(() => value)).list({});
      assert.deepEqual(only(rows).chat.events, [{ type: 'attachment', files }]);
    });
  }
});
