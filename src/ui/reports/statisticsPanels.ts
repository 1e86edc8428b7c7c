import { l10n, ViewColumn, type WebviewPanel } from 'vscode';
import { panelTypes } from '../../manifest';
import { decodeSaved } from '../../protocol/decode';
import { savedStatistics, type SavedStatistics } from '../../protocol/statistics';
import type { App } from '../shell/app';
import type { LoadedPanels } from '../shell/panels/lazyPanels';
import { OpenPanels, type OpenPanel } from '../shell/panels/openPanels';
import { fillPage, openPage } from '../shell/panels/page';
import { activeAccount } from './reportData';
import { firstPeriod, StatisticsPanel } from './statisticsPanel';

/** The statistics panel of a window, of which there is one. */
export class StatisticsPanels implements LoadedPanels {
  private shown: StatisticsPanel | undefined;
  private readonly openPanels: OpenPanels;

  constructor(private readonly app: App) {
    this.openPanels = new OpenPanels(app.context.workspaceState, panelTypes.statistics);
  }

  /** @throws FailureError `not-signed-in` */
  show(): void {
    activeAccount(this.app);
    if (this.shown) this.shown.panel.reveal();
    else this.open(undefined);
  }

  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    if (this.shown) panel.dispose();
    else {
      fillPage(panel, this.app.context.extensionUri, 'statistics');
      this.fill(panel, decodeSaved(savedStatistics, state));
    }
    return Promise.resolve();
  }

  reopen([left]: readonly OpenPanel[]): void {
    if (left && !this.shown) this.open(decodeSaved(savedStatistics, JSON.parse(left.key)));
  }

  private open(saved: SavedStatistics | undefined): void {
    const viewType = panelTypes.statistics;
    const title = l10n.t('Statistics');
    const column = ViewColumn.Active;
    const panel = openPage(this.app.context.extensionUri, { viewType, page: 'statistics', title, column });
    this.fill(panel, saved);
  }

  private fill(panel: WebviewPanel, saved: SavedStatistics = { period: firstPeriod }): void {
    this.shown = new StatisticsPanel(this.app, panel, saved, {
      onChange: () => this.noteOpen(),
      onClose: () => {
        this.shown = undefined;
        this.noteOpen();
      },
    });
    this.noteOpen();
  }

  private noteOpen(): void {
    const { shown } = this;
    this.openPanels.note(shown ? [{ key: JSON.stringify(shown.saved), title: shown.panel.title }] : []);
  }
}
