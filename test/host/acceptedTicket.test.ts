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
});
