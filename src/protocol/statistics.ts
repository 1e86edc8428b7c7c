import { list, nothing, number, oneOf, optional, shape, text, type Decoded } from './decode';
import type { Protocol } from './messages';

/** The colors of a chart, which the page takes from the theme. */
export const chartColors = ['blue', 'yellow', 'purple', 'green', 'foreground', 'red', 'orange'] as const;

/** A text, and the number with which the page asks for the tickets or chats behind it. */
const cell = shape({ text, figure: optional(number) });

const series = shape({ label: text, color: oneOf(...chartColors), values: list(number) });

const chart = shape({
  id: text,
  title: text,
  /** What the chart shows, for people who do not see it. */
  summary: text,
  kind: oneOf('bars', 'stacked', 'sideways'),
  /** A label for each value of a series. */
  categories: list(text),
  series: list(series),
  /** The same numbers: a row for each category, with its label and the value of each series first. */
  table: shape({ head: list(text), rows: list(list(cell)) }),
});

const choice = shape({ id: text, label: text });

/** State that the page keeps across reloads: a choice of the period, or its start and end in epoch milliseconds. */
export const savedStatistics = shape({ period: text, from: optional(number), to: optional(number) });
export type SavedStatistics = Decoded<typeof savedStatistics>;

const view = shape({
  title: text,
  period: shape({ text, current: text, choices: list(choice) }),
  saved: savedStatistics,
  /** What is missing, in sentences. */
  coverage: list(text),
  counts: list(shape({ label: text, value: cell })),
  charts: list(chart),
  labels: shape({ period: text, completeness: text, counts: text, table: text, csv: text, refresh: text }),
});

/** What the statistics panel shows. Everything is localized. */
export type StatisticsView = Decoded<typeof view>;
export type ChartView = Decoded<typeof chart>;
export type ChartCell = Decoded<typeof cell>;
export type ChartColor = (typeof chartColors)[number];

export const statisticsProtocol = {
  notifications: { show: view, failed: shape({ text }) },
  commands: {
    ready: nothing,
    refresh: nothing,
    /** `id` of one of the choices. */
    period: shape({ id: text }),
    /** Shows the tickets or chats behind a figure. */
    open: shape({ figure: number }),
    /** Opens the table of a chart as CSV. */
    csv: shape({ chart: text }),
  },
  requests: {},
} as const satisfies Protocol;
export type StatisticsProtocol = typeof statisticsProtocol;
