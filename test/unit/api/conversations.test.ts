import assert from 'node:assert/strict';
import { callerOf } from '../properties/support/platformCallers';
import { createClassicChats } from '../../../src/core/api/classic/chats';
import { classicDeliveries } from '../../../src/core/api/classic/deliveries';
import {
  decodeTicket as decodeClassicTicket,
  decodeTicketRow as decodeClassicRow,
} from '../../../src/core/api/classic/ticketShape';
import { decodeChat } from '../../../src/core/api/platform/agentChat/chatShape';
import type { TicketNames } from '../../../src/core/api/platform/helpdesk/helpDeskNames';
import { decodeTicket, decodeTicketRow } from '../../../src/core/api/platform/helpdesk/ticketShape';
import type { Chat } from '../../../src/core/domain/arrival';
import type { TicketEvent } from '../../../src/core/domain/ticket';

const kim = { id: 'c-1', type: 'customer', name: 'Kim' };
const ann = { id: 'ann@shop.test', type: 'agent', name: 'Ann' };
const at = '2026-07-01T12:00:00.000000Z';

function chatOf(events: readonly object[], thread: object = {}, users: readonly object[] = [kim, ann]) {
  const found = decodeChat({
    id: 'chat',
    users,
    thread: { id: 'thread', events: events.map((event) => ({ created_at: at, ...event })), ...thread },
  });
  assert.ok(found);
  return found;
}

function only<T>(items: readonly T[]): T {
  assert.equal(items.length, 1);
  const [item] = items;
  assert.ok(item !== undefined);
  return item;
}

/** The only event, without its time. */
function eventOf(chat: Chat): object {
  const { timestamp, ...event } = only(chat.events);
  assert.equal(timestamp, '2026-07-01T12:00:00.000Z');
  return event;
}

describe('chat of a platform account', () => {
  it('reads messages of a removed agent as an agent’s', () => {
    const event = { type: 'message', author_id: 'ann@shop.test', text: 'I refunded you' };
    const { chat } = chatOf([event], { user_ids: ['c-1', 'ann@shop.test'] }, [kim]);
    const { agent_id, user_type, author_name } = only(chat.messages);
    assert.deepEqual([agent_id, user_type, author_name], ['ann@shop.test', 'agent', undefined]);
    assert.deepEqual(chat.agents, [{ login: 'ann@shop.test' }]);
  });

  it('reads an unknown author who may be a customer as not an agent', () => {
    const { chat } = chatOf([{ type: 'message', author_id: 'c-9', text: 'Hi' }], {}, []);
    assert.equal(only(chat.messages).user_type, 'visitor');
  });

  it('reads the questions of a bot', () => {
    const buttons = [{ text: 'My order' }, { text: 'A refund' }];
    const image = { name: 'map.png', url: 'https://cdn.test/map.png' };
    const elements = [{ title: 'What is it about?', subtitle: 'Pick one', buttons, image }];
    const { chat } = chatOf([
      { type: 'rich_message', template_id: 'quick_replies', author_id: 'bot-1', elements },
    ]);
    assert.deepEqual(eventOf(chat), {
      type: 'rich_message',
      text: 'What is it about?\nPick one\n- My order\n- A refund',
      files: [image],
      agent_id: 'bot-1',
      user_type: 'agent',
    });
  });

  it('reads files with name, size and URL', () => {
    const file = {
      name: 'broken.png',
      url: 'https://cdn.test/broken.png',
      content_type: 'image/png',
      size: 9,
    };
    const { chat } = chatOf([{ type: 'file', author_id: 'c-1', ...file }]);
    assert.deepEqual(eventOf(chat), {
      type: 'attachment',
      text: 'broken.png',
      files: [file],
      author_name: 'Kim',
      user_type: 'visitor',
    });
  });

  it('reads a private note in full, with its author', () => {
    const text = Array.from({ length: 60 }, (_, line) => `Line ${line}: ${'x'.repeat(50)}`).join('\n');
    const { chat } = chatOf([{ type: 'message', visibility: 'agents', author_id: 'ann@shop.test', text }]);
    assert.deepEqual(chat.messages, []);
    assert.deepEqual(eventOf(chat), {
      type: 'note',
      text,
      private: true,
      agent_id: 'ann@shop.test',
      author_name: 'Ann',
      user_type: 'agent',
    });
  });

  it('reads a deleted message as deleted', () => {
    const { chat } = chatOf([{ type: 'message', deleted: true, author_id: 'c-1' }]);
    assert.deepEqual(chat.messages, []);
    assert.deepEqual(eventOf(chat), { type: 'message_deleted', author_name: 'Kim', user_type: 'visitor' });
  });

  it('reads the reason of a withheld conversation, and no end time', () => {
    const restricted_access = 'You cannot see threads older than 60 days';
    const { chat } = chatOf([], { active: false, created_at: at, restricted_access });
    assert.deepEqual([chat.restricted, chat.ended_timestamp], [restricted_access, undefined]);
  });

  it('reads pre-chat and post-chat forms, and answers to other forms', () => {
    const form = (form_type: string, answer: string) => ({
      type: 'filled_form',
      form_type,
      fields: [{ id: '1', label: 'Question', answer }],
    });
    const found = chatOf([
      form('prechat', 'before'),
      form('postchat', 'after'),
      form('ask_for_email', 'other'),
    ]);
    assert.deepEqual(found.pre_chat_survey, [{ id: '1', label: 'Question', answer: 'before' }]);
    assert.deepEqual(found.post_chat_survey, [{ id: '1', label: 'Question', answer: 'after' }]);
    assert.deepEqual(
      found.chat.events.map(({ text }) => text),
      [undefined, undefined, 'Question: other'],
    );
  });

  it('keeps the content of events of an unknown type', () => {
    const { chat } = chatOf([
      { type: 'sentiment', author_id: 'c-1', mood: { score: 0.5, words: ['angry'] } },
    ]);
    assert.deepEqual(eventOf(chat), {
      type: 'sentiment',
      text: 'mood.score: 0.5\nmood.words: angry',
      author_name: 'Kim',
      user_type: 'visitor',
    });
  });
});

describe('delivery of a classic account', () => {
  it('reads the attachments of a chat in order of time', () => {
    const content = classicDeliveries.decode({
      event_type: 'chat_ended',
      chat: {
        id: 'MH0',
        events: [{ type: 'closed', timestamp: 1557766400 }],
        attachments: [
          {
            user_type: 'visitor',
            timestamp: 1557766330,
            files: [{ url: 'https://cdn.test/a.png', name: 'a.png' }],
          },
        ],
      },
    })?.content;
    assert.ok(content?.kind === 'chat_ended');
    assert.deepEqual(content.chat.events, [
      {
        type: 'attachment',
        timestamp: '2019-05-13T16:52:10.000Z',
        user_type: 'visitor',
        files: [{ name: 'a.png', url: 'https://cdn.test/a.png' }],
      },
      { type: 'closed', timestamp: '2019-05-13T16:53:20.000Z' },
    ]);
  });
});

describe('event of a classic chat without text', () => {
  const raw = { timestamp: 1557766400, user_type: 'agent', from: { name: 'Ann' }, to: { name: 'Bo' } };
  const expected = {
    timestamp: '2019-05-13T16:53:20.000Z',
    user_type: 'agent',
    text: 'from.name: Ann\nto.name: Bo',
  };

  it('has its content in a delivery', () => {
    const chat = { id: 'MH0', events: [{ ...raw, type: 'transferred' }] };
    const content = classicDeliveries.decode({ event_type: 'chat_ended', chat })?.content;
    assert.ok(content?.kind === 'chat_ended');
    assert.deepEqual(content.chat.events, [{ type: 'transferred', ...expected }]);
  });
});

describe('files of a classic chat', () => {
  const files = [{ name: 'a.png', url: 'https://cdn.test/a.png' }];

  for (const key of ['files', 'attachments']) {
    it(`are read from ${key} of an event of a delivery`, () => {
      const chat = { id: 'MH0', events: [{ type: 'attachment', user_type: 'visitor', [key]: files }] };
      const content = classicDeliveries.decode({ event_type: 'chat_ended', chat })?.content;
      assert.ok(content?.kind === 'chat_ended');
      assert.deepEqual(content.chat.events, [{ type: 'attachment', user_type: 'visitor', files }]);
    });
  }

  for (const [name, chat] of [
    ['attachments of an event', { events: [{ type: 'attachment', attachments: [{ files }] }] }],
    ['attachments of the chat', { events: [], attachments: [{ files }] }],
  ] as const) {
    it(`are read from the ${name} of the archive`, async () => {
      const value = { chats: [{ id: 'MH0', ...chat }], total: 1, pages: 1 };
      const { rows } = await createClassicChats(callerOf(() => value)).list({});
      assert.deepEqual(only(rows).chat.events, [{ type: 'attachment', files }]);
    });
  }
});

describe('ticket of HelpDesk', () => {
  const names: TicketNames = {
    agents: new Map([['a1', { ID: 'a1', email: 'ann@shop.test', name: 'Ann' }]]),
    teams: new Map([['t1', 'Sales']]),
    tags: new Map([['g1', 'vip']]),
  };
  const author = { type: 'agent', ID: 'a1', name: 'Ann' };
  const event = (raw: object): TicketEvent => {
    const ticket = decodeTicket({ ID: 'x', events: [{ author, ...raw }] }, names);
    return only(ticket?.events ?? []);
  };

  it('reads the files of an event with name, size and URL', () => {
    const files = [{ name: 'invoice.pdf', url: 'https://cdn.test/invoice.pdf', size: 100 }];
    const { message, files: found } = event({ type: 'attachments', attachments: { files } });
    assert.deepEqual([message, found], ['invoice.pdf', files]);
  });

  for (const [name, raw] of [
    [
      'a list of attachments',
      { type: 'attachments', attachments: [{ name: 'a.pdf', url: 'https://a.test' }] },
    ],
    [
      'attachments',
      { type: 'message', message: { attachments: [{ name: 'a.pdf', url: 'https://a.test' }] } },
    ],
    [
      'files',
      { type: 'message', message: { text: 'See', files: [{ name: 'a.pdf', url: 'https://a.test' }] } },
    ],
  ] as const) {
    it(`reads the files from ${name} of a ${raw.type} event`, () => {
      assert.deepEqual(event(raw).files, [{ name: 'a.pdf', url: 'https://a.test' }]);
    });
  }

  it('decodes a former subject', () => {
    const subject = { old: '=?utf-8?Q?R=C3=BCckgabe?=', new: 'Return' };
    assert.deepEqual(event({ type: 'subject', subject }).changes, [
      { field: 'subject', from: 'Rückgabe', to: 'Return' },
    ]);
  });

  it('reads the text of an HTML-only message, and the plain text of any other', () => {
    const richTextHtml =
      '<style>p{}</style><p>Hello&nbsp;<b>Ann</b> &amp; Bo,</p>\n<p>1 &lt; 2<br>&#x2713;&#33;</p><!-- x -->';
    const texts = [{ richTextHtml }, { text: ' ', richTextHtml }, { text: 'Plain', richTextHtml }].map(
      (message) => event({ type: 'message', message }).message,
    );
    const html = 'Hello Ann & Bo,\n1 < 2\n✓!';
    assert.deepEqual(texts, [html, html, 'Plain']);
  });

  it('reads moves between teams', () => {
    const assignment = {
      old: { team: { name: 'Sales' }, agent: null },
      new: { team: { name: 'Returns' }, agent: null },
    };
    const { type, changes } = event({ type: 'assignment', assignment });
    assert.deepEqual(
      [type, changes],
      ['assignee_changed', [{ field: 'team', from: 'Sales', to: 'Returns' }]],
    );
  });

  for (const [type, content, expected] of [
    ['priority', { old: 0, new: 20 }, { from: 'medium', to: 'urgent' }],
    ['subject', { old: 'Old', new: 'New' }, { from: 'Old', to: 'New' }],
    ['tags', { old: [], new: ['g1', 'g2'] }, { to: 'vip, g2' }],
    ['cc', { old: [{ email: 'a@mail.test', name: 'A' }], new: [] }, { from: 'A' }],
    ['followers', { old: null, new: ['a1'] }, { to: 'Ann' }],
    ['mood', { old: { name: 'bad' }, new: true }, { from: 'bad', to: 'true' }],
  ] as const) {
    it(`reads the old and the new value of ${type}`, () => {
      assert.deepEqual(event({ type, [type]: content }).changes, [{ field: type, ...expected }]);
    });
  }

  it('keeps the content of events of an unknown type', () => {
    const { details } = event({ type: 'sentimentDetected', sentiment: { score: 0.5 } });
    assert.equal(details, 'sentiment.score: 0.5');
  });

  it('reads its parent and child tickets', () => {
    const parentTicket = { ID: 'p', shortID: 'AB1', subject: 'Whole' };
    const ticket = decodeTicket(
      { ID: 'x', events: [], parentTicket, childTickets: ['c1', { ID: 'c2' }] },
      names,
    );
    assert.deepEqual(ticket?.parent, { id: 'p', shortId: 'AB1', subject: 'Whole' });
    assert.deepEqual(ticket.children, [{ id: 'c1' }, { id: 'c2' }]);
  });
});

describe('ticket of either kind of account', () => {
  const noNames: TicketNames = { agents: new Map(), teams: new Map(), tags: new Map() };

  it('decodes its subject and omits blank names', () => {
    const subject = '=?utf-8?Q?R=C3=BCckgabe?=';
    const common = { subject, status: 'open' };
    const rows = [
      decodeClassicRow({ id: 'A', ...common, requester: { mail: 'kim@mail.test', name: '  ' } }, '0'),
      decodeTicketRow({ ID: 'A', ...common, requester: { email: 'kim@mail.test', name: '' } }, '0', noNames),
    ];
    for (const row of rows) {
      assert.ok(row.kind === 'ticket');
      assert.equal(row.ticket.subject, 'Rückgabe');
      assert.deepEqual(row.ticket.requester, { mail: 'kim@mail.test' });
      assert.ok(!row.malformed.some((field) => field.startsWith('requester')));
    }
  });

  it('reads the attachments of a classic message', () => {
    const files = [{ name: 'a.pdf', url: 'https://cdn.test/a.pdf' }];
    const events = [{ type: 'message', message: 'See this', attachments: files }];
    const ticket = decodeClassicTicket({ id: 'A', events });
    assert.ok(ticket);
    assert.deepEqual(only(ticket.events).files, files);
  });
});
