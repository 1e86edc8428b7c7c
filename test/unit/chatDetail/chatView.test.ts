import assert from 'node:assert/strict';
import type { ChatArrival } from '../../../src/core/domain/arrival';
import { chatMarkdown } from '../../../src/ui/messages/markdown';
import { hostileTexts } from '../support/hostileData';
import { addressesIn, chatEvents, chatView } from '../../../src/ui/chatDetail/chatView';
import { changedAt, leavesOf, valueAt } from '../support/leaves';
import { bareChat, contractChat } from './support/contractChat';
import { labels } from './support/labels';

function shown(arrival: ChatArrival): string {
  return JSON.stringify([chatView(arrival, labels), chatEvents(arrival, labels)]);
}

/** Fields that are not shown to users. */
const hiddenFields: ReadonlySet<string> = new Set(['eventId', 'account']);

describe('chatView', () => {
  it('shows every published field', () => {
    const text = shown(contractChat);
    const paths = leavesOf(contractChat).filter(([first]) => !hiddenFields.has(String(first)));
    assert.ok(paths.length > 28);
    for (const path of paths) {
      const value = valueAt(contractChat, path);
      if (path[0] === 'kind') continue;
      const changed = changedAt(contractChat, path) as ChatArrival;
      assert.notEqual(shown(changed), text, `${path.join('.')} is not shown`);
      assert.ok(text.includes(String(value)), path.join('.'));
    }
  });

  it('shows whether the chat is running or ended, and its duration', () => {
    const { ended_timestamp: _ended, ...chat } = contractChat.chat;
    const running = chatView({ ...contractChat, kind: 'chat_started', chat }, labels);
    assert.deepEqual(running.status, { value: 'running', label: 'running' });
    const ended = chatView(contractChat, labels);
    assert.deepEqual(ended.status, { value: 'ended', label: 'ended' });
    const duration = ended.sections[0]?.facts.find(({ label }) => label === 'Duration');
    assert.match(duration?.texts[0] ?? '', /^from .* to .*$/);
    assert.equal(chatView({ ...bareChat, kind: 'chat_ended' }, labels).status.value, 'ended');
  });

  it('leaves out absent fields', () => {
    const { title, sections } = chatView(bareChat, labels);
    assert.equal(title, 'visitor');
    assert.deepEqual(sections, [{ id: 'chat', title: 'Chat', facts: [{ label: 'Chat ID', texts: ['C1'] }] }]);
    assert.deepEqual(chatEvents(bareChat, labels), []);
  });

  it('orders messages and system events by time', () => {
    const at = (second: number): string => `2026-01-02T10:00:0${second}.000Z`;
    const chat = {
      ...bareChat.chat,
      messages: [
        { text: 'one', timestamp: at(1), user_type: 'visitor' },
        { text: 'two', user_type: 'visitor' },
        { text: 'four', timestamp: at(4), user_type: 'agent' },
        { text: 'five', timestamp: at(4), user_type: 'agent' },
      ],
      events: [
        { type: 'three', timestamp: at(3) },
        { type: 'six', text: 'Kim closed the chat.', timestamp: at(4), user_type: 'visitor' },
        { type: 'seven' },
      ],
    };
    const views = chatEvents({ ...bareChat, chat }, labels);
    assert.deepEqual(
      views.map(({ text, line, source }) => text ?? [line, source?.label]),
      [
        'one',
        'two',
        ['three', undefined],
        'four',
        'five',
        ['Kim closed the chat.', 'six'],
        ['seven', undefined],
      ],
    );
  });

  it('shows the author of each message', () => {
    const chat = {
      ...bareChat.chat,
      messages: [
        { text: 'a', agent_id: 'ada@shop.test', author_name: 'Ada', user_type: 'agent' },
        { text: 'b', agent_id: 'ada@shop.test', user_type: 'supervisor' },
        { text: 'c', author_name: 'Kim', user_type: 'visitor' },
        { text: 'd', user_type: 'visitor' },
      ],
    };
    assert.deepEqual(
      chatEvents({ ...bareChat, chat }, labels).map(({ author }) => author),
      [
        { name: 'Ada', id: 'ada@shop.test', role: 'role agent', isClient: false },
        { name: 'ada@shop.test', role: 'role supervisor', isClient: false },
        { name: 'Kim', role: 'role visitor', isClient: true },
        { name: 'someone', role: 'role visitor', isClient: true },
      ],
    );
  });

  it('keeps line breaks and removes deceptive characters', () => {
    for (const { message, subject } of hostileTexts) {
      const chat = {
        ...bareChat.chat,
        tags: [message],
        messages: [{ text: message, author_name: subject, user_type: 'visitor' }],
        events: [{ type: subject, text: message }],
      };
      const visitor = { name: subject, email: message };
      const pre_chat_survey = [{ id: message, label: subject, answer: message }];
      const arrival = { ...bareChat, chat, visitor, pre_chat_survey };
      assert.doesNotMatch(shown(arrival), /[\u202a-\u202e]|\\u000[0-8]|\\u001b/);
      const [first] = chatEvents(arrival, labels);
      assert.doesNotMatch(first?.author?.name ?? '', /\n/);
    }
    const lines = { ...bareChat.chat, messages: [{ text: 'One\r\nTwo', user_type: 'visitor' }] };
    assert.equal(chatEvents({ ...bareChat, chat: lines }, labels)[0]?.text, 'One\nTwo');
  });

  it('allows only web addresses of the chat to be opened', () => {
    const visitor = { page_current: 'javascript:alert(1)' };
    const chat = { ...bareChat.chat, url: 'https://shop.test/a' };
    const arrival = { ...bareChat, chat, visitor };
    assert.deepEqual([...addressesIn(arrival)], ['https://shop.test/a']);
    const facts = chatView(arrival, labels).sections.flatMap((section) => section.facts);
    assert.deepEqual(
      facts.filter(({ openable }) => openable).map(({ texts }) => texts),
      [['https://shop.test/a']],
    );
  });

  it('exports every value as Markdown, with customers’ texts escaped', () => {
    const markdown = (arrival: ChatArrival): string =>
      chatMarkdown(chatView(arrival, labels), chatEvents(arrival, labels), {
        conversation: 'Conversation',
        privateNote: 'Private note',
      });
    const text = markdown(contractChat).replace(/\\([!-/:-@[-`{-~])/g, '$1');
    for (const path of leavesOf(contractChat)) {
      if (hiddenFields.has(String(path[0])) || path[0] === 'kind' || path.at(-1) === 'user_type') continue;
      assert.ok(text.includes(String(valueAt(contractChat, path))), path.join('.'));
    }
    const hostile = { ...bareChat, visitor: { name: '[x](https://evil.example) <b>' } };
    assert.doesNotMatch(markdown(hostile), /^# .*(\]\(|<b>)(?!.*`)/m);
  });
});

describe('the conversation of a chat', () => {
  const chat = {
    ...bareChat.chat,
    messages: [{ text: 'Hi', timestamp: '2026-07-01T12:00:00.000Z', user_type: 'visitor' }],
    events: [
      { type: 'note', text: 'Line 1\nLine 2', private: true, user_type: 'agent', author_name: 'Ann' },
      { type: 'rich_message', text: 'Pick one\n- A', user_type: 'agent', agent_id: 'bot-1' },
      {
        type: 'attachment',
        text: 'a.png',
        user_type: 'visitor',
        author_name: 'Kim',
        files: [{ name: 'a.png', url: 'https://cdn.test/a.png', size: 9 }],
      },
      { type: 'message_deleted', user_type: 'visitor', author_name: 'Kim' },
    ],
  } as const;
  const arrival: ChatArrival = { ...bareChat, chat: { ...chat, restricted: 'too old' } };

  it('shows notes, cards of bots and files as said by their authors, and what is missing', () => {
    const views = chatEvents(arrival, labels);
    assert.deepEqual(
      views.map(({ kind, isPrivate, author, text, line }) => [kind, isPrivate, author?.name, text ?? line]),
      [
        ['line', false, undefined, 'withheld: too old'],
        ['message', true, 'Ann', 'Line 1\nLine 2'],
        ['message', false, 'bot-1', 'Pick one\n- A'],
        ['message', false, 'Kim', undefined],
        ['line', false, 'Kim', 'deleted by Kim'],
        ['message', false, 'someone', 'Hi'],
      ],
    );
    const file = { label: 'a.png (9 bytes)', url: 'https://cdn.test/a.png', openable: true };
    assert.deepEqual(
      views.flatMap(({ files = [] }) => files),
      [file],
    );
    assert.ok(addressesIn(arrival).has('https://cdn.test/a.png'));
  });

  it('shows forms and custom events with their authors, and what they are', () => {
    const said = { user_type: 'visitor', author_name: 'Kim' } as const;
    const events = [
      { type: 'filled_form', text: 'Order: 42\nName: Kim', ...said },
      { type: 'custom', text: 'content.page: 7', ...said },
      { type: 'filled_form', text: 'Order: 42\nName: Kim' },
    ];
    const views = chatEvents({ chat: { ...bareChat.chat, events } }, labels);
    assert.deepEqual(
      views.map(({ kind, author, text, line, source }) => [kind, author?.name, text, line, source?.label]),
      [
        ['message', 'Kim', 'Order: 42\nName: Kim', undefined, 'Form'],
        ['message', 'Kim', 'content.page: 7', undefined, 'custom'],
        ['line', undefined, 'Order: 42\nName: Kim', 'Form', undefined],
      ],
    );
  });

  it('has the same in Markdown', () => {
    const names = { conversation: 'Conversation', privateNote: 'Private note' };
    const text = chatMarkdown(chatView(arrival, labels), chatEvents(arrival, labels), names);
    for (const part of ['Private note', 'Line 1\nLine 2', 'Pick one', '`https://cdn.test/a.png`']) {
      assert.ok(text.includes(part), part);
    }
  });
});
