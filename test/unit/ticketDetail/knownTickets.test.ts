import assert from 'node:assert/strict';
import { KnownTickets } from '../../../src/ui/ticketDetail/knownTickets';
import { nothingToChoose } from '../../../src/ui/ticketDetail/detailRules';
import { ticket } from './support/openModel';

describe('KnownTickets', () => {
  const readAt = 1_000_000;
  const filled = (): KnownTickets => {
    const known = new KnownTickets();
    known.choices = nothingToChoose;
    known.add('a', { ticket, readAt });
    return known;
  };
  const listed = (more: object, loadedAt?: number) => ({ ticket: { ...ticket, ...more }, loadedAt });

  it('are current for a minute if the list shows the same', () => {
    const known = filled();
    assert.equal(known.get('a', listed({}), readAt + 60_000)?.isCurrent, true);
    assert.equal(known.get('a', listed({}), readAt + 60_001)?.isCurrent, false);
    assert.equal(known.get('a', listed({}, readAt + 500_000), readAt + 530_000)?.isCurrent, true);
  });

  it('are shown but not current if the list shows another version or none', () => {
    const known = filled();
    const changed = listed({ modified: '2026-01-02T00:00:00.000Z' }, readAt + 10);
    assert.equal(known.get('a', changed, readAt + 20)?.isCurrent, false);
    assert.equal(known.get('a', undefined, readAt + 20)?.isCurrent, false);
    assert.equal(known.get('a', changed, readAt + 20)?.seen.ticket, ticket);
    assert.equal(known.get('b', listed({}), readAt), undefined);
  });

  it('are at most a hundred, and forgotten with the session', () => {
    const known = filled();
    for (let i = 0; i < 99; i++) known.add(String(i), { ticket, readAt });
    known.add('a', { ticket, readAt });
    known.add('last', { ticket, readAt });
    assert.deepEqual(
      ['0', '1', 'a', 'last'].map((key) => known.get(key, undefined, readAt) !== undefined),
      [false, true, true, true],
    );
    known.clear();
    assert.equal(known.get('last', undefined, readAt), undefined);
  });
});
