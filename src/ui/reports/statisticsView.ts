import { env, l10n } from 'vscode';
import { ageDays, replyMinutes } from '../../core/localData/reports/charts';
import type { Report } from '../../core/localData/reports/report';
import type { Figure } from '../../core/localData/reports/subjects';
import { allTicketStatuses } from '../../core/domain/ticket';
import type {
  ChartCell,
  ChartColor,
  ChartView,
  SavedStatistics,
  StatisticsView,
} from '../../protocol/statistics';
import { statusLabel } from '../messages/ticketLabels';
import { fullTime, wholeNumber } from '../messages/times';
import { coverageLines } from './handOverNote';
import type { NamedSpan, ReportSpan } from './reportData';

export interface StatisticsModel {
  readonly report: Report;
  /** Name of the account. */
  readonly account: string;
  readonly span: ReportSpan;
  /** Id of the selected period. */
  readonly saved: SavedStatistics;
  readonly nameOf: (login: string) => string | undefined;
}

/** A period to choose in the panel. */
export type SpanChoice = NamedSpan & { readonly id: string };

/** The page's view, and what its numbers of figures stand for. */
export interface BuiltView {
  readonly view: StatisticsView;
  readonly figures: readonly Figure[];
}

type CellOf = (count: number, figure: Figure) => ChartCell;

/** @param choices also has one for another period */
export function statisticsView(
  { report, account, span, saved, nameOf }: StatisticsModel,
  choices: StatisticsView['period']['choices'],
): BuiltView {
  const figures: Figure[] = [];
  const cellOf: CellOf = (count, figure) =>
    count === 0
      ? { text: wholeNumber(count) }
      : { text: wholeNumber(count), figure: figures.push(figure) - 1 };
  const [from, to] = [span.from, span.to].map((at) => fullTime(new Date(at).toISOString()));
  const view: StatisticsView = {
    title: l10n.t('Statistics'),
    period: {
      text: l10n.t('{0}: {1} to {2}', account, from ?? '', to ?? ''),
      current: saved.period,
      choices,
    },
    saved,
    coverage: coverageLines(report.coverage),
    counts: countsOf(report, cellOf),
    charts: [
      daysChart(report, cellOf),
      agesChart(report, cellOf),
      repliesChart(report, cellOf),
      hoursChart(report, cellOf),
      agentsChart(report, nameOf, cellOf),
    ],
    labels: {
      period: l10n.t('Period'),
      completeness: l10n.t('Completeness'),
      counts: l10n.t('Counts'),
      table: l10n.t('Table'),
      csv: l10n.t('Open as CSV'),
      refresh: l10n.t('Refresh'),
    },
  };
  return { view, figures };
}

function countsOf({ tickets, chats, firstReplyMs }: Report, cellOf: CellOf): StatisticsView['counts'] {
  return [
    { label: l10n.t('New tickets'), value: cellOf(tickets.created, { kind: 'created' }) },
    { label: l10n.t('Tickets answered'), value: cellOf(tickets.answered, { kind: 'answered' }) },
    { label: l10n.t('Tickets solved'), value: cellOf(tickets.solved, { kind: 'solved' }) },
    {
      label: l10n.t('Open at the end'),
      value: cellOf(tickets.open, { kind: 'status', status: 'open' }),
    },
    { label: l10n.t('First reply, median'), value: { text: lengthOf(firstReplyMs?.median) } },
    { label: l10n.t('First reply, 90 % within'), value: { text: lengthOf(firstReplyMs?.p90) } },
    { label: l10n.t('Chats started'), value: cellOf(chats.started, { kind: 'started' }) },
    { label: l10n.t('Chats ended'), value: cellOf(chats.ended, { kind: 'ended' }) },
  ];
}

function lengthOf(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const [value, unit] =
    ms < 3_600_000
      ? [ms / 60_000, 'minute']
      : ms < 48 * 3_600_000
        ? [ms / 3_600_000, 'hour']
        : [ms / 86_400_000, 'day'];
  return new Intl.NumberFormat(env.language, {
    ...{ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 },
  }).format(value);
}

const statusColors: Readonly<Record<string, ChartColor>> = {
  open: 'blue',
  pending: 'yellow',
  onhold: 'purple',
  solved: 'green',
  closed: 'foreground',
  spam: 'red',
};

function daysChart({ charts: { days } }: Report, cellOf: CellOf): ChartView {
  const found = new Set(days.flatMap(({ byStatus }) => Object.keys(byStatus)));
  const known = allTicketStatuses.filter((status) => found.has(status));
  const statuses = [...known, ...[...found].filter((status) => !known.some((one) => one === status))];
  const label = (status: string): string => (status === '' ? l10n.t('Unknown') : statusLabel(status));
  const isByMonth = days.some(({ day }) => day.length < 10);
  const rows = days.map(({ day, byStatus }) => {
    const total = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
    return [
      { text: dayText(day) },
      ...statuses.map((status) => cellOf(byStatus[status] ?? 0, { kind: 'day', day, status })),
      cellOf(total, { kind: 'day', day }),
    ];
  });
  return {
    id: 'days',
    title: isByMonth ? l10n.t('New tickets by month') : l10n.t('New tickets by day'),
    summary: l10n.t('With the status that they had at the end of the period.'),
    kind: 'stacked',
    categories: days.map(({ day }) => dayText(day)),
    series: statuses.map((status) => ({
      label: label(status),
      color: statusColors[status] ?? 'orange',
      values: days.map(({ byStatus }) => byStatus[status] ?? 0),
    })),
    table: {
      head: [isByMonth ? l10n.t('Month') : l10n.t('Day'), ...statuses.map(label), l10n.t('All')],
      rows,
    },
  };
}

/** @param day `YYYY-MM-DD` or `YYYY-MM` */
function dayText(day: string): string {
  const [year = 0, month = 1, date] = day.split('-').map(Number);
  const options =
    date === undefined ? ({ month: 'short', year: 'numeric' } as const) : { dateStyle: 'short' as const };
  return new Intl.DateTimeFormat(env.language, options).format(new Date(year, month - 1, date ?? 1, 12));
}

/** A chart of one series, whose rows are groups. */
function groupsChart(
  about: Pick<ChartView, 'id' | 'title' | 'summary'>,
  { group, count, color }: { readonly group: string; readonly count: string; readonly color: ChartColor },
  values: readonly (readonly [label: string, cell: ChartCell, value: number])[],
): ChartView {
  return {
    ...about,
    kind: 'bars',
    categories: values.map(([label]) => label),
    series: [{ label: count, color, values: values.map(([, , value]) => value) }],
    table: { head: [group, count], rows: values.map(([label, cell]) => [{ text: label }, cell]) },
  };
}

/** The names of groups by their upper bounds. */
function groupLabels(bounds: readonly string[]): readonly string[] {
  return [
    l10n.t('up to {0}', bounds[0] ?? ''),
    ...bounds.slice(1).map((bound, at) => l10n.t('{0} to {1}', bounds[at] ?? '', bound)),
    l10n.t('more than {0}', bounds.at(-1) ?? ''),
  ];
}

function agesChart({ charts: { ages } }: Report, cellOf: CellOf): ChartView {
  const format = new Intl.NumberFormat(env.language, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  const labels = groupLabels(ageDays.map((days) => format.format(days)));
  return groupsChart(
    {
      id: 'ages',
      title: l10n.t('Age of unsolved tickets'),
      summary: l10n.t('At the end of the period, since they were created.'),
    },
    { group: l10n.t('Age'), count: l10n.t('Tickets'), color: 'orange' },
    ages.map((count, group) => [labels[group] ?? '', cellOf(count, { kind: 'age', group }), count]),
  );
}

function repliesChart({ charts: { firstReplies } }: Report, cellOf: CellOf): ChartView {
  const labels = groupLabels(replyMinutes.map((minutes) => lengthOf(minutes * 60_000)));
  return groupsChart(
    {
      id: 'replies',
      title: l10n.t('Time to the first reply'),
      summary: l10n.t('Of tickets that were created in the period and have a reply.'),
    },
    { group: l10n.t('Time'), count: l10n.t('Tickets'), color: 'purple' },
    firstReplies.map((count, group) => [
      labels[group] ?? '',
      cellOf(count, { kind: 'firstReply', group }),
      count,
    ]),
  );
}

function hoursChart({ chats: { byHour } }: Report, cellOf: CellOf): ChartView {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return groupsChart(
    {
      id: 'hours',
      title: l10n.t('Chats by hour of the day'),
      summary: l10n.t('Started chats, in the time zone {0}.', zone),
    },
    { group: l10n.t('Hour'), count: l10n.t('Chats'), color: 'blue' },
    byHour.map((count, hour) => [
      `${String(hour).padStart(2, '0')}:00`,
      cellOf(count, { kind: 'hour', hour }),
      count,
    ]),
  );
}

function agentsChart({ byAgent }: Report, nameOf: StatisticsModel['nameOf'], cellOf: CellOf): ChartView {
  const columns = [
    ['replies', l10n.t('Replies'), 'blue'],
    ['solved', l10n.t('Tickets solved'), 'green'],
    ['chats', l10n.t('Chats'), 'purple'],
    ['assigned', l10n.t('Assigned'), 'yellow'],
  ] as const;
  const names = byAgent.map(({ id }) => nameOf(id) ?? id);
  return {
    id: 'agents',
    title: l10n.t('Agents'),
    summary: l10n.t('Replies, solved tickets and chats in the period, and unsolved tickets at its end.'),
    kind: 'sideways',
    categories: names,
    series: columns.map(([what, label, color]) => ({
      ...{ label, color },
      values: byAgent.map((agent) => agent[what]),
    })),
    table: {
      head: [l10n.t('Agent'), ...columns.map(([, label]) => label)],
      rows: byAgent.map((agent, at) => [
        { text: names[at] ?? agent.id },
        ...columns.map(([what]) => cellOf(agent[what], { kind: 'agent', agent: agent.id, what })),
      ]),
    },
  };
}
