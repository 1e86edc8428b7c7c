import assert from 'node:assert/strict';
import { versionText } from '../../../src/ui/ticketDetail/ticketView';
import { contractTicket } from './support/contractTicket';
import { labels } from './support/words';

describe('versionText', () => {
  it('returns one line per field, and equal lines where both versions agree', () => {
    const before = versionText(contractTicket, labels, 2).split('\n');
    const after = versionText({ ...contractTicket, subject: 'Mine', status: 'solved' }, labels, 2).split(
      '\n',
    );
    const differing = after.filter((line, i) => line !== before[i]);
    assert.deepEqual(differing, ['Subject: Mine', 'Status: status solved']);
    assert.equal(before.length, after.length);
    assert.ok(before.includes('Tags: returns, urgent'));
  });

  it('contains the messages that only one version has', () => {
    const events = [
      ...contractTicket.events,
      { type: 'message', message: 'One\nTwo', is_private: true, author: { name: 'Ada' } },
    ];
    const text = versionText({ ...contractTicket, events }, labels, 2);
    assert.match(text, /\n\nPrivate note, Ada:\nOne\nTwo\n$/);
    assert.doesNotMatch(text, /It broke/);
  });
});
