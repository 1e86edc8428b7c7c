import assert from 'node:assert/strict';
import type { Checked, FieldProblem } from '../../../src/core/domain/input/fieldProblem';
import {
  readTicketChange,
  readTicketDraft,
  readTicketId,
  readTicketQuery,
} from '../../../src/core/domain/input/ticketInput';
import { problemsOf, valueOf } from './support/checked';

const least = { message: 'It broke.', requester: { mail: 'kim@mail.example' } };

function draftProblems(more: object): readonly FieldProblem[] {
  return problemsOf(readTicketDraft({ ...least, ...more }));
}

describe('input of "list tickets"', () => {
  it('accepts no input', () => {
    for (const nothing of [undefined, null, {}, { status: '', query: '  ', page: null }]) {
      assert.deepEqual(valueOf(readTicketQuery(nothing)), { query: {}, page: 1 });
    }
  });

  it('accepts every filter of the contract', () => {
    const query = {
      dateFrom: '2026-01-31',
      dateTo: '2026-02-28',
      assigned: true,
      order: 'asc',
      status: 'open',
      assignee: 'ada@shop.example',
      query: 'refund',
      requesterMail: 'kim@mail.example',
      group: 0,
      source: 'mail',
      tag: 'vip',
      tagged: false,
    };
    assert.deepEqual(valueOf(readTicketQuery({ ...query, page: 3 })), { query, page: 3 });
  });

  it('accepts numbers and booleans as text', () => {
    const input = { page: ' 2 ', group: '4', assigned: '1', tagged: 'false' };
    const expected = { query: { group: 4, assigned: true, tagged: false }, page: 2 };
    assert.deepEqual(valueOf(readTicketQuery(input)), expected);
  });

  it('requires existing dates in the right order', () => {
    for (const day of ['2026-02-30', '26-01-01', '2026-1-1', 'yesterday', '2026-01-01T00:00:00Z']) {
      const problem = { field: 'dateFrom', code: 'not-a-day' };
      assert.deepEqual(problemsOf(readTicketQuery({ dateFrom: day })), [problem]);
    }
    assert.deepEqual(problemsOf(readTicketQuery({ dateFrom: '2026-02-02', dateTo: '2026-02-01' })), [
      { field: 'dateTo', code: 'earlier-than', than: 'dateFrom' },
    ]);
    valueOf(readTicketQuery({ dateFrom: '2028-02-29', dateTo: '2028-02-29' }));
  });

  it('names the valid values if another one is given', () => {
    assert.deepEqual(problemsOf(readTicketQuery({ status: 'Open', order: 'up' })), [
      { field: 'order', code: 'not-a-choice', choices: ['asc', 'desc'] },
      { field: 'status', code: 'not-a-choice', choices: ['open', 'pending', 'solved', 'spam'] },
    ]);
  });

  it('requires whole numbers within their range', () => {
    assert.deepEqual(problemsOf(readTicketQuery({ page: 0, group: -1 })), [
      { field: 'page', code: 'out-of-range', least: 1 },
      { field: 'group', code: 'out-of-range', least: 0 },
    ]);
    for (const page of [1.5, '1.5', 'two', true, Number.NaN, 1e21, [1]]) {
      assert.deepEqual(problemsOf(readTicketQuery({ page })), [
        { field: 'page', code: 'not-a-whole-number' },
      ]);
    }
  });

  it('rejects unknown fields by name, with all problems at once', () => {
    assert.deepEqual(problemsOf(readTicketQuery({ assigned: 'maybe', staus: 'open', query: 7 })), [
      { field: 'assigned', code: 'not-yes-or-no' },
      { field: 'query', code: 'not-text' },
      { field: 'staus', code: 'unknown-field' },
    ]);
  });

  it('must be an object', () => {
    for (const malformed of ['x', 7, [], true]) {
      assert.deepEqual(problemsOf(readTicketQuery(malformed)), [{ field: '', code: 'not-an-object' }]);
    }
  });
});

describe('input of "get ticket"', () => {
  it('requires an id', () => {
    assert.equal(valueOf(readTicketId({ ticketId: ' 7QK2P ' })), '7QK2P');
    for (const ticketId of [undefined, null, '', '  ']) {
      assert.deepEqual(problemsOf(readTicketId({ ticketId })), [{ field: 'ticketId', code: 'required' }]);
    }
    assert.deepEqual(problemsOf(readTicketId({ ticketId: 7 })), [{ field: 'ticketId', code: 'not-text' }]);
  });
});

describe('input of "create ticket"', () => {
  it('keeps the message as typed and trims the other fields', () => {
    const input = {
      message: '  Two lines\n\n ',
      requester: { mail: ' kim@mail.example ', name: ' Kim ' },
      subject: ' Zipper ',
      assignee: { id: ' ada@shop.example ' },
      source: { type: 'chat-window', url: ' https://shop.example/a?b=c ' },
      groups: ['1', 2, 2],
      tags: [' vip ', '', 'vip', 'late'],
    };
    assert.deepEqual(valueOf(readTicketDraft(input)), {
      message: '  Two lines\n\n ',
      requester: { mail: 'kim@mail.example', name: 'Kim' },
      subject: 'Zipper',
      assignee: { id: 'ada@shop.example' },
      source: { type: 'chat-window', url: 'https://shop.example/a?b=c' },
      groups: [1, 2],
      tags: ['vip', 'late'],
    });
  });

  it('treats empty values as absent', () => {
    const empty = {
      subject: ' ',
      assignee: { id: '' },
      source: { type: '', url: '' },
      groups: [],
      tags: null,
    };
    assert.deepEqual(valueOf(readTicketDraft({ ...least, ...empty })), least);
    const name = { requester: { ...least.requester, name: '' } };
    assert.deepEqual(valueOf(readTicketDraft({ ...least, ...name })), least);
  });

  it('requires a message and an email address', () => {
    for (const nothing of [undefined, {}, { message: ' \n', requester: { mail: '' } }]) {
      assert.deepEqual(problemsOf(readTicketDraft(nothing)), [
        { field: 'message', code: 'required' },
        { field: 'requester.mail', code: 'required' },
      ]);
    }
  });

  it('requires a valid email address', () => {
    for (const mail of [
      'kim',
      'kim@mail',
      'a b@mail.example',
      '@mail.example',
      'a@b@c.example',
      'a@b.example,c@d.example',
    ]) {
      assert.deepEqual(draftProblems({ requester: { mail } }), [
        { field: 'requester.mail', code: 'not-an-email' },
      ]);
    }
    const long = `${'a'.repeat(250)}@b.example`;
    assert.deepEqual(draftProblems({ requester: { mail: long } }), [
      { field: 'requester.mail', code: 'too-long', most: 254 },
    ]);
  });

  it('accepts a page URL only for the chat window source', () => {
    const url = 'https://shop.example/';
    const problem = [{ field: 'source.url', code: 'only-for-chat-window' }];
    assert.deepEqual(draftProblems({ source: { type: 'mail', url } }), problem);
    assert.deepEqual(draftProblems({ source: { url } }), problem);
    for (const malformed of [
      'shop.example',
      'javascript:alert(1)',
      'ftp://shop.example',
      'https://',
      'https://a b',
    ]) {
      const source = { type: 'chat-window', url: malformed };
      assert.deepEqual(draftProblems({ source }), [{ field: 'source.url', code: 'not-a-url' }]);
    }
  });

  it('rejects unknown nested fields by their full path', () => {
    const more = {
      requester: { mail: 'a@b.example', ip: '::1' },
      assignee: { id: 'x', name: 'Ada' },
      status: 'open',
    };
    assert.deepEqual(draftProblems(more), [
      { field: 'requester.ip', code: 'unknown-field' },
      { field: 'assignee.name', code: 'unknown-field' },
      { field: 'status', code: 'unknown-field' },
    ]);
  });

  it('requires lists with items of the right type', () => {
    assert.deepEqual(draftProblems({ groups: '1', tags: 'vip' }), [
      { field: 'groups', code: 'not-a-list' },
      { field: 'tags', code: 'not-a-list' },
    ]);
    assert.deepEqual(draftProblems({ groups: [1, 'x'], tags: ['vip', 7] }), [
      { field: 'groups', code: 'not-a-whole-number' },
      { field: 'tags', code: 'not-text' },
    ]);
    assert.deepEqual(draftProblems({ groups: [-1] }), [{ field: 'groups', code: 'out-of-range', least: 0 }]);
  });

  it('rejects names of Object.prototype like other unknown names', () => {
    const input = JSON.parse(
      '{"message":"x","requester":{"mail":"a@b.example"},"__proto__":{"subject":"y"}}',
    ) as unknown;
    assert.deepEqual(problemsOf(readTicketDraft(input)), [{ field: '__proto__', code: 'unknown-field' }]);
    assert.deepEqual(draftProblems({ constructor: 'x' }), [{ field: 'constructor', code: 'unknown-field' }]);
  });
});

describe('input of "update ticket"', () => {
  const read = (change: object): Checked<unknown> => readTicketChange({ ticketId: 'A', ...change });

  it('accepts an id and changes', () => {
    const change = {
      requester: { name: 'Kim' },
      message: ' Hello ',
      private: true,
      subject: 'S',
      assignee: { id: 'ada@shop.example' },
      source: { type: 'lc2' },
      status: 'solved',
      groups: [1],
      tags: ['a'],
    };
    assert.deepEqual(valueOf(read(change)), { ticketId: 'A', change });
  });

  it('an empty list removes all tags; other empty values change nothing', () => {
    assert.deepEqual(valueOf(read({ tags: [], subject: '', groups: [] })), {
      ticketId: 'A',
      change: { tags: [] },
    });
  });

  it('requires a change', () => {
    for (const nothing of [{}, { subject: ' ' }, { private: false }, { assignee: {} }]) {
      assert.deepEqual(problemsOf(read(nothing)), [{ field: '', code: 'nothing-to-change' }]);
    }
    assert.deepEqual(problemsOf(readTicketChange({})), [{ field: 'ticketId', code: 'required' }]);
  });

  it('requires the text of a private note', () => {
    assert.deepEqual(problemsOf(read({ private: true, status: 'open' })), [
      { field: 'message', code: 'required' },
    ]);
  });

  it('a URL without a source type keeps the ticket’s type, and is rejected for another type', () => {
    const url = 'https://shop.example/';
    assert.deepEqual(valueOf(read({ source: { url } })), { ticketId: 'A', change: { source: { url } } });
    const wrong = [{ field: 'source.url', code: 'only-for-chat-window' }];
    assert.deepEqual(problemsOf(read({ source: { type: 'mail', url } })), wrong);
  });
});
