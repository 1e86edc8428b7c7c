import assert from 'node:assert/strict';
import { Confirmations, unknownFields } from '../../../src/ui/tools/toolInputs';

describe('tool input', () => {
  it('unknown fields are reported with their path', () => {
    const input = {
      message: 'a',
      priority: 'urgent',
      requester: { mail: 'kim@example.com', phone: '1', toString: 'x' },
      assignee: undefined,
      tags: ['a'],
    };
    assert.deepEqual(
      unknownFields('livechat_create_ticket', input).map(({ field }) => field),
      ['priority', 'requester.phone', 'requester.toString'],
    );
    assert.deepEqual(unknownFields('livechat_create_ticket', { message: 'a', tags: [] }), []);
    assert.deepEqual(unknownFields('livechat_list_agents', 'nothing'), []);
  });

  it('objects in a list are reported, however deep they are nested', () => {
    let deep: unknown = 'a';
    for (let level = 0; level < 100_000; level++) deep = [deep];
    for (const tags of [[{ a: 1 }], [['a']], deep]) {
      const problems = unknownFields('livechat_create_ticket', { message: 'a', tags });
      assert.deepEqual(problems, [{ field: 'tags', code: 'not-text' }]);
    }
    const wrapped = { requester: { mail: { a: deep } } };
    assert.deepEqual(
      unknownFields('livechat_create_ticket', wrapped).map(({ field }) => field),
      ['requester.mail.a'],
    );
  });
});

describe('Confirmations', () => {
  let confirmed: Confirmations;
  beforeEach(() => (confirmed = new Confirmations()));

  function taken(input: object): string | undefined {
    return confirmed.take(input)?.account;
  }

  it('returns an account once, to a call with the same input', () => {
    confirmed.add({ login: 'a' }, { account: 'one' });
    confirmed.add({ login: 'b' }, { account: 'two' });
    assert.equal(taken({ login: 'a' }), 'one');
    assert.equal(confirmed.take({ login: 'a' }), undefined);
    assert.equal(taken({ login: 'b' }), 'two');
  });

  it('returns an account to each of two calls with the same input, if both were confirmed', () => {
    for (let nth = 0; nth < 2; nth++) confirmed.add({ login: 'a' }, { account: 'one' });
    assert.deepEqual([taken({ login: 'a' }), taken({ login: 'a' })], ['one', 'one']);
  });

  it('returns what the last question showed', () => {
    const base = (subject: string) => ({
      ticket: { id: 'A', subject, groups: [], events: [], tags: [] },
      readAt: 1,
    });
    for (const subject of ['Declined', 'Confirmed'])
      confirmed.add({ ticketId: 'A' }, { account: 'one', base: base(subject) });
    assert.equal(confirmed.take({ ticketId: 'A' })?.base?.ticket.subject, 'Confirmed');
  });

  it('ignores the order of keys, but not that of list items', () => {
    confirmed.add(
      { message: 'a', requester: { mail: 'b', name: 'c' }, tags: ['d', 'e'] },
      { account: 'one' },
    );
    const reordered = { requester: { name: 'c', mail: 'b' }, message: 'a' };
    assert.equal(confirmed.take({ ...reordered, tags: ['e', 'd'] }), undefined);
    assert.equal(taken({ ...reordered, tags: ['d', 'e'] }), 'one');
  });

  it('replaces the account if the same input is asked about in another account', () => {
    confirmed.add({ login: 'a' }, { account: 'one' });
    confirmed.add({ login: 'a' }, { account: 'two' });
    assert.equal(taken({ login: 'a' }), 'two');
    assert.equal(confirmed.take({ login: 'a' }), undefined);
  });

  it('keeps accounts for many questions, and forgets the oldest', () => {
    for (let nth = 0; nth < 200; nth++) confirmed.add({ nth }, { account: 'one' });
    assert.equal(taken({ nth: 0 }), 'one');
    for (let nth = 200; nth < 1_000; nth++) confirmed.add({ nth }, { account: 'one' });
    assert.equal(confirmed.take({ nth: 1 }), undefined);
    assert.equal(taken({ nth: 999 }), 'one');
  });

  describe('refusals', () => {
    const refusal = new Error('Not found.');

    it('replace an earlier question about the input, including a declined one', () => {
      confirmed.add({ login: 'a' }, { account: 'one' });
      confirmed.add({ login: 'a' }, { account: 'one', refusal });
      assert.deepEqual(confirmed.take({ login: 'a' }), { account: 'one', refusal });
      assert.equal(confirmed.take({ login: 'a' }), undefined);
    });

    it('are replaced by a later question about the input', () => {
      confirmed.add({ login: 'a' }, { account: 'one', refusal });
      confirmed.add({ login: 'a' }, { account: 'one' });
      assert.deepEqual(confirmed.take({ login: 'a' }), { account: 'one' });
      assert.equal(confirmed.take({ login: 'a' }), undefined);
    });
  });
});
