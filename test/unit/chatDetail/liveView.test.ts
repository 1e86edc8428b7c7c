import assert from 'node:assert/strict';
import { customersView } from '../../../src/core/chats/customersView';
import type { ThreadEvent } from '../../../src/core/domain/liveChat';
import { reportedChat } from '../../../src/ui/chatDetail/live/liveFacts';
import { changeOf } from '../../../src/ui/chatDetail/pageChat';
import { customersEvents, LiveEvents } from '../../../src/ui/chatDetail/live/liveView';
import { agent, chatWith, customer, liveLabels as labels, me, said } from './support/openLive';

describe('LiveEvents', () => {
  it('names the person “you”, others by name, and marks private notes', () => {
    const chat = chatWith([
      said('1', 'c1', 'Hi'),
      said('2', me, 'Hello'),
      said('3', me, 'hm', { isPrivate: true }),
    ]);
    const views = new LiveEvents(labels, () => me).viewsOf(chat, []);
    assert.deepEqual(
      views.map(({ author, text, isPrivate }) => [author?.name, author?.isClient, text, isPrivate]),
      [
        ['Kim', true, 'Hi', false],
        ['You', false, 'Hello', false],
        ['You', false, 'hm', true],
      ],
    );
  });

  it('shows “seen” on the newest message that the customer has seen, and “sent” on the newest of all', () => {
    const events = [said('1', me, 'a'), said('2', me, 'b'), said('3', me, 'c')];
    const users = [{ ...customer, seenUpTo: '2026-11-28T10:00:02.000000Z' }, agent];
    const views = new LiveEvents(labels, () => me).viewsOf(chatWith(events, { users }), []);
    assert.deepEqual(
      views.map(({ delivery }) => delivery?.state),
      [undefined, 'seen', 'sent'],
    );
  });

  it('never shows a private note as seen by the customer', () => {
    const users = [{ ...customer, seenUpTo: '2026-11-28T10:00:09.000000Z' }, agent];
    const chat = chatWith([said('1', me, 'note', { isPrivate: true })], { users });
    assert.equal(new LiveEvents(labels, () => me).viewsOf(chat, [])[0]?.delivery, undefined);
  });

  it('keeps the views of unchanged events, so that a change begins at the first different one', () => {
    const view = new LiveEvents(labels, () => me);
    const first = [said('1', 'c1', 'Hi'), said('2', 'c1', 'there')];
    const before = view.viewsOf(chatWith(first), []);
    const after = view.viewsOf(chatWith([...first, said('3', 'c1', '?')]), []);
    assert.deepEqual(changeOf(before, after)?.from, 2);
    assert.equal(changeOf(after, view.viewsOf(chatWith([...first, said('3', 'c1', '?')]), []))?.from, 2);
    assert.equal(changeOf(before, view.viewsOf(chatWith(first), [])), undefined);
  });

  it('makes only the newest views if these are enough, and the same ones later', () => {
    const view = new LiveEvents(labels, () => me);
    const [chat, earlier] = [
      chatWith([said('3', 'c1', 'c'), said('4', me, 'd')]),
      chatWith([said('1', 'c1', 'a')]),
    ];
    const outgoing = [
      { customId: 'u', text: 'e', isPrivate: false, delivery: { state: 'sending', label: '…' } },
    ] as const;
    for (const count of [1, 2, 3, 4, 9]) {
      const newest = view.viewsOf(chat, outgoing, [earlier], count);
      const all = view.viewsOf(chat, outgoing, [earlier]);
      assert.deepEqual(newest, all.slice(-count));
      const ofThread = newest.slice(0, -1);
      assert.ok(ofThread.every((one, at) => one === all.slice(-count)[at]));
    }
  });

  it('shows forms, files, deleted messages, system messages and unknown kinds with what they say', () => {
    const events: ThreadEvent[] = [
      { id: '1', content: { kind: 'form', when: 'before', answers: [{ label: 'Order', answer: '42' }] } },
      {
        id: '2',
        authorId: 'c1',
        content: { kind: 'file', file: { name: 'a.png', size: 7, url: 'https://x.test/a' } },
      },
      { id: '3', authorId: 'c1', isDeleted: true, content: { kind: 'message', text: '' } },
      { id: '4', content: { kind: 'system', type: 'agent_joined', text: 'Ann joined' } },
      { id: '5', content: { kind: 'system', type: 'new_kind' } },
    ];
    const views = new LiveEvents(labels, () => me).viewsOf(chatWith(events), []);
    assert.deepEqual(
      views.map(({ line, text, files }) => [line, text, files?.map(({ label }) => label)]),
      [
        ['Survey', 'Order: 42', undefined],
        [undefined, undefined, ['a.png (7 bytes)']],
        ['deleted by Kim', undefined, undefined],
        ['Ann joined', undefined, undefined],
        ['new_kind', undefined, undefined],
      ],
    );
  });

  it('shows forms and custom events of someone as said by them, with what they are', () => {
    const answers = [{ label: 'Order', answer: '42' }];
    const events: ThreadEvent[] = [
      { id: '1', authorId: 'c1', content: { kind: 'form', when: 'before', answers } },
      { id: '2', authorId: 'c1', content: { kind: 'form', answers } },
      { id: '3', authorId: me, content: { kind: 'system', type: 'custom', text: 'content.page: 7' } },
      { id: '4', authorId: me, content: { kind: 'system', type: 'agent_joined', text: 'Ann joined' } },
    ];
    const chat = chatWith(events);
    const shown = [
      ['Order: 42', 'Survey', undefined],
      ['Order: 42', 'Form', undefined],
      ['content.page: 7', 'custom', undefined],
      [undefined, 'agent_joined', 'Ann joined'],
    ];
    const views = new LiveEvents(labels, () => me).viewsOf(chat, []);
    assert.deepEqual(
      views.map(({ text, source, line }) => [text, source?.label, line]),
      shown,
    );
    assert.deepEqual(
      views.slice(0, 3).map(({ kind, author }) => [kind, author?.name]),
      [
        ['message', 'Kim'],
        ['message', 'Kim'],
        ['message', 'You'],
      ],
    );
    const seen = customersEvents(customersView({ chat, typing: [] }), labels);
    assert.deepEqual(
      seen.map(({ text, source, line }) => [text, source?.label, line]),
      shown,
    );
  });

  it('knows the person’s messages whatever the case of the login', () => {
    const chat = chatWith([said('1', me.toUpperCase(), 'Hi')], { users: [customer] });
    const [view] = new LiveEvents(labels, () => me).viewsOf(chat, []);
    assert.deepEqual([view?.author?.name, view?.delivery?.state], ['You', 'sent']);
  });

  it('removes invisible characters from what customers typed, and shows why a chat is withheld', () => {
    const chat = chatWith([said('1', 'c1', 'pay\u202Epal')], { restricted: 'No access\u200B.' });
    const views = new LiveEvents(labels, () => me).viewsOf(chat, []);
    assert.deepEqual([views[0]?.line, views[1]?.text], ['withheld: No access.', 'paypal']);
  });

  it('shows messages on their way after the conversation', () => {
    const delivery = { state: 'failed', label: 'Not sent.', retry: 'Send Again' } as const;
    const outgoing = [{ customId: 'x', text: 'Hi', isPrivate: true, delivery }];
    const [view] = new LiveEvents(labels, () => me).viewsOf(chatWith([]), outgoing);
    assert.deepEqual([view?.key, view?.isPrivate, view?.delivery], ['x', true, delivery]);
  });
});

describe('reportedChat', () => {
  it('has the facts of the chat in the shape of an event', () => {
    const answers = [{ label: 'Order', answer: '42' }];
    const chat = chatWith([{ id: '1', content: { kind: 'form', when: 'after', answers } }], {
      startUrl: 'https://shop.test',
      tags: ['a'],
    });
    const reported = reportedChat(chat);
    assert.deepEqual(
      [reported.chat.id, reported.chat.url, reported.chat.tags, reported.visitor.email],
      ['T', 'https://shop.test', ['a'], 'kim@x.test'],
    );
    assert.deepEqual([reported.pre_chat_survey, reported.post_chat_survey], [[], answers]);
    assert.deepEqual(reported.chat.agents, [{ login: me, name: 'Ann' }]);
  });
});
