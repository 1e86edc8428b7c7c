import assert from 'node:assert/strict';
import type { Report } from '../../../src/core/localData/reports/report';
import { statisticsProtocol } from '../../../src/protocol/statistics';
import { statisticsView } from '../../../src/ui/reports/statisticsView';

const report: Report = {
  coverage: { isComplete: false, knownTickets: 4, withoutConversation: 0, hasAllChats: true },
  tickets: { created: 3, answered: 1, solved: 0, open: 2, byStatus: { open: 2, escalated: 1 } },
  firstReplyMs: { median: 90_000, p90: 5_400_000 },
  chats: { started: 1, ended: 0, byHour: Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 1 : 0)) },
  byAgent: [{ id: 'ada@example.com', replies: 1, solved: 0, chats: 1, assigned: 2 }],
  charts: {
    days: [
      { day: '2026-06-01', byStatus: { open: 2, escalated: 1 } },
      { day: '2026-06-02', byStatus: {} },
    ],
    ages: [1, 0, 0, 0, 1],
    firstReplies: [1, 0, 0, 0, 0],
  },
};

describe('the view of statistics', () => {
  const { view, figures } = statisticsView(
    {
      ...{ report, account: 'ada@example.com', saved: { period: 'month' }, nameOf: () => 'Ada' },
      span: { from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 5, 2) },
    },
    [{ id: 'month', label: 'Month' }],
  );
  const cellsOf = (id: string) => view.charts.find((chart) => chart.id === id)?.table.rows ?? [];
  const textsOf = (id: string) => cellsOf(id).map((cells) => cells.map(({ text }) => text));

  it('can be sent to the page as it is', () => {
    assert.deepEqual(statisticsProtocol.notifications.show(view), view);
  });

  it('has the numbers of each chart in a table of the same size', () => {
    for (const { id, categories, series, table } of view.charts) {
      assert.equal(table.rows.length, categories.length, id);
      for (const { values } of series) assert.equal(values.length, categories.length, id);
      series.forEach(({ values }, at) => {
        const numbers = table.rows.map((cells) => Number(cells[at + 1]?.text));
        assert.deepEqual(numbers, values, id);
      });
    }
    assert.deepEqual(textsOf('agents'), [['Ada', '1', '0', '1', '2']]);
  });

  it('names what is behind each figure that is not zero', () => {
    const behind = (id: string, row: number, column: number) => {
      const figure = cellsOf(id)[row]?.[column]?.figure;
      return figure === undefined ? undefined : figures[figure];
    };
    assert.deepEqual(behind('days', 0, 1), { kind: 'day', day: '2026-06-01', status: 'open' });
    assert.deepEqual(behind('days', 0, 3), { kind: 'day', day: '2026-06-01' });
    assert.equal(behind('days', 1, 1), undefined);
    assert.deepEqual(behind('ages', 4, 1), { kind: 'age', group: 4 });
    assert.deepEqual(behind('hours', 9, 1), { kind: 'hour', hour: 9 });
    assert.deepEqual(behind('agents', 0, 4), { kind: 'agent', agent: 'ada@example.com', what: 'assigned' });
  });

  it('says how long a first reply took, and that a part is missing', () => {
    const counts = Object.fromEntries(view.counts.map(({ label, value }) => [label, value.text]));
    assert.equal(counts['First reply, median'], '1.5 min');
    assert.equal(counts['First reply, 90 % within'], '1.5 hr');
    assert.match(view.coverage.join(' '), /How many there are is not known/);
  });
});
