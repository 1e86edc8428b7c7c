import assert from 'node:assert/strict';
import { createClassicChats } from '../../../src/core/api/classic/chats';
import { connect } from '../../../src/core/api/connect';
import type { ApiRequest } from '../../../src/core/api/request';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { failureOf } from '../../../src/core/domain/failure';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { startTestSandbox } from '../support/testSandbox';

describe('classic chat archive', () => {
  let sandbox: Sandbox;
  let connection: LiveChatConnection;
  beforeEach(async () => {
    sandbox = await startTestSandbox({ tickets: 120 });
    const [owner] = sandbox.credentials;
    connection = connect({
      credential: {
        account: { id: 'classic:owner', kind: 'classic', name: owner?.login ?? '' },
        secret: owner?.apiKey ?? '',
      },
      apiUrl: sandbox.url,
      callsPerMinute: 1_000,
      timeoutMs: 5_000,
      onCall: () => undefined,
    });
  });
  afterEach(async () => {
    connection.dispose();
    await sandbox.dispose();
  });

  it('list: returns pages of chats in the shape of chat events', async () => {
    const first = await connection.chats.list({});
    assert.equal(first.rows.length, 25);
    assert.equal(first.next, '2');
    const second = await connection.chats.list({}, first.next);
    assert.notEqual(second.rows[0]?.chat.id, first.rows[0]?.chat.id);
    for (const { chat, visitor } of first.rows) {
      assert.match(chat.started_timestamp ?? '', /^\d{4}-.*Z$/);
      assert.match(chat.ended_timestamp ?? '', /^\d{4}-.*Z$/);
      assert.ok(chat.agents.every(({ login }) => login.includes('@')));
      assert.ok(chat.messages.length > 0 && visitor.name !== undefined);
      assert.equal(visitor.page_current, chat.url);
    }
  });

  it('list: filters by day, and includes active chats on request', async () => {
    const id = sandbox.simulator.startChat({ name: 'Ada Byron' });
    const dateFrom = new Date().toISOString().slice(0, 10);
    const ended = await connection.chats.list({ dateFrom });
    assert.ok(ended.rows.every(({ chat }) => chat.id !== id));
    const { rows } = await connection.chats.list({ dateFrom, running: true });
    const found = rows.find(({ chat }) => chat.id === id);
    assert.equal(found?.visitor.name, 'Ada Byron');
    assert.equal(found.chat.ended_timestamp, undefined);
    assert.ok(rows.every(({ chat }) => (chat.started_timestamp ?? '') >= dateFrom));
  });

  it('list: makes one call', async () => {
    const before = sandbox.calls.count;
    await connection.chats.list({ running: true });
    assert.equal(sandbox.calls.count - before, 1);
  });

  it('list: reads the older form of a visitor, and the post-chat survey', async () => {
    const answer = {
      chats: [
        {
          id: 'MH0',
          visitor_name: 'Mia Brown',
          visitor_id: 'S1.ab',
          postchat_survey: [{ key: 'How was it?', value: 'Good', id: '1' }],
        },
      ],
    };
    const api = createClassicChats({ call: () => Promise.resolve({ value: answer, status: 200 }) as never });
    const [row] = (await api.list({})).rows;
    assert.deepEqual(row?.visitor, { id: 'S1.ab', name: 'Mia Brown' });
    assert.deepEqual(row.post_chat_survey, [{ id: '1', label: 'How was it?', answer: 'Good' }]);
  });

  it('list: reads the content of an event without text', async () => {
    const transfer = { type: 'event', event_type: 'transferred', user_type: 'agent', to: { name: 'Bo' } };
    const answer = { chats: [{ id: 'MH0', events: [transfer, { type: 'event', event_type: 'closed' }] }] };
    const api = createClassicChats({ call: () => Promise.resolve({ value: answer, status: 200 }) as never });
    const [row] = (await api.list({})).rows;
    assert.deepEqual(row?.chat.events, [
      { type: 'transferred', text: 'to.name: Bo', user_type: 'agent' },
      { type: 'closed' },
    ]);
  });

  it('list: reads chats with malformed fields', async () => {
    const answer = {
      chats: [
        {
          id: 'A',
          agents: [{ display_name: 'No login' }, { email: 'a@b.test' }],
          events: [{ type: 'attachment' }, 7],
        },
        { id: '' },
        null,
        {
          id: 'B',
          prechat_survey: [{ key: 'Topic', value: 5 }, {}],
          visitor: 'odd',
          group: ['x', 3],
          messages: 'odd',
        },
      ],
    };
    const api = createClassicChats({ call: () => Promise.resolve({ value: answer, status: 200 }) as never });
    const page = await api.list({});
    assert.deepEqual(
      page.rows.map(({ chat }) => chat.id),
      ['A', 'B'],
    );
    assert.deepEqual(page.rows[0]?.chat.agents, [{ login: 'a@b.test' }]);
    assert.deepEqual(page.rows[0].chat.events, [{ type: 'attachment' }, { type: 'unknown' }]);
    assert.deepEqual(page.rows[1]!.pre_chat_survey, [{ label: 'Topic', answer: '5' }, {}]);
    assert.deepEqual(page.rows[1]!.chat.groups, [3]);
    assert.deepEqual(page.rows[1]!.visitor, {});
    assert.equal(page.next, undefined);
  });

  it('list: fails where the response or the page is not valid', async () => {
    const requests: ApiRequest[] = [];
    const api = createClassicChats({
      call: (request) => {
        requests.push(request);
        return Promise.resolve({ value: { total: 3 }, status: 200 }) as never;
      },
    });
    await assert.rejects(api.list({}), (error) => failureOf(error)?.code === 'server');
    await assert.rejects(api.list({}, '0'), (error) => failureOf(error)?.code === 'invalid-input');
    assert.equal(requests.length, 1);
  });
});
