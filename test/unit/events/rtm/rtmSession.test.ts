import assert from 'node:assert/strict';
import type { RtmSession } from '../../../../src/core/events/rtm/rtmSession';
import { chat, FakeRtm, summary } from './support/fakeRtm';

const ref = (id: string) => ({ chat_id: `chat-${id}`, thread_id: `thread-${id}` });

describe('RTM session', () => {
  let rtm: FakeRtm;
  beforeEach(() => (rtm = new FakeRtm()));

  const opened = async (options: Parameters<FakeRtm['session']>[0] = {}): Promise<RtmSession> => {
    const result = await rtm.session(options);
    if (result.kind !== 'open') return assert.fail(JSON.stringify(result));
    await rtm.flush();
    return result.session;
  };

  describe('login', () => {
    it('requests the last status, being away, and only the used pushes', async () => {
      await opened();
      const [login] = rtm.requestsOf('login');
      assert.deepEqual(login?.payload, {
        token: 'Basic c2VjcmV0',
        timezone: 'Europe/Warsaw',
        application: { name: 'desk', version: '1' },
        reconnect: true,
        away: true,
        customer_monitoring_level: 'my',
        pushes: login?.payload.pushes,
      });
      assert.deepEqual(rtm.requestsOf('set_routing_status'), []);
    });

    it('is ended by logging out, which sets no status, if the agent accepts chats then', async () => {
      rtm.status = 'accepting_chats';
      const result = await rtm.session({ wasAccepting: false });
      assert.deepEqual(result, { kind: 'failed', end: { kind: 'went-online' }, reaction: 'stop' });
      assert.deepEqual(
        rtm.requests.map(({ action }) => action),
        ['login', 'logout'],
      );
      assert.ok(rtm.closed);
    });

    it('changes nothing and reports it if the earlier status is unknown', async () => {
      rtm.status = 'accepting_chats';
      const result = await rtm.session({ wasAccepting: undefined });
      assert.ok(result.kind === 'open' && result.isAcceptingUnconfirmed);
      assert.deepEqual(rtm.requestsOf('set_routing_status'), []);
      assert.deepEqual(rtm.requestsOf('logout'), []);
      assert.equal(rtm.closed, undefined);
    });

    it('does not change the status of an agent who accepted chats before', async () => {
      rtm.status = 'accepting_chats';
      await opened({ wasAccepting: true });
      assert.deepEqual(rtm.requestsOf('set_routing_status'), []);
    });

    it('times out without a response', async () => {
      rtm.replies.delete('login');
      const opening = rtm.session();
      await rtm.flush();
      rtm.clock.advance(30_000);
      const result = await opening;
      assert.equal(result.kind === 'failed' && result.reaction, 'reconnect');
      assert.ok(rtm.closed);
    });

    it('times out if the socket never opens', async () => {
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
      seats_limit_exceeded: 'stop',
      something_new: 'reconnect',
    };
    for (const [type, reaction] of Object.entries(refusals)) {
      it(`that fails with ${type} means ${reaction}`, async () => {
        rtm.reject('login', type);
        assert.deepEqual(await rtm.session(), { kind: 'failed', end: { kind: 'refused', type }, reaction });
      });
    }

    it('in the wrong region reports the right region', async () => {
      rtm.reject('login', 'misdirected_request', { region: 'fra' });
      assert.deepEqual(await rtm.session(), {
        kind: 'failed',
        end: { kind: 'refused', type: 'misdirected_request', region: 'fra' },
        reaction: 'switch-region',
      });
    });

    it('is cancelled immediately by the signal', async () => {
      rtm.replies.delete('login');
      const opening = rtm.session();
      await rtm.flush();
      rtm.controller.abort();
      assert.deepEqual(await opening, { kind: 'failed', end: { kind: 'ended' }, reaction: 'stop' });
    });
  });

  describe('chats', () => {
    it('are reported once at start and end, with the messages visible to the customer', async () => {
      await opened();
      rtm.push('incoming_chat', { chat: chat('1') });
      rtm.push('incoming_chat', { chat: chat('1') });
      rtm.replies.set('get_chat', () => chat('1', false));
      rtm.push('chat_deactivated', ref('1'));
      await rtm.flush();
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
      assert.deepEqual(rtm.requestsOf('get_chat')[0]?.payload, ref('1'));
    });

    it('that can no longer be read end with what is known from their start', async () => {
      await opened();
      rtm.push('incoming_chat', { chat: chat('1') });
      rtm.reject('get_chat', 'missing_access');
      rtm.push('chat_deactivated', ref('1'));
      rtm.push('chat_deactivated', ref('2'));
      await rtm.flush();
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

    it('transferred by another agent are not reported as started', async () => {
      await opened();
      rtm.push('incoming_chat', { chat: chat('1'), transferred_from: { agent_ids: ['bo@shop.test'] } });
      assert.deepEqual(rtm.content, []);
    });

    it('running at the first login are not reported', async () => {
      rtm.replies.set('list_chats', () => ({ chats_summary: [summary('1'), summary('2')] }));
      await opened();
      assert.deepEqual(rtm.content, []);
    });

    it('that started or ended while disconnected are reported after the next login', async () => {
      rtm.replies.set('list_chats', () => ({ chats_summary: [summary('1'), summary('2')] }));
      const { known } = await opened();
      rtm.closeSocket();
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
      assert.deepEqual(rtm.requestsOf('list_chats').at(-1)?.payload, { page_id: 'more' });
    });

    it('with malformed payloads, and malformed frames, are ignored', async () => {
      await opened();
      for (const payload of [undefined, null, [], 'x', { chat: null }, { chat: { id: 1 } }]) {
        rtm.push('incoming_chat', payload);
        rtm.push('chat_deactivated', payload);
      }
      for (const text of ['', '{', '[]', 'null', '{"type":"push"}', '{"type":"response"}']) rtm.text(text);
      await rtm.flush();
      assert.deepEqual([rtm.content, rtm.ends], [[], []]);
    });
  });

  describe('keep-alive and requests', () => {
    it('pings every 15 seconds, and ends after 30 seconds without a message', async () => {
      await opened();
      rtm.replies.set('ping', () => ({}));
      for (let turn = 0; turn < 8; turn += 1) {
        rtm.clock.advance(15_000);
        await rtm.flush();
      }
      assert.equal(rtm.requestsOf('ping').length, 8);
      assert.deepEqual(rtm.ends, []);
      rtm.replies.delete('ping');
      for (let turn = 0; turn < 3; turn += 1) rtm.clock.advance(15_000);
      assert.deepEqual(rtm.ends, [{ end: { kind: 'lost', why: 'silent' }, reaction: 'reconnect' }]);
      assert.equal(rtm.closed, 'terminated');
    });

    it('ends after silence even if the clock was set back', async () => {
      await opened();
      rtm.clock.setBack(3_600_000);
      for (let turn = 0; turn < 3; turn += 1) rtm.clock.advance(15_000);
      assert.deepEqual(rtm.ends, [{ end: { kind: 'lost', why: 'silent' }, reaction: 'reconnect' }]);
    });

    it('sends at most ten requests at a time, and queues the eleventh', async () => {
      const session = await opened();
      rtm.replies.delete('list_chats');
      rtm.requests.length = 0;
      const probes = Array.from({ length: 11 }, () => session.probe());
      assert.equal(rtm.requests.length, 10);
      const [first] = rtm.requests;
      assert.ok(first);
      rtm.respond(first, { chats_summary: [] });
      assert.equal(rtm.requests.length, 11);
      for (const sent of rtm.requests.slice(1)) rtm.respond(sent, {});
      await Promise.all(probes);
    });

    it('rejects a request after 15 seconds, and all requests when the session ends', async () => {
      const session = await opened();
      rtm.replies.delete('list_chats');
      const late = assert.rejects(session.probe(), /no_answer/);
      rtm.clock.advance(15_000);
      await late;
      const lost = assert.rejects(session.probe(), /closed/);
      rtm.closeSocket();
      await lost;
      await assert.rejects(session.probe(), /closed/);
    });

    it('keeps the session if a request is rejected for too many pending ones', async () => {
      const session = await opened();
      rtm.reject('list_chats', 'pending_requests_limit_reached');
      await assert.rejects(session.probe(), /pending_requests_limit_reached/);
      assert.deepEqual(rtm.ends, []);
    });

    it('ends on request', async () => {
      const session = await opened();
      session.end();
      assert.deepEqual(rtm.ends, [{ end: { kind: 'ended' }, reaction: 'stop' }]);
      assert.equal(rtm.closed, 'closed');
    });
  });

  describe('disconnection by the server', () => {
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
      an_unknown_reason: 'reconnect',
      misdirected_connection: 'stop',
    };
    for (const [reason, reaction] of Object.entries(reactions)) {
      it(`with ${reason} means ${reaction}`, async () => {
        await opened();
        rtm.push('agent_disconnected', { reason });
        rtm.closeSocket();
        assert.deepEqual(rtm.ends, [{ end: { kind: 'disconnected', reason }, reaction }]);
      });
    }

    it('to a named region means switch-region', async () => {
      await opened();
      rtm.push('agent_disconnected', { reason: 'misdirected_connection', data: { region: 'fra' } });
      const end = { kind: 'disconnected', reason: 'misdirected_connection', region: 'fra' };
      assert.deepEqual(rtm.ends, [{ end, reaction: 'switch-region' }]);
    });
  });
});
