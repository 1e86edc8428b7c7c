import assert from 'node:assert/strict';
import { formIdIn, keyOf, replyIdIn, replyTo, ticketIdOf } from '../../../src/ui/shell/draftIds';

describe('keys of drafts', () => {
  it('name the account and ticket of a reply', () => {
    const reply = replyTo('classic:ada@shop.test', 'A B/7');
    assert.deepEqual(replyIdIn(keyOf(reply)), reply);
    assert.equal(ticketIdOf(reply.subject), 'A B/7');
    for (const malformed of ['', 'x', 'x ticket.new', ' reply/A', 'x reply/'])
      assert.equal(replyIdIn(malformed), undefined);
  });

  it('name the account and subject of a form', () => {
    const form = { account: 'classic:ada@shop.test', subject: 'ticket.edit/A B/7' } as const;
    assert.deepEqual(formIdIn(keyOf(form)), form);
    for (const malformed of ['', 'x', 'x reply/A', ' ticket.new', 'x ticket.edit/', 'x ticket.old'])
      assert.equal(formIdIn(malformed), undefined);
  });
});
