import type { ChartCell, ChartView, StatisticsView } from '../../protocol/statistics';
import { make, moveFocus } from '../shared/dom';
import { drawChart } from './drawChart';

export interface StatisticsActions {
  readonly refresh: () => void;
  readonly period: (id: string) => void;
  readonly open: (figure: number) => void;
  readonly csv: (chart: string) => void;
}

/** Charts, each with a table of the same numbers, in which figures are buttons that open what is behind them. */
export class StatisticsPage {
  private view: StatisticsView | undefined;
  private drawn: { destroy(): void }[] = [];
  private canvases: (readonly [HTMLCanvasElement, ChartView])[] = [];
  private readonly status = make('p', { className: 'dim', attributes: { role: 'status' } });

  constructor(
    private readonly root: HTMLElement,
    private readonly actions: StatisticsActions,
  ) {}

  show(view: StatisticsView): void {
    const focused = document.activeElement?.id;
    const opened = new Set([...this.root.querySelectorAll('details[open]')].map(({ id }) => id));
    this.view = view;
    this.canvases = [];
    this.status.textContent = view.period.text;
    this.root.replaceChildren(
      this.headerOf(view),
      this.countsOf(view),
      coverageOf(view),
      this.chartsOf(view),
    );
    for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
    if (focused) moveFocus(() => document.getElementById(focused)?.focus());
    this.recolor();
  }

  fail(text: string): void {
    this.status.textContent = text;
    if (!this.view) this.root.replaceChildren(this.status);
  }

  /** Draws the charts again, with the colors of the current theme. */
  recolor(): void {
    for (const chart of this.drawn) chart.destroy();
    this.drawn = this.canvases.map(([canvas, view]) =>
      drawChart(canvas, view, (series, category) => {
        const figure = view.table.rows[category]?.[series + 1]?.figure;
        if (figure !== undefined) this.actions.open(figure);
      }),
    );
  }

  private headerOf({ title, period, labels }: StatisticsView): HTMLElement {
    const select = make('select', { id: 'period', attributes: { 'aria-label': labels.period } });
    for (const { id, label } of period.choices) {
      select.append(make('option', { text: label, attributes: { value: id } }));
    }
    select.value = period.current;
    select.addEventListener('change', () => this.actions.period(select.value));
    const refresh = this.button('refresh', labels.refresh, () => this.actions.refresh());
    return make('header', {
      children: [
        make('h1', { text: title }),
        make('div', { className: 'tools', children: [select, refresh] }),
        this.status,
      ],
    });
  }

  private countsOf({ counts, labels }: StatisticsView): HTMLElement {
    const items = counts.map(({ label, value }) =>
      make('div', {
        className: 'count',
        children: [
          make('dt', { text: label }),
          make('dd', { children: [this.cellOf(value, `${label}: ${value.text}`)] }),
        ],
      }),
    );
    return make('dl', { className: 'counts', attributes: { 'aria-label': labels.counts }, children: items });
  }

  private chartsOf({ charts, labels }: StatisticsView): HTMLElement {
    return make('div', {
      className: 'charts',
      children: charts.map((chart) => this.chartOf(chart, labels)),
    });
  }

  private chartOf(chart: ChartView, labels: StatisticsView['labels']): HTMLElement {
    const { id, title, summary, categories, kind } = chart;
    const canvas = make('canvas', { attributes: { role: 'img', 'aria-label': `${title}. ${summary}` } });
    this.canvases.push([canvas, chart]);
    const size = kind === 'sideways' && categories.length > 6 ? 'plot tall' : 'plot';
    return make('section', {
      attributes: { 'aria-labelledby': `title-${id}` },
      children: [
        make('h2', { id: `title-${id}`, text: title }),
        make('p', { className: 'dim', text: summary }),
        make('div', { className: size, children: [canvas] }),
        make('details', {
          id: `table-${id}`,
          children: [make('summary', { text: `${labels.table}: ${title}` }), this.tableOf(chart)],
        }),
        this.button(`csv-${id}`, `${labels.csv}: ${title}`, () => this.actions.csv(id)),
      ],
    });
  }

  private tableOf({ title, table: { head, rows } }: ChartView): HTMLElement {
    const header = head.map((text) => make('th', { text, attributes: { scope: 'col' } }));
    const body = rows.map(([name, ...cells]) =>
      make('tr', {
        children: [
          make('th', { text: name?.text ?? '', attributes: { scope: 'row' } }),
          ...cells.map((cell, at) => {
            const about = `${name?.text ?? ''}, ${head[at + 1] ?? ''}: ${cell.text}`;
            return make('td', { children: [this.cellOf(cell, about)] });
          }),
        ],
      }),
    );
    return make('table', {
      children: [
        make('caption', { className: 'spoken', text: title }),
        make('thead', { children: [make('tr', { children: header })] }),
        make('tbody', { children: body }),
      ],
    });
  }

  /** @param about what the button opens, for people who hear it without its row and column */
  private cellOf({ text, figure }: ChartCell, about: string): HTMLElement {
    if (figure === undefined) return make('span', { text });
    const button = make('button', { className: 'link', text, attributes: { 'aria-label': about } });
    button.addEventListener('click', () => this.actions.open(figure));
    return button;
  }

  private button(id: string, text: string, act: () => void): HTMLElement {
    const button = make('button', { id, className: 'secondary', text });
    button.addEventListener('click', act);
    return button;
  }
}

function coverageOf({ coverage, labels }: StatisticsView): HTMLElement {
  return make('ul', {
    className: 'coverage dim',
    attributes: { 'aria-label': labels.completeness },
    children: coverage.map((text) => make('li', { text })),
  });
}
