import assert from 'node:assert/strict';
import { asRecord } from '../../../../src/core/base/json';
import { multicastType } from '../../../../src/core/domain/liveChat';
import type { RtmSession } from '../../../../src/core/events/rtm/rtmSession';
import { chat, FakeRtm, summary } from './support/fakeRtm';

const ref = (id: string) => ({ chat_id: `chat-${id}`, thread_id: `thread-${id}` });

describe('RTM pushes about running chats', () => {
  let rtm: FakeRtm;
  beforeEach(() => (rtm = new FakeRtm()));

  const opened = async (options: Parameters<FakeRtm['session']>[0] = {}): Promise<RtmSession> => {
    const result = await rtm.session(options);
    if (result.kind !== 'open') return assert.fail(JSON.stringify(result));
    await rtm.flush();
    return result.session;
  };

  it('are requested at the login, and no others', async () => {
    await opened();
    const wanted = asRecord(rtm.requestsOf('login')[0]?.payload.pushes)['3.6'];
    assert.ok(Array.isArray(wanted));
    for (const action of ['incoming_chat', 'incoming_event', 'incoming_sneak_peek', 'agent_disconnected']) {
      assert.ok(wanted.includes(action), action);
    }
    assert.ok(!wanted.includes('agent_created'));
  });

  it('are passed on in order, after a gap with the chats that are running', async () => {
    rtm.replies.set('list_chats', () => ({ chats_summary: [summary('1')] }));
    await opened();
    const [gap] = rtm.chatPushes;
    assert.ok(gap?.kind === 'gap');
    assert.deepEqual(
      gap.running?.map(({ chatId, threadId }) => [chatId, threadId]),
      [['chat-1', 'thread-1']],
    );
    rtm.push('incoming_event', { ...ref('1'), event: { id: 'e1', type: 'message', text: 'Hi' } });
    rtm.push('incoming_sneak_peek', { ...ref('1'), sneak_peek: { author_id: 'c1', text: 'I w' } });
    rtm.push('chat_deactivated', ref('1'));
    rtm.push('incoming_chat', { chat: chat('2') });
    rtm.push('agent_created', { id: 'x' });
    assert.deepEqual(
      rtm.chatPushes.slice(1).map(({ kind }) => kind),
      ['event', 'sneakPeek', 'ended', 'started'],
    );
  });

  describe('where it is known what windows show', () => {
    const saysIn = (id: string, text: string): void =>
      rtm.push('incoming_event', { ...ref(id), event: { id: text, type: 'message', text } });
    /** Ids of the messages so far, and other kinds of pushes. */
    const passedOn = (): string[] =>
      rtm.chatPushes.splice(0).map((push) => (push.kind === 'event' ? push.event.id : push.kind));

    const openedWith = async (shown: readonly string[]): Promise<RtmSession> => {
      const session = await opened({ shownChats: () => shown });
      rtm.clock.advance(100);
      saysIn('1', 'first');
      passedOn();
      return session;
    };

    it('are passed on together if they are about other chats, and at once if about those', async () => {
      await openedWith(['chat-2']);
      saysIn('1', 'a');
      saysIn('3', 'b');
      assert.deepEqual(passedOn(), []);
      saysIn('2', 'c');
      assert.deepEqual(passedOn(), ['a', 'b', 'c']);
      saysIn('1', 'd');
      rtm.clock.advance(100);
      assert.deepEqual(passedOn(), ['d']);
    });

    it('come before a response that LiveChat sent after them', async () => {
      const session = await openedWith([]);
      saysIn('1', 'a');
      const probed = session.probe().then(() => passedOn());
      assert.deepEqual(await probed, ['a']);
    });

    it('are not lost if the connection closes', async () => {
      await openedWith([]);
      saysIn('1', 'a');
      rtm.closeSocket();
      assert.deepEqual(passedOn(), ['a']);
      assert.deepEqual(rtm.ends, [{ end: { kind: 'lost', why: 'closed' }, reaction: 'reconnect' }]);
      rtm.clock.advance(1_000);
      assert.deepEqual(passedOn(), []);
    });

    it('show that the server is there as soon as they come', async () => {
      await openedWith([]);
      for (let second = 0; second < 60; second += 1) {
        rtm.clock.advance(1_000);
        saysIn('1', `message ${second}`);
      }
      assert.deepEqual(rtm.ends, []);
    });
  });

  it('report a gap without a list if there are several pages, or the list fails', async () => {
    rtm.replies.set('list_chats', ({ payload }) => ({
      chats_summary: [summary('1')],
      ...(payload.page_id === undefined && { next_page_id: 'more' }),
    }));
    const { known } = await opened();
    rtm.closeSocket();
    rtm.reject('list_chats', 'internal');
    await opened({ known });
    assert.deepEqual(rtm.chatPushes, [{ kind: 'gap' }, { kind: 'gap' }]);
  });

  it('include messages of other agents only where they are wanted, and none of the person', async () => {
    const wants = (): unknown => asRecord(rtm.requestsOf('login').at(-1)?.payload.pushes)['3.6'];
    const isWanted = (): boolean => JSON.stringify(wants()).includes('incoming_multicast');
    await opened();
    assert.equal(isWanted(), false);
    await opened({ multicasts: true });
    assert.equal(isWanted(), true);
    const before = rtm.chatPushes.length;
    for (const author_id of ['Ada@shop.test', 'bo@shop.test', undefined])
      rtm.push('incoming_multicast', { author_id, type: multicastType, content: { any: 1 } });
    rtm.push('incoming_multicast', { author_id: 'bo@shop.test', content: { of: 'another program' } });
    assert.deepEqual(rtm.chatPushes.slice(before), [
      { kind: 'multicast', by: 'bo@shop.test', content: { any: 1 } },
    ]);
  });

  it('are sent to other agents, and say why they could not be', async () => {
    const session = await opened({ multicasts: true });
    rtm.replies.set('multicast', () => ({}));
    assert.equal(await session.multicast({ all: true }, { any: 1 }), 'sent');
    assert.deepEqual(rtm.requestsOf('multicast').at(-1)?.payload, {
      ...{ recipients: { agents: { all: true } }, content: { any: 1 }, type: multicastType },
    });
    for (const [type, outcome] of [
      ['authorization', 'refused'],
      ['missing_access', 'refused'],
      ['too_many_requests', 'failed'],
    ] as const) {
      rtm.reject('multicast', type);
      assert.equal(await session.multicast({ ids: ['bo@shop.test'] }, {}), outcome);
    }
    rtm.closeSocket();
    assert.equal(await session.multicast({ all: true }, {}), 'offline');
  });

  it('tell of the own routing status, without a request', async () => {
    await opened();
    rtm.push('routing_status_set', { agent_id: 'bo@shop.test', status: 'accepting_chats' });
    rtm.push('routing_status_set', { agent_id: 'Ada@shop.test', status: 'accepting_chats' });
    rtm.push('routing_status_set', { agent_id: 'ada@shop.test', status: 'not_accepting_chats' });
    assert.deepEqual(rtm.accepting, [true, false]);
    assert.deepEqual(
      rtm.requests.map(({ action }) => action),
      ['login', 'list_chats'],
    );
  });
});
