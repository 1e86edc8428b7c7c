import assert from 'node:assert/strict';
import type { Session } from '../../../../src/core/events/rtm/session';
import { chat, FakeRtm, summary } from './support/fakeRtm';

const ref = (id: string) => ({ chat_id: `chat-${id}`, thread_id: `thread-${id}` });

describe('a session of the socket', () => {
  let rtm: FakeRtm;
  beforeEach(() => (rtm = new FakeRtm()));

  const opened = async (parts: Parameters<FakeRtm['session']>[0] = {}): Promise<Session> => {
    const result = await rtm.session(parts);
    if (result.kind !== 'open') return assert.fail(JSON.stringify(result));
    await rtm.settled();
    return result.session;
  };

  describe('logging in', () => {
    it('asks for the last status, as away, and for nothing but what is used', async () => {
      await opened();
      const [login] = rtm.asked('login');
      assert.deepEqual(login?.payload, {
        token: 'Basic c2VjcmV0',
        timezone: 'Europe/Warsaw',
        application: { name: 'desk', version: '1' },
        reconnect: true,
        away: true,
        customer_monitoring_level: 'my',
        pushes: { '3.6': ['incoming_chat', 'chat_deactivated', 'agent_disconnected'] },
      });
      assert.deepEqual(rtm.asked('set_routing_status'), []);
    });

    it('that puts a person on duty is taken back, and nobody stays logged in', async () => {
      rtm.status = 'accepting_chats';
      for (const wasAccepting of [false, undefined]) {
        rtm.sent.length = 0;
        const result = await rtm.session({ wasAccepting });
        assert.deepEqual(result, { kind: 'failed', end: { kind: 'went-online' }, reaction: 'stop' });
        assert.deepEqual(
          rtm.sent.map(({ action }) => action),
          ['login', 'set_routing_status', 'logout'],
        );
        assert.deepEqual(rtm.sent[1]?.payload, { status: 'not_accepting_chats' });
        assert.ok(rtm.closed);
      }
    });

    it('leaves a person alone who was on duty before', async () => {
      rtm.status = 'accepting_chats';
      await opened({ wasAccepting: true });
      assert.deepEqual(rtm.asked('set_routing_status'), []);
    });

    it('that nobody answers ends after its time', async () => {
      rtm.replies.delete('login');
      const opening = rtm.session();
      await rtm.settled();
      rtm.clock.advance(30_000);
      const result = await opening;
      assert.equal(result.kind === 'failed' && result.reaction, 'reconnect');
      assert.ok(rtm.closed);
    });

    it('over a socket that never opens ends after its time', async () => {
      rtm.opens = false;
      const opening = rtm.session();
      rtm.clock.advance(15_000);
      assert.deepEqual(await opening, {
        kind: 'failed',
        end: { kind: 'lost', why: 'unreachable' },
        reaction: 'reconnect',
      });
    });

    const refusals = {
      authentication: 'sign-in',
      authorization: 'stop',
      internal: 'reconnect',
      too_many_requests: 'reconnect',
      something_new: 'reconnect',
    };
    for (const [type, reaction] of Object.entries(refusals)) {
      it(`that is refused with ${type} means ${reaction}`, async () => {
        rtm.refuse('login', type);
        assert.deepEqual(await rtm.session(), { kind: 'failed', end: { kind: 'refused', type }, reaction });
      });
    }

    it('in the wrong region says in which to try', async () => {
      rtm.refuse('login', 'misdirected_request', { region: 'fra' });
      assert.deepEqual(await rtm.session(), {
        kind: 'failed',
        end: { kind: 'refused', type: 'misdirected_request', region: 'fra' },
        reaction: 'elsewhere',
      });
    });

    it('is called off at once', async () => {
      rtm.replies.delete('login');
      const opening = rtm.session();
      await rtm.settled();
      rtm.stop.abort();
      assert.deepEqual(await opening, { kind: 'failed', end: { kind: 'ended' }, reaction: 'stop' });
    });
  });

  describe('chats', () => {
    it('that begin and end are told of once, with what was said to the customer', async () => {
      await opened();
      rtm.push('incoming_chat', { chat: chat('1') });
      rtm.push('incoming_chat', { chat: chat('1') });
      rtm.replies.set('get_chat', () => chat('1', false));
      rtm.push('chat_deactivated', ref('1'));
      await rtm.settled();
      assert.deepEqual(
        rtm.content.map(({ kind }) => kind),
        ['chat_started', 'chat_ended'],
      );
      const [started, ended] = rtm.content;
      assert.equal(started?.chat.id, 'thread-1');
      assert.equal(started.chat.ended_timestamp, undefined);
      assert.deepEqual(
        started.chat.messages.map(({ text, user_type: who }) => [text, who]),
        [['Hi', 'visitor']],
      );
      assert.deepEqual(started.chat.events[0]?.type, 'note');
      assert.equal(started.visitor.email, 'kim@mail.test');
      assert.equal(ended?.chat.ended_timestamp, '2026-05-07T07:11:32.000Z');
      assert.deepEqual(rtm.asked('get_chat')[0]?.payload, ref('1'));
    });

    it('that may not be read any more end with what was known of them', async () => {
      await opened();
      rtm.push('incoming_chat', { chat: chat('1') });
      rtm.refuse('get_chat', 'missing_access');
      rtm.push('chat_deactivated', ref('1'));
      rtm.push('chat_deactivated', ref('2'));
      await rtm.settled();
      const ended = rtm.content.filter(({ kind }) => kind === 'chat_ended');
      assert.deepEqual(
        ended.map(({ chat: { id }, visitor }) => [id, visitor.name]),
        [
          ['thread-1', 'Kim'],
          ['thread-2', undefined],
        ],
      );
      for (const { chat: one } of ended) assert.ok(one.ended_timestamp);
    });

    it('that another agent passed on did not just begin', async () => {
      await opened();
      rtm.push('incoming_chat', { chat: chat('1'), transferred_from: { agent_ids: ['bo@shop.test'] } });
      assert.deepEqual(rtm.content, []);
    });

    it('that go on at the first login are no news', async () => {
      rtm.replies.set('list_chats', () => ({ chats_summary: [summary('1'), summary('2')] }));
      await opened();
      assert.deepEqual(rtm.content, []);
    });

    it('that began or ended while there was no session are told of after the next login', async () => {
      rtm.replies.set('list_chats', () => ({ chats_summary: [summary('1'), summary('2')] }));
      const { known } = await opened();
      rtm.hangUp();
      const pages = [
        { chats_summary: [summary('2')], next_page_id: 'more' },
        { chats_summary: [summary('3')] },
      ];
      rtm.replies.set('list_chats', () => pages.shift());
      rtm.replies.set('get_chat', ({ payload }) =>
        payload.thread_id === 'thread-3' ? chat('3') : chat('1', false),
      );
      await opened({ known });
      assert.deepEqual(rtm.content.map(({ kind, chat: one }) => [kind, one.id]).sort(), [
        ['chat_ended', 'thread-1'],
        ['chat_started', 'thread-3'],
      ]);
      assert.deepEqual(rtm.asked('list_chats').at(-1)?.payload, { page_id: 'more' });
    });

    it('of which nothing can be read, and frames that are none, do no harm', async () => {
      await opened();
      for (const payload of [undefined, null, [], 'x', { chat: null }, { chat: { id: 1 } }]) {
        rtm.push('incoming_chat', payload);
        rtm.push('chat_deactivated', payload);
      }
      for (const text of ['', '{', '[]', 'null', '{"type":"push"}', '{"type":"response"}']) rtm.text(text);
      await rtm.settled();
      assert.deepEqual([rtm.content, rtm.ends], [[], []]);
    });
  });

  describe('staying', () => {
    it('pings every 15 seconds, and ends where nothing comes back for 30', async () => {
      await opened();
      rtm.replies.set('ping', () => ({}));
      for (let turn = 0; turn < 8; turn += 1) {
        rtm.clock.advance(15_000);
        await rtm.settled();
      }
      assert.equal(rtm.asked('ping').length, 8);
      assert.deepEqual(rtm.ends, []);
      rtm.replies.delete('ping');
      for (let turn = 0; turn < 3; turn += 1) rtm.clock.advance(15_000);
      assert.deepEqual(rtm.ends, [{ end: { kind: 'lost', why: 'silent' }, reaction: 'reconnect' }]);
      assert.equal(rtm.closed, 'dropped');
    });

    it('ends where nothing comes back although the clock was set back', async () => {
      await opened();
      rtm.clock.setBack(3_600_000);
      for (let turn = 0; turn < 3; turn += 1) rtm.clock.advance(15_000);
      assert.deepEqual(rtm.ends, [{ end: { kind: 'lost', why: 'silent' }, reaction: 'reconnect' }]);
    });

    it('has at most ten requests under way, and the eleventh waits', async () => {
      const session = await opened();
      rtm.replies.delete('list_chats');
      rtm.sent.length = 0;
      const probes = Array.from({ length: 11 }, () => session.probe());
      assert.equal(rtm.sent.length, 10);
      const [first] = rtm.sent;
      assert.ok(first);
      rtm.answer(first, { chats_summary: [] });
      assert.equal(rtm.sent.length, 11);
      for (const sent of rtm.sent.slice(1)) rtm.answer(sent, {});
      await Promise.all(probes);
    });

    it('gives up on an answer after 15 seconds, and on all when it ends', async () => {
      const session = await opened();
      rtm.replies.delete('list_chats');
      const late = assert.rejects(session.probe(), /no_answer/);
      rtm.clock.advance(15_000);
      await late;
      const lost = assert.rejects(session.probe(), /closed/);
      rtm.hangUp();
      await lost;
      await assert.rejects(session.probe(), /closed/);
    });

    it('a request that is one too many is refused, and nothing else happens', async () => {
      const session = await opened();
      rtm.refuse('list_chats', 'pending_requests_limit_reached');
      await assert.rejects(session.probe(), /pending_requests_limit_reached/);
      assert.deepEqual(rtm.ends, []);
    });

    it('ends when it is told to', async () => {
      const session = await opened();
      session.end();
      assert.deepEqual(rtm.ends, [{ end: { kind: 'ended' }, reaction: 'stop' }]);
      assert.equal(rtm.closed, 'politely');
    });
  });

  describe('being sent away', () => {
    const reactions: Readonly<Record<string, string>> = {
      agent_disconnected_by_server: 'stop',
      agent_logged_out_remotely: 'stop',
      access_token_revoked: 'sign-in',
      access_token_expired: 'sign-in',
      connection_evicted: 'stop',
      license_expired: 'stop',
      license_not_found: 'stop',
      unsupported_version: 'stop',
      too_many_connections: 'stop',
      connection_timeout: 'reconnect',
      internal_error: 'reconnect',
      too_many_unauthorized_connections: 'reconnect',
      role_permissions_changed: 'reconnect',
      a_reason_of_tomorrow: 'reconnect',
      misdirected_connection: 'stop',
    };
    for (const [reason, reaction] of Object.entries(reactions)) {
      it(`with ${reason} means ${reaction}`, async () => {
        await opened();
        rtm.push('agent_disconnected', { reason });
        rtm.hangUp();
        assert.deepEqual(rtm.ends, [{ end: { kind: 'told', reason }, reaction }]);
      });
    }

    it('to another region that is named means to go there', async () => {
      await opened();
      rtm.push('agent_disconnected', { reason: 'misdirected_connection', data: { region: 'fra' } });
      const end = { kind: 'told', reason: 'misdirected_connection', region: 'fra' };
      assert.deepEqual(rtm.ends, [{ end, reaction: 'elsewhere' }]);
    });
  });
});
