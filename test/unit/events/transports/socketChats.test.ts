import assert from 'node:assert/strict';
import type { Listener } from '../../../../src/core/events/listener/listener';
import { FakeRtm } from '../rtm/support/fakeRtm';
import { listenerOver } from '../support/socketBench';

describe('running chats through a socket', () => {
  let rtm: FakeRtm;
  let listener: Listener;
  let presence: boolean;
  beforeEach(() => {
    rtm = new FakeRtm();
    presence = false;
    listener = listenerOver(rtm, {
      settings: () => ({ events: ['chat_started', 'chat_ended'], port: 0, autoStart: false, presence }),
    });
    listener.setRole('leader');
  });
  afterEach(() => listener.dispose(true));

  it('names a license without a free seat, and does not try again', async () => {
    rtm.reject('login', 'seats_limit_exceeded');
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(listener.view.problem, {
      kind: 'socket',
      code: 'no-seat',
      word: 'seats_limit_exceeded',
    });
    rtm.clock.advance(24 * 3_600_000);
    await rtm.flush();
    assert.equal(rtm.requestsOf('login').length, 1);
  });

  it('reports that the person was set to accept chats elsewhere, and changes nothing', async () => {
    await listener.start({ interactive: true });
    await rtm.flush();
    const set = (status: string): void =>
      rtm.push('routing_status_set', { agent_id: 'ada@shop.test', status });
    set('not_accepting_chats');
    assert.equal(listener.view.note, undefined);
    set('accepting_chats');
    assert.equal(listener.view.note, 'accepting');
    set('not_accepting_chats');
    assert.equal(listener.view.note, undefined);
    assert.deepEqual(rtm.requestsOf('set_routing_status'), []);
  });

  it('asks for messages of agents only where that is enabled, and logs in again if it changes', async () => {
    await listener.start({ interactive: true });
    const asked = (): boolean[] =>
      rtm
        .requestsOf('login')
        .map(({ payload }) => JSON.stringify(payload.pushes).includes('incoming_multicast'));
    assert.deepEqual(asked(), [false]);
    presence = true;
    listener.refresh('presence');
    await rtm.flush();
    assert.deepEqual(asked(), [false, true]);
  });

  it('passes on at once what happens in a chat that a window shows', async () => {
    let shown: readonly string[] = [];
    const texts: string[] = [];
    const other = listenerOver(rtm, {
      shownChats: () => shown,
      onChatPush: (_account, push) => push.kind === 'event' && texts.push(push.event.id),
    });
    other.setRole('leader');
    await other.start({ interactive: true });
    await rtm.flush();
    rtm.clock.advance(100);
    const says = (id: string): void =>
      rtm.push('incoming_event', {
        ...{ chat_id: 'chat-a', thread_id: 'thread-a' },
        event: { id, type: 'message', text: id },
      });
    says('first');
    says('second');
    assert.deepEqual(texts, ['first']);
    shown = ['chat-a'];
    says('third');
    assert.deepEqual(texts, ['first', 'second', 'third']);
    await other.dispose(true);
  });

  it('passes on what came before it logs in again or ends', async () => {
    const passed: string[] = [];
    const other = listenerOver(rtm, {
      shownChats: () => [],
      onChatPush: (_account, push) => passed.push(push.kind === 'event' ? push.event.id : push.kind),
    });
    other.setRole('leader');
    await other.start({ interactive: true });
    await rtm.flush();
    const says = (id: string): void =>
      rtm.push('incoming_event', {
        ...{ chat_id: 'chat-a', thread_id: 'thread-a' },
        event: { id, type: 'message', text: id },
      });
    rtm.clock.advance(100);
    says('first');
    says('second');
    passed.length = 0;
    other.refresh('presence');
    await rtm.flush();
    assert.deepEqual(passed, ['second', 'gap']);
    rtm.clock.advance(100);
    says('third');
    says('fourth');
    passed.length = 0;
    await other.stop();
    says('late');
    assert.deepEqual(passed, ['fourth']);
    await other.dispose(true);
  });

  it('sends one typing indicator per chat in 5 seconds, the newest last, and none without a socket', async () => {
    listener.sendTyping({ chatId: 'early', isTyping: true });
    await listener.start({ interactive: true });
    rtm.replies.set('send_typing_indicator', () => ({}));
    const sent = (): unknown[] => rtm.requestsOf('send_typing_indicator').map(({ payload }) => payload);
    for (let key = 0; key < 20; key += 1) listener.sendTyping({ chatId: 'a', isTyping: true });
    listener.sendTyping({ chatId: 'b', isTyping: true, isPrivate: true });
    listener.sendTyping({ chatId: 'b', isTyping: false, isPrivate: true });
    const first = [
      { chat_id: 'a', is_typing: true, visibility: 'all' },
      { chat_id: 'b', is_typing: true, visibility: 'agents' },
    ];
    assert.deepEqual(sent(), first);
    rtm.clock.advance(5_000);
    assert.deepEqual(sent(), [...first, { chat_id: 'b', is_typing: false, visibility: 'agents' }]);
    listener.sendTyping({ chatId: 'a', isTyping: true });
    assert.equal(sent().length, 4);
    await listener.stop();
    listener.sendTyping({ chatId: 'c', isTyping: true });
    rtm.clock.advance(10_000);
    assert.equal(sent().length, 4);
  });
});
