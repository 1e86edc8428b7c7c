import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTicketViews, type ReadTicketView } from '../../../src/core/domain/input/ticketViewInput';

const reasonOf = (read: ReadTicketView | undefined): readonly string[] =>
  read?.kind === 'unreadable' ? read.problems.map(({ field, code }) => `${field} ${code}`) : ['none'];

describe('the setting of saved views', () => {
  it('reads the filter, order and badge of each view', () => {
    const filter = { status: 'onhold', assignee: 'ada@example.com', group: 3, tagged: false };
    assert.deepEqual(
      readTicketViews([
        { name: ' Mine ', filter, sort: 'waiting', badge: true },
        { name: 'All', filter: {} },
      ]),
      [
        { kind: 'view', view: { name: 'Mine', filter, sort: 'waiting', badge: true } },
        { kind: 'view', view: { name: 'All', filter: {}, sort: 'newest', badge: false } },
      ],
    );
  });

  it('names the problem of a malformed entry, and reads the others', () => {
    const read = readTicketViews([
      { name: 'A', filter: { page: 2, status: 'lost' } },
      { name: 'B', filter: { dateFrom: '2026-02-01', dateTo: '2026-01-01' } },
      'text',
      { filter: {} },
      { name: 'C', filter: {}, sort: 'oldest', color: 'red' },
      { name: 'D', filter: {} },
      { name: 'D', filter: {} },
    ]);
    assert.deepEqual(reasonOf(read[0]), ['filter.status not-a-choice', 'filter.page unknown-field']);
    assert.deepEqual(reasonOf(read[1]), ['filter.dateTo earlier-than']);
    assert.deepEqual(reasonOf(read[2]), [' not-an-object', 'name required']);
    assert.deepEqual(reasonOf(read[3]), ['name required']);
    assert.deepEqual(reasonOf(read[4]), ['sort not-a-choice', 'color unknown-field']);
    assert.equal(read[5]?.kind, 'view');
    assert.deepEqual(reasonOf(read[6]), ['name not-unique']);
    assert.equal(read[0]?.kind === 'unreadable' && read[0].name, 'A');
  });

  it('shows the badge of the first view that has one', () => {
    const views = ['A', 'B', 'C'].map((name) => ({ name, filter: {}, badge: name !== 'A' }));
    const badges = readTicketViews(views).map((read) => read.kind === 'view' && read.view.badge);
    assert.deepEqual(badges, [false, true, false]);
  });

  it('is read as one row with the reason if it is no list, and as none if it is absent', () => {
    assert.deepEqual(readTicketViews({}).map(reasonOf), [[' not-a-list']]);
    assert.deepEqual(readTicketViews('text').map(reasonOf), [[' not-a-list']]);
    assert.deepEqual([readTicketViews(undefined), readTicketViews(null), readTicketViews([])], [[], [], []]);
  });

  it('is read without an error, with a row for each entry, whatever it contains', () => {
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 5 }), (entries) => {
        assert.equal(readTicketViews(entries).length, entries.length);
      }),
    );
  });
});
