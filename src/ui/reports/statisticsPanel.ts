import { l10n, ViewColumn, window, workspace, type WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { logRejection, traceOf } from '../../core/base/log';
import { displayName } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import { csvOf } from '../../core/export/csv';
import type { Figure } from '../../core/localData/reports/subjects';
import { HostEnd } from '../../protocol/messages';
import { statisticsProtocol, type SavedStatistics, type StatisticsView } from '../../protocol/statistics';
import { faultSentence, sentenceOf } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { activeAccount, agentNames, askSpan, daysBefore, type ReportSpan } from './reportData';
import { pickSubject } from './pickSubject';
import { defaultDays, notCounted } from './statistics';
import { statisticsView, type SpanChoice } from './statisticsView';

/** The period of a panel that has none yet. */
export const firstPeriod = 'month';
/** A list of more tickets is not read. */
const mostSubjects = 500;

function choices(): readonly SpanChoice[] {
  const days = (id: string, label: string, count: number): SpanChoice => ({
    ...{ id, label },
    from: (now) => daysBefore(now, count - 1),
  });
  return [
    days('today', l10n.t('Today'), 1),
    days('week', l10n.t('Last {0} days', 7), 7),
    days(firstPeriod, l10n.t('Last {0} days', defaultDays), defaultDays),
    days('year', l10n.t('Last {0} days', 365), 365),
  ];
}

const other = 'other';

/** The statistics of a period that is chosen in its page. */
export class StatisticsPanel {
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<typeof statisticsProtocol>;
  private current: string;
  private span: ReportSpan | undefined;
  private charts: StatisticsView['charts'] = [];
  private figures: readonly Figure[] = [];
  /** Number of updates, so that an older one does not replace a newer one. */
  private updates = 0;

  /** @param saved the period that it had before a reload */
  constructor(
    private readonly app: App,
    readonly panel: WebviewPanel,
    { period, from, to }: SavedStatistics,
    private readonly ports: { readonly onChange: () => void; readonly onClose: () => void },
  ) {
    this.current = period;
    if (from !== undefined && to !== undefined) this.span = { from, to };
    this.end = new HostEnd(
      statisticsProtocol,
      (message) => panel.webview.postMessage(message),
      {
        ready: () => this.update(),
        refresh: () => this.update(),
        period: ({ id }) => this.choose(id),
        open: ({ figure }) => this.open(figure),
        csv: ({ chart }) => this.openCsv(chart),
      },
      (thrown) => {
        app.log.error(`Statistics: ${traceOf(thrown)}`);
        return faultSentence(notCounted);
      },
    );
    this.owned.add(panel.webview.onDidReceiveMessage((message) => this.end.receive(message)));
    this.owned.add(app.session.onDidChange(() => logRejection(this.update(), app.log)));
    this.owned.add(
      panel.onDidDispose(() => {
        this.owned.dispose();
        ports.onClose();
      }),
    );
  }

  get saved(): SavedStatistics {
    return { period: this.current, ...(this.current === other && this.span) };
  }

  private async choose(id: string): Promise<void> {
    const span = id === other ? await askSpan(this.app, l10n.t('Statistics'), choices()) : undefined;
    if (span) this.span = span;
    // Without an answer the period stays, and the page shows it again.
    if (id !== other || span) this.current = id;
    await this.update();
  }

  private async update(): Promise<void> {
    const number = (this.updates += 1);
    const all = choices();
    const chosen = all.find(({ id }) => id === this.current);
    const now = this.app.clock.now();
    if (chosen) this.span = { from: chosen.from(now), to: now };
    const span = this.span ?? { from: daysBefore(now, defaultDays - 1), to: now };
    this.ports.onChange();
    try {
      await this.app.session.load();
      const account = activeAccount(this.app);
      const store = await this.app.local.get();
      const report = await store.report({ account: account.id, ...span });
      if (number !== this.updates) return;
      const nameOf = agentNames(store, account.id);
      const { view, figures } = statisticsView(
        { report, account: displayName(account), span, saved: this.saved, nameOf },
        [...all.map(({ id, label }) => ({ id, label })), { id: other, label: l10n.t('Other period…') }],
      );
      this.charts = view.charts;
      this.figures = figures;
      this.end.notify('show', view);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!failure) this.app.log.error(`Statistics: ${traceOf(thrown)}`);
      this.end.notify('failed', {
        text: failure ? sentenceOf(failure, notCounted) : faultSentence(notCounted),
      });
    }
  }

  private async open(number: number): Promise<void> {
    const figure = this.figures[number];
    const { span, app } = this;
    if (!figure || !span) return;
    const account = activeAccount(app).id;
    const store = await app.local.get();
    const [found] = await store.subjects({ account, ...span }, [figure], mostSubjects);
    if (found) await pickSubject(store, account, found, app.shield.shown);
  }

  private async openCsv(id: string): Promise<void> {
    const chart = this.charts.find((each) => each.id === id);
    if (!chart) return;
    const { head, rows } = chart.table;
    const content = csvOf([head, ...rows.map((cells) => cells.map(({ text }) => text))], ',');
    await window.showTextDocument(await workspace.openTextDocument({ content }), ViewColumn.Beside);
  }
}
