import assert from 'node:assert/strict';
import type { DraftSubject } from '../../../src/core/stores/drafts/draft';
import { ticketItem } from '../../../src/ui/tickets/views/ticketItem';

const now = Date.UTC(2026, 6, 1, 12);

describe('the row of a draft', () => {
  const labelOf = (subject: DraftSubject, title: string): unknown => {
    const savedAt = new Date(now - 60_000).toISOString();
    const item = { account: 'platform:a', subject, title, savedAt };
    return ticketItem({ kind: 'draft', key: undefined, item }, now).label;
  };

  it('names the customer for a message in a chat', () => {
    assert.equal(labelOf('chat/C1', 'Kim Lee'), 'Chat with Kim Lee');
    assert.equal(labelOf('reply/T1', 'Broken zipper'), 'Broken zipper');
    assert.equal(labelOf('ticket.new', 'Create Ticket'), 'Create Ticket');
  });
});
