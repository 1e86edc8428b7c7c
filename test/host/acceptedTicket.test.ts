import assert from 'node:assert/strict';
import { lostTicketText } from '../../src/ui/messages/ticketMessages';

describe('lostTicketText', () => {
  it('never says that a ticket was not created if LiveChat confirmed it', () => {
    const why = { code: 'server', problem: 'shape', status: 200, reasons: [] } as const;
    assert.equal(
      lostTicketText({ kind: 'lost', why, found: [], isAccepted: true }),
      'The ticket was created, but it is not visible yet.',
    );
  });

  it('does not say that a ticket was not created if the list does not show it', () => {
    const text = lostTicketText({ kind: 'lost', why: { code: 'timeout', afterMs: 15_000 }, found: [] });
    assert.match(text, /cannot be seen yet.*Check the list before you create it again\.$/);
    assert.doesNotMatch(text, /not created/);
  });
});
