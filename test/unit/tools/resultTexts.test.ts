import assert from 'node:assert/strict';
import type { Ticket } from '../../../src/core/domain/ticket';
import {
  agentListText,
  agentText,
  limits,
  savedTicketText,
  ticketListText,
  ticketText,
} from '../../../src/ui/tools/resultTexts';

function dataOf(text: string): unknown {
  const [, , body = ''] = /\nBEGIN (\S+)\n([\s\S]*)\nEND \1(\n|$)/.exec(`\n${text}`) ?? [];
  return JSON.parse(body) as unknown;
}

function ticketWith(messages: readonly string[]): Ticket {
  const events = messages.map((message) => ({ type: 'message', message }));
  return { id: 'ABC', subject: 'S', groups: [], tags: [], events };
}

interface Read {
  readonly events: readonly { readonly message: string }[];
}

describe('tool results', () => {
  it('a list has a row per ticket and explains how to get more', () => {
    const tickets = Array.from({ length: 40 }, (_, n) => ({ id: `T${n}`, subject: 'x'.repeat(900) }));
    const text = ticketListText({ tickets, total: 90, pages: 4, page: 2 });
    const rows = dataOf(text) as { subject: string }[];
    assert.equal(rows.length, limits.ticketRows);
    assert.ok(rows.every(({ subject }) => subject.length <= 160));
    assert.match(text, /Page 2 of 4.*90/);
    assert.match(text, /page 3/);
    assert.match(ticketListText({ tickets: [], total: 0, pages: 0, page: 1 }), /no more pages/);
  });

  it('a list stays short, and contains e-mail addresses only whole', () => {
    const url = `https://shop.test/${'u'.repeat(1_900)}`;
    const mail = `${'m'.repeat(290)}@shop.test`;
    const ticketOf = (character: string) => ({
      id: 'T1',
      subject: character.repeat(5_000),
      requester: { name: character.repeat(5_000), mail },
      source: { type: character.repeat(900), url },
      tags: Array.from({ length: 40 }, () => character.repeat(300)),
      groups: [],
      events: [],
    });
    for (const character of ['s', '<', '"', '👩‍👩‍👧‍👦']) {
      const tickets = Array.from({ length: limits.ticketRows }, () => ticketOf(character));
      const text = ticketListText({ tickets, total: 25, pages: 1, page: 1 });
      assert.ok(text.length <= limits.ticketList, `${text.length} characters of ${character}`);
      const [row] = dataOf(text) as readonly {
        readonly requester: { readonly mail: string };
        readonly source: { readonly url: string };
        readonly tags: readonly string[];
        readonly tags_left_out: number;
      }[];
      assert.equal(row?.requester.mail, '(left out: 300 characters)');
      assert.equal(row.source.url, `(left out: ${url.length} characters)`);
      assert.equal(row.tags.length + row.tags_left_out, 40);
      assert.match(text, /long addresses left out: livechat_get_ticket gives them/);
    }
    const single = dataOf(ticketText(ticketOf('s'))) as ReturnType<typeof ticketOf>;
    assert.deepEqual([single.requester.mail, single.source.url], [mail, url]);
  });

  it('a list contains addresses and tags of usual length', () => {
    const ticket = {
      id: 'T1',
      requester: { name: 'Kim', mail: 'kim@mail.test' },
      source: { type: 'lc2', url: 'https://shop.test/orders' },
      assignee: { id: 'ada@shop.test', name: 'Ada' },
      tags: ['order', 'delivery'],
    };
    const text = ticketListText({ tickets: [ticket], total: 1, pages: 1, page: 1 });
    assert.deepEqual(dataOf(text), [ticket]);
  });

  it('a ticket with thousands of events shows the newest and states what was omitted', () => {
    const messages = Array.from({ length: 2_000 }, (_, n) => `message ${n}`);
    const text = ticketText(ticketWith(messages));
    const { events } = dataOf(text) as Read;
    assert.deepEqual([events.length, events.at(-1)?.message], [limits.events, 'message 1999']);
    assert.match(text, /newest 20 of 2000 events; 1980 older/);
    assert.match(ticketText(ticketWith(['one'])), /These are all events/);
  });

  it('long messages are cut, and their total length is limited', () => {
    const text = ticketText(ticketWith(Array.from({ length: 20 }, () => 'y'.repeat(6_000))));
    const { events } = dataOf(text) as Read;
    assert.match(events[0]?.message ?? '', /y{1500}… \(4500 characters left out\)$/);
    assert.ok(text.length < limits.allMessages + 3_000, `${text.length} characters`);
    assert.ok(events.length >= 5 && events.length < 20);
  });

  it('a long field of a customer does not displace the others', () => {
    const long = 'z'.repeat(200_000);
    const ticket = {
      ...ticketWith(['one', 'two']),
      requester: { mail: 'kim@example.com', name: long },
      source: { type: long, url: `https://shop.example/${long}` },
      assignee: { id: long, name: long },
      tags: Array.from({ length: 500 }, () => long),
      groups: Array.from({ length: 500 }, (_, id) => ({ id, name: long })),
      currentGroup: { id: 1, name: long },
    };
    const withAuthor = { ...ticket, events: [{ type: 'message', message: 'one', author: { name: long } }] };
    for (const text of [ticketText(ticket), ticketText(withAuthor), savedTicketText('Done.', ticket)]) {
      assert.ok(text.length < 12_000, `${text.length} characters`);
      assert.match(text, /kim@example\.com/);
    }
    const list = ticketListText({ tickets: [ticket, ticket], total: 2, pages: 1, page: 1 });
    assert.ok(list.length < 12_000, `${list.length} characters`);
    const agent = { login: 'a@example.com', name: long, job_title: long, groups: [] };
    assert.ok(agentText('Done.', agent).length < 2_000);
    assert.ok(agentListText([{ ...agent, permission: long, status: long }]).length < 2_000);
  });

  it('an update returns the ticket without its conversation', () => {
    const data = dataOf(savedTicketText('Done.', ticketWith(['secret']))) as Partial<Ticket>;
    assert.deepEqual([data.id, data.events], ['ABC', undefined]);
  });

  it('a long agent list is cut with a note', () => {
    const agents = Array.from({ length: 400 }, (_, n) => ({ login: `a${n}@example.com`, avatar: 'x' }));
    const text = agentListText(agents);
    const rows = dataOf(text) as { avatar?: string }[];
    assert.equal(rows.length, limits.agentRows);
    assert.ok(rows.every(({ avatar }) => avatar === undefined));
    assert.match(text, /100 of 400 agents/);
    assert.match(agentListText(agents.slice(0, 2)), /all agents that match/);
  });
});
