import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTicketView } from '../../../src/core/domain/input/ticketViewInput';
import { ticketSorts, ticketStatuses, type TicketQuery } from '../../../src/core/domain/ticket';
import { entryOf, valuesOfView } from '../../../src/ui/forms/viewFields';

describe('the form of a saved view', () => {
  it('returns the view that it shows, if nothing is changed', () => {
    const text = fc.constantFrom('a', 'vip', 'ada@example.com', 'Zipper stuck');
    const filter = fc.record(
      {
        status: fc.constantFrom(...ticketStatuses),
        group: fc.nat(20),
        source: fc.constant('mail'),
        query: text,
        requesterMail: fc.constant('kim@example.com'),
        dateFrom: fc.constant('2026-01-01'),
        dateTo: fc.constant('2026-02-01'),
        order: fc.constantFrom('asc' as const, 'desc' as const),
      },
      { requiredKeys: [] },
    );
    const who = fc.constantFrom<TicketQuery>(
      {},
      { assignee: 'ada@example.com' },
      { assigned: true },
      { assigned: false },
    );
    const tags = fc.constantFrom<TicketQuery>({}, { tag: 'vip' }, { tagged: true }, { tagged: false });
    const view = fc.record({
      ...{ name: text, filter, who, tags },
      sort: fc.constantFrom(...ticketSorts),
      badge: fc.boolean(),
    });
    fc.assert(
      fc.property(view, ({ name, sort, badge, ...parts }) => {
        const shown = { name, sort, badge, filter: { ...parts.filter, ...parts.who, ...parts.tags } };
        const read = readTicketView(entryOf(valuesOfView(shown), shown.filter.order));
        assert.deepEqual(read, { kind: 'view', view: shown });
      }),
    );
  });

  it('omits values that are empty or the default', () => {
    const values = valuesOfView({ name: ' Mine ', filter: {}, sort: 'newest', badge: false });
    assert.deepEqual(entryOf({ ...values, 'filter.query': '  ' }, undefined), { name: 'Mine', filter: {} });
  });
});
