import assert from 'node:assert/strict';
import {
  decodeTicket as decodeClassicTicket,
  decodeTicketRow as decodeClassicRow,
} from '../../../src/core/api/classic/ticketShape';
import type { TicketNames } from '../../../src/core/api/platform/helpdesk/helpDeskNames';
import {
  collectIds,
  decodeTicket,
  decodeTicketRow,
} from '../../../src/core/api/platform/helpdesk/ticketShape';
import type { TicketEvent } from '../../../src/core/domain/ticket';
import { only } from './support/only';

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

  it('looks up teams, agents and tags that its events name by id', () => {
    const assignment = {
      old: { team: { ID: 't1' }, agent: { ID: 'a1' } },
      new: { team: { name: 'Returns' } },
    };
    const events = [{ assignment }, { tags: { old: [], new: ['g1'] } }];
    assert.deepEqual(collectIds([{ events }], true), { agents: ['a1'], teams: ['t1'], tags: ['g1'] });
  });

  for (const [name, raw, expected] of [
    [
      'an assignment',
      { type: 'assignment', assignment: { team: { name: 'Returns' } } },
      'assignment.team.name: Returns',
    ],
    ['a status', { type: 'status', status: { value: 'solved' } }, 'status.value: solved'],
    [
      'another property',
      { type: 'mood', mood: { old: { score: 1 }, new: { score: 2 } } },
      'mood.old.score: 1\nmood.new.score: 2',
    ],
  ] as const) {
    it(`keeps the content of a change of ${name} of an unknown shape`, () => {
      assert.equal(event(raw).details, expected);
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

  it('keeps the former assignee and the reason of a classic change', () => {
    const change = { from: { id: 'zed@shop.test', name: 'Zed' }, to: { id: 'bob@shop.test', name: 'Bob' } };
    const events = [
      { type: 'assignee_changed', ...change, reason: 'Holiday' },
      { type: 'merged', ...change },
    ];
    const [changed, merged] = decodeClassicTicket({ id: 'A', events })?.events ?? [];
    assert.deepEqual(changed?.changes, [{ field: 'assignee', from: 'Zed', to: 'Bob' }]);
    assert.equal(changed.details, 'reason: Holiday');
    assert.equal(merged?.details, 'from.id: zed@shop.test\nfrom.name: Zed');
  });

  it('reads the attachments of a classic message', () => {
    const files = [{ name: 'a.pdf', url: 'https://cdn.test/a.pdf' }];
    const events = [{ type: 'message', message: 'See this', attachments: files }];
    const ticket = decodeClassicTicket({ id: 'A', events });
    assert.ok(ticket);
    assert.deepEqual(only(ticket.events).files, files);
  });
});
