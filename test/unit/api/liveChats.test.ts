import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { openPlatformConnection } from '../../../src/core/api/platform/platformConnection';
import { parseJson } from '../../../src/core/base/json';
import { accountId } from '../../../src/core/domain/account';
import type { LiveChatApi, LiveChatConnection } from '../../../src/core/domain/connection';
import { failureFrom } from './support/failureFrom';
import { serve, type LoopbackServer } from './support/loopbackServer';

const thread = { id: 't', active: true, user_ids: [] };
const message = { text: 'Hello', isPrivate: false, customId: 'uuid' };

describe('Running chats by the Web API', () => {
  let server: LoopbackServer;
  let connection: LiveChatConnection;
  let api: LiveChatApi;
  let requests: { readonly action: string; readonly body: unknown }[];
  let raw: { readonly type: string; readonly bytes: Buffer }[];
  /** What the next requests of an action answer; the last one stays. */
  let answers: Record<string, { readonly status?: number; readonly value?: unknown }[]>;

  beforeEach(async () => {
    requests = [];
    raw = [];
    answers = {};
    server = await serve((request, response) => {
      void bytesOf(request).then((bytes) => {
        const action = (request.url ?? '').replace(/.*\//, '');
        const type = request.headers['content-type'] ?? '';
        requests.push({ action, body: parseJson(bytes.toString()) });
        raw.push({ type, bytes });
        const list = answers[action] ?? [];
        const { status = 200, value = {} } = (list.length > 1 ? list.shift() : list[0]) ?? {};
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value));
      });
    });
    connection = openPlatformConnection({
      credential: {
        account: { id: accountId('platform', 'me'), kind: 'platform', name: 'me' },
        secret: 'dal:token',
      },
      apiUrl: server.url,
      helpdeskUrl: server.url,
      accountsUrl: server.url,
      callsPerMinute: 1_000,
      timeoutMs: 5_000,
      firstRetryMs: 1,
      confirmAfterMs: 1,
      onCall: () => undefined,
    });
    assert.ok(connection.liveChats);
    api = connection.liveChats;
  });
  afterEach(async () => {
    connection.dispose();
    await server.close();
  });

  const refuse = (action: string, type: string, error: object = {}, status = 400): void => {
    answers[action] = [{ status, value: { error: { type, message: 'No', ...error } } }];
  };

  it('sends each action as documented', async () => {
    answers.send_event = [{ value: { event_id: 'e' } }];
    answers.resume_chat = [{ value: { thread_id: 't2', event_ids: ['e2'] } }];
    answers.list_agents_for_transfer = [{ value: [{ agent_id: 'a', total_active_chats: 2 }, {}] }];
    answers.get_chat = [{ value: { id: 'c', thread } }];
    assert.equal(await api.send('c', message), 'e');
    assert.equal(await api.send('c', { ...message, isPrivate: true }), 'e');
    assert.equal(await api.sendFile('c', { url: 'https://cdn/x', isPrivate: false, customId: 'u' }), 'e');
    await api.join('c', { login: 'me', isHidden: true });
    await api.leave('c', 'me');
    await api.transfer('c', { agent: 'a' }, { allowQueueing: false });
    await api.transfer('c', { group: 4 }, { allowQueueing: true });
    assert.deepEqual(await api.transferAgents('c'), [{ login: 'a', activeChats: 2 }]);
    const resumed = await api.resume('c', { groups: [4], login: 'me', first: message });
    assert.deepEqual(resumed, { threadId: 't2', eventId: 'e2' });
    await api.close('c');
    await api.follow('c');
    await api.unfollow('c');
    await api.markSeen('c', '2026-07-01T12:00:00.000100Z');
    await api.tag({ chatId: 'c', threadId: 't' }, 'sale');
    await api.untag({ chatId: 'c', threadId: 't' }, 'sale');
    assert.equal((await api.get({ chatId: 'c', threadId: 't' })).threadId, 't');
    const event = { type: 'message', text: 'Hello', custom_id: 'uuid' };
    const presence = { ignore_requester_presence: true };
    const user = { chat_id: 'c', user_id: 'me', user_type: 'agent' };
    const ref = { chat_id: 'c', thread_id: 't' };
    assert.deepEqual(
      requests.map(({ action, body }) => [action, body]),
      [
        ['send_event', { chat_id: 'c', event: { ...event, visibility: 'all' } }],
        ['send_event', { chat_id: 'c', event: { ...event, visibility: 'agents' } }],
        [
          'send_event',
          {
            chat_id: 'c',
            event: { type: 'file', url: 'https://cdn/x', custom_id: 'u', visibility: 'all' },
          },
        ],
        ['add_user_to_chat', { ...user, visibility: 'agents', ...presence }],
        ['remove_user_from_chat', user],
        [
          'transfer_chat',
          { id: 'c', target: { type: 'agent', ids: ['a'] }, ignore_agents_availability: false, ...presence },
        ],
        [
          'transfer_chat',
          { id: 'c', target: { type: 'group', ids: [4] }, ignore_agents_availability: true, ...presence },
        ],
        ['list_agents_for_transfer', { chat_id: 'c' }],
        [
          'resume_chat',
          { chat: { id: 'c', access: { group_ids: [4] }, thread: { events: [event] } }, continuous: true },
        ],
        ['deactivate_chat', { id: 'c', ...presence }],
        ['follow_chat', { id: 'c' }],
        ['unfollow_chat', { id: 'c' }],
        ['mark_events_as_seen', { chat_id: 'c', seen_up_to: '2026-07-01T12:00:00.000100Z' }],
        ['tag_thread', { ...ref, tag: 'sale' }],
        ['untag_thread', { ...ref, tag: 'sale' }],
        ['get_chat', ref],
      ],
    );
  });

  it('lists every page of running chats, each chat once', async () => {
    const item = (id: string, active = true) => ({
      id,
      last_thread_summary: { ...thread, id: `t${id}`, active },
    });
    answers.list_chats = [
      { value: { chats_summary: [item('1'), item('2', false)], next_page_id: 'p2' } },
      { value: { chats_summary: [item('3'), item('1')] } },
    ];
    assert.deepEqual(
      (await api.running()).map(({ chatId }) => chatId),
      ['1', '3'],
    );
    assert.deepEqual(
      requests.map(({ body }) => body),
      [{ filters: { active: true, include_chats_without_threads: false }, limit: 100 }, { page_id: 'p2' }],
    );
  });

  it('searches with every filter, and requests the next page by its id alone', async () => {
    answers.list_archives = [
      { value: { chats: [{ id: 'c', thread }], found_chats: 30, next_page_id: 'p2' } },
      { value: { chats: [], found_chats: 30 } },
    ];
    const search = {
      query: 'refund',
      from: '2026-07-01T00:00:00.000Z',
      to: '2026-07-02T00:00:00.000Z',
      agent: 'a',
      group: 4,
      tag: 'sale',
    };
    const first = await api.search(search);
    assert.deepEqual([first.total, first.pages, first.page, first.next], [30, 2, 1, '2|p2']);
    const second = await api.search(search, first.next);
    assert.deepEqual([second.page, second.next], [2, undefined]);
    const filters = {
      query: 'refund',
      from: '2026-07-01T00:00:00.000000+00:00',
      to: '2026-07-02T00:00:00.000000+00:00',
      agents: { values: ['a'] },
      group_ids: [4],
      tags: { values: ['sale'] },
    };
    assert.deepEqual(
      requests.map(({ body }) => body),
      [{ filters, sort_order: 'desc', limit: 25 }, { page_id: 'p2' }],
    );
  });

  it('finds the chat of a thread in the archive', async () => {
    answers.list_archives = [{ value: { chats: [{ id: 'c', thread }] } }];
    assert.equal((await api.findThread('t'))?.chatId, 'c');
    assert.equal(await api.findThread('other'), undefined);
    assert.deepEqual(requests[0]?.body, { filters: { thread_ids: ['t'] } });
  });

  it('reads a rating with its comment, and which thread came before', async () => {
    const properties = { rating: { score: 0, comment: 'Too slow' } };
    answers.get_chat = [{ value: { id: 'c', thread: { ...thread, properties, previous_thread_id: 't0' } } }];
    const { rating, ratingComment, previousThreadId } = await api.get({ chatId: 'c' });
    assert.deepEqual([rating, ratingComment, previousThreadId], [0, 'Too slow', 't0']);
  });

  it('lists the tags that a chat can have, by its groups and that of everyone', async () => {
    answers.list_tags = [{ value: [{ name: 'refund', group_ids: [7] }, { name: '' }, { name: 'vip' }, 3] }];
    assert.deepEqual(await api.tags([7]), ['refund', 'vip']);
    await api.tags([0]);
    assert.deepEqual(
      requests.map(({ body }) => body),
      [{ filters: { group_ids: [7, 0] } }, { filters: { group_ids: [0] } }],
    );
    refuse('list_tags', 'authorization', {}, 403);
    const failure = await failureFrom(api.tags([0]));
    assert.ok(failure.code === 'forbidden');
    assert.equal(failure.scope, 'tags--groups:ro');
  });

  it('uploads a file as a part of a form, whose address it returns', async () => {
    answers.upload_file = [{ value: { url: 'https://cdn/file' } }];
    const bytes = Uint8Array.from([0, 1, 2, 255, 13, 10]);
    assert.equal(await api.upload({ name: 'a "b".png', type: 'image/png', bytes }), 'https://cdn/file');
    const [sent] = raw;
    assert.ok(sent);
    assert.match(sent.type, /^multipart\/form-data; ?boundary=/);
    assert.ok(sent.bytes.includes(Buffer.from(bytes)));
    assert.match(sent.bytes.toString('latin1'), /name="file"; filename="a %22b%22\.png"/);
    assert.match(sent.bytes.toString('latin1'), /Content-Type: image\/png\r\n/i);
  });

  it('refuses a file of more than 10 MB without a call', async () => {
    const bytes = new Uint8Array(10 * 1024 * 1024 + 1);
    const failure = await failureFrom(api.upload({ name: 'x', bytes }));
    assert.deepEqual(failure, { code: 'invalid-input', field: 'file', reasons: [] });
    assert.equal(requests.length, 0);
  });

  it('names the missing scope: the one in the error, else the documented one', async () => {
    refuse('send_event', 'authorization', {}, 403);
    refuse('list_chats', 'authorization', {}, 403);
    refuse('tag_thread', 'authorization', { message: 'missing scope chats--all:rw' }, 403);
    refuse('follow_chat', 'missing_access', {}, 403);
    const scopeOf = async (call: Promise<unknown>): Promise<string | undefined> => {
      const failure = await failureFrom(call);
      assert.ok(failure.code === 'forbidden');
      return failure.scope;
    };
    assert.equal(await scopeOf(api.send('c', message)), 'chats--access:rw');
    assert.equal(await scopeOf(api.running()), 'chats--access:ro');
    assert.equal(await scopeOf(api.tag({ chatId: 'c', threadId: 't' }, 'x')), 'chats--all:rw');
    assert.equal(await scopeOf(api.follow('c')), undefined);
  });

  it('reports the state of a chat that does not allow an action', async () => {
    refuse('send_event', 'chat_inactive');
    refuse('transfer_chat', 'agent_offline');
    refuse('add_user_to_chat', 'limit_reached');
    const [inactive, offline, limit] = await Promise.all([
      failureFrom(api.send('c', message)),
      failureFrom(api.transfer('c', { agent: 'a' }, { allowQueueing: false })),
      failureFrom(api.join('c', { login: 'me', isHidden: false })),
    ]);
    assert.deepEqual(inactive, { code: 'conflict', reasons: ['No'], chat: 'ended' });
    assert.deepEqual(offline, { code: 'conflict', reasons: ['No'], chat: 'agent-offline' });
    assert.deepEqual(limit, { code: 'conflict', reasons: ['No'], isLimit: true });
  });

  it('reports a body that is too large, and too many calls', async () => {
    refuse('upload_file', 'entity_too_large', {}, 413);
    refuse('deactivate_chat', 'too_many_requests', {}, 429);
    assert.equal(
      (await failureFrom(api.upload({ name: 'x', bytes: new Uint8Array(1) }))).code,
      'invalid-input',
    );
    assert.equal((await failureFrom(api.close('c'))).code, 'rate-limited');
  });

  it('repeats an action once in the region that the server names', async () => {
    answers.send_event = [
      {
        status: 421,
        value: { error: { type: 'misdirected_request', message: '', data: { region: 'fra' } } },
      },
      { value: { event_id: 'e' } },
    ];
    assert.equal(await api.send('c', message), 'e');
    assert.equal(requests.length, 2);
  });

  it('never repeats an action whose response was lost, and takes one that was accepted as done', async () => {
    answers.send_event = [{ status: 500, value: {} }, { value: {} }];
    answers.resume_chat = [{ value: {} }];
    assert.equal((await failureFrom(api.send('c', message))).code, 'server');
    assert.equal(await api.send('c', message), undefined);
    assert.deepEqual(await api.resume('c', { groups: [0], login: 'me' }), {});
    assert.equal(requests.length, 3);
  });

  it('requests the login of the user once', async () => {
    answers.list_agents = [{ value: [{ id: 'me@shop.test', account_id: 'me', name: 'Me' }] }];
    assert.equal(await api.login(), 'me@shop.test');
    assert.equal(await api.login(), 'me@shop.test');
    assert.equal(requests.length, 1);
  });
});

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts);
}
