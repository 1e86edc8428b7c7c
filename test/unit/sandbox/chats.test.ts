import assert from 'node:assert/strict';
import { displayDate } from '../../../src/sandbox/classic/chatShape';
import { TestBench } from './testBench';

interface Chat {
  readonly type: string;
  readonly id: string;
  readonly visitor: { readonly id: string; readonly name: string };
  readonly agents: readonly { readonly display_name: string; readonly email: string }[];
  readonly group: readonly number[];
  readonly started: string;
  readonly started_timestamp: number;
  readonly ended?: string;
  readonly ended_timestamp?: number;
  readonly pending?: boolean;
  readonly messages: readonly {
    readonly text: string;
    readonly user_type: string;
    readonly agent_id?: string;
  }[];
  readonly events: readonly { readonly type: string; readonly event_type: string }[];
  readonly tags: readonly string[];
}

interface ChatPage {
  readonly chats: readonly Chat[];
  readonly total: number;
  readonly pages: number;
}

describe('sandbox chats (REST v2)', () => {
  let bench: TestBench;
  beforeEach(async () => (bench = await TestBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const list = (query = '') => bench.get<ChatPage>(`/chats?${query}`);

  it('lists chats newest first, 25 per page, with totals', async () => {
    const { chats, total, pages } = await list();
    assert.deepEqual([chats.length, total, pages], [25, 60, 3]);
    const dates = chats.map(({ started_timestamp }) => started_timestamp);
    assert.deepEqual(
      dates,
      [...dates].sort((a, b) => b - a),
    );
    assert.deepEqual(await list('page=9'), { chats: [], total: 60, pages: 3 });
  });

  it('returns the documented shape with both display dates and epoch seconds', async () => {
    const [chat] = (await list()).chats;
    assert.deepEqual(await bench.get(`/chats/${chat!.id}`), chat);
    assert.equal(chat!.type, 'chat');
    assert.equal(chat!.started, displayDate(chat!.started_timestamp));
    assert.equal(chat!.ended, displayDate(chat!.ended_timestamp!));
    assert.equal(chat!.events.at(-1)!.event_type, 'closed');
    for (const { user_type, agent_id } of chat!.messages)
      assert.equal(user_type === 'agent', agent_id !== undefined);
    assert.equal((await bench.call('GET', '/chats/000000')).status, 404);
  });

  it('formats dates like the documented example', () => {
    assert.equal(displayDate(Date.UTC(2013, 0, 23, 11, 40, 53) / 1000), 'Wed, 01/23/13 11:40:53 am');
    assert.equal(displayDate(Date.UTC(2013, 0, 23, 12, 5, 0) / 1000), 'Wed, 01/23/13 12:05:00 pm');
    assert.equal(displayDate(Date.UTC(2013, 0, 23, 0, 5, 0) / 1000), 'Wed, 01/23/13 12:05:00 am');
  });

  it('includes running chats only with include_pending', async () => {
    const id = bench.sandbox.simulator.startChat();
    assert.ok((await list()).chats.every((chat) => chat.id !== id));
    const running = (await list('include_pending=1')).chats[0]!;
    assert.deepEqual([running.id, running.pending, 'ended' in running], [id, true, false]);
    bench.sandbox.simulator.endChat(id);
    const ended = (await list()).chats[0]!;
    assert.deepEqual(
      [ended.id, 'pending' in ended, ended.ended_timestamp],
      [id, false, bench.clock.now() / 1000],
    );
  });

  it('filters by agent, group, tag, visitor and text', async () => {
    const sample = (await list()).chats.find(({ tags }) => tags.length > 0)!;
    const email = sample.agents[0]!.email;
    const found = async (query: string) => (await list(query)).chats;
    assert.ok((await found(`agent=${email}`)).every((chat) => chat.agents[0]!.email === email));
    assert.ok((await found('group=1')).every((chat) => chat.group.includes(1)));
    assert.ok((await found(`tag[]=${sample.tags[0]!}`)).every((chat) => chat.tags.includes(sample.tags[0]!)));
    assert.ok((await found('tagged=0')).every((chat) => chat.tags.length === 0));
    assert.deepEqual(await found(`visitor_id=${sample.visitor.id}`), [sample]);
    const word = encodeURIComponent(sample.messages[0]!.text.slice(0, 30));
    assert.ok((await found(`query=${word}`)).some(({ id }) => id === sample.id));
    assert.deepEqual(await found('agent=no@where.example'), []);
  });

  it('filters by days in the requested time zone', async () => {
    // 12:00 UTC on the 1st is the 2nd on Kiritimati (UTC+14).
    bench.sandbox.simulator.endChat(bench.sandbox.simulator.startChat());
    const far = encodeURIComponent('Pacific/Kiritimati');
    assert.equal((await list(`date_from=2026-07-02&timezone=${far}`)).total > 0, true);
    assert.equal((await list('date_from=2026-07-02')).total, 0);
    assert.equal((await bench.call('GET', '/chats?timezone=Mars')).status, 400);
  });

  it('replaces the tags of a chat and sends its transcript', async () => {
    const { id } = (await list()).chats[0]!;
    const chat = await bench.ok<Chat>('PUT', `/chats/${id}/tags`, { form: 'tag[]=sales&tag[]=vip' });
    assert.deepEqual(chat.tags, ['sales', 'vip']);
    assert.deepEqual(
      await bench.ok('POST', `/chats/${id}/send_transcript`, { json: { to: 'kim@mail.example' } }),
      {
        result: 'E-mail has been sent to kim@mail.example.',
      },
    );
    assert.deepEqual(bench.sandbox.mails, [{ to: 'kim@mail.example', kind: 'transcript' }]);
  });
});
