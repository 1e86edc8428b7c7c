import { l10n, StatusBarAlignment, ViewColumn, window, type StatusBarItem, type WebviewPanel } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import { sleep } from '../../core/base/async';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { logRejection } from '../../core/base/log';
import { BulkRows, runLeaseMs } from '../../core/bulk/bulkRows';
import { unfinishedKey } from '../../core/bulk/run';
import { BulkRunner, type RunEnd } from '../../core/bulk/runner';
import { nameFromId } from '../../core/domain/account';
import { fail } from '../../core/domain/failure';
import type { TicketSummary } from '../../core/domain/ticket';
import { accountIdOf } from '../../core/stores/sessionStore';
import { commandIds, panelTypes } from '../../manifest';
import { savedBulk } from '../../protocol/bulk';
import { decodeSaved } from '../../protocol/decode';
import { offer, showFailure, showNotStored } from '../messages/failureMessages';
import { whyOther } from '../messages/storageMessages';
import { otherAccountText } from '../messages/ticketMessages';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import type { LoadedPanels } from '../shell/panels/lazyPanels';
import { OpenPanels, type OpenPanel } from '../shell/panels/openPanels';
import { fillPage, openPage } from '../shell/panels/page';
import { BulkPanel, type BulkTools } from './bulkPanel';
import { reportText, runTitle } from './bulkTexts';

/** What the runs need of other rooms. */
export interface BulkRooms {
  readonly openTicket: (ticketId: string) => unknown;
  /** Opens the form that asks what to change. @param id of the run */
  readonly openForm: (id: number) => unknown;
}

const notChanged = (): string => l10n.t('The tickets were not changed.');

/** Runs of changes: their panels, and what happens to them without one. A bundle that loads on first use. */
export class BulkPanels implements LoadedPanels, Disposable {
  private readonly owned = new DisposableStore();
  private readonly panels = new Map<number, BulkPanel>();
  private readonly openPanels: OpenPanels;
  private readonly rows: BulkRows;
  private readonly runner: BulkRunner;
  private readonly tools: BulkTools;
  private readonly closing = new AbortController();
  private statusItem: StatusBarItem | undefined;
  /** Accounts whose unfinished run was offered. */
  private readonly offered = new Set<string>();

  constructor(
    private readonly app: App,
    actions: TicketActions,
    private readonly rooms: BulkRooms,
  ) {
    const { audit, session, clock, log, database } = app;
    this.rows = new BulkRows(database);
    this.runner = this.owned.add(
      new BulkRunner({ rows: this.rows, actions, audit, session, clock, log, owner: crypto.randomUUID() }),
    );
    this.openPanels = new OpenPanels(app.context.workspaceState, panelTypes.bulk);
    this.tools = {
      ...{ app, actions, rows: this.rows, runner: this.runner },
      work: (id) => logRejection(this.work(id), log),
      openRun: (id) => this.open(id),
      ...rooms,
    };
    this.owned.add(this.runner.onDidChange(({ run }) => logRejection(this.showStatus(run), log)));
    const lookForUnfinished = (): void => logRejection(this.offerResume(), log);
    this.owned.add(session.onDidChange(lookForUnfinished));
    lookForUnfinished();
  }

  /** Starts a run with these tickets, and asks what to change. */
  async change(tickets: readonly TicketSummary[]): Promise<void> {
    const { session, clock } = this.app;
    const account = accountIdOf(session.current) ?? fail({ code: 'not-signed-in' });
    if (tickets.length === 0) {
      void window.showInformationMessage(l10n.t('Select tickets in the list first.'));
      return;
    }
    const items = tickets.map((ticket) => ({
      ...{ ticketId: ticket.id, ticket, change: {} },
      state: 'waiting' as const,
    }));
    const id = await this.rows.create({ account, request: {} }, 'selected', items, clock.now());
    await this.rooms.openForm(id);
  }

  open(id: number): void {
    const panel = this.panels.get(id);
    if (panel) {
      panel.panel.reveal();
      panel.refresh();
      return;
    }
    const { extensionUri } = this.app.context;
    const title = runTitle({}, 0);
    const column = ViewColumn.Active;
    this.add(openPage(extensionUri, { viewType: panelTypes.bulk, page: 'bulk', title, column }), id);
  }

  /** Opens the panel of the newest run of the account. */
  async openNewest(): Promise<void> {
    const account = accountIdOf(this.app.session.current);
    const run = account === undefined ? undefined : await this.rows.newest(account);
    if (run) this.open(run.id);
    else void window.showInformationMessage(l10n.t('No tickets were changed together yet.'));
  }

  /** Asks whether to resume a run that another window left, once its lease is over. */
  private async offerResume(): Promise<void> {
    const { session, clock } = this.app;
    await session.load();
    for (const waitMs of [0, runLeaseMs + 1_000]) {
      await sleep(clock, waitMs, this.closing.signal);
      const account = accountIdOf(session.current);
      if (this.closing.signal.aborted || account === undefined || this.offered.has(account)) return;
      const [run] = await this.rows.interrupted(account, clock.now());
      if (!run || this.runner.isActive(run.id)) continue;
      this.offered.add(account);
      const text = reportText(await this.rows.counts(run.id));
      await offer(
        window.showInformationMessage,
        l10n.t('A change of several tickets is not finished. {0}', text),
        [
          { title: l10n.t('Resume'), run: () => this.resume(run.id) },
          { title: l10n.t('Show'), run: () => this.open(run.id) },
        ],
      );
      return;
    }
  }

  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const id = Number(decodeSaved(savedBulk, state)?.key ?? Number.NaN);
    if (!Number.isSafeInteger(id) || this.panels.has(id)) panel.dispose();
    else {
      fillPage(panel, this.app.context.extensionUri, 'bulk');
      this.add(panel, id);
    }
    return Promise.resolve();
  }

  reopen(panels: readonly OpenPanel[]): void {
    for (const { key } of panels) this.open(Number(key));
  }

  dispose(): void {
    this.closing.abort();
    this.statusItem?.dispose();
    this.owned.dispose();
  }

  private add(panel: WebviewPanel, id: number): void {
    const onClose = (): void => {
      this.panels.delete(id);
      this.noteOpen();
    };
    this.panels.set(id, new BulkPanel(this.tools, panel, id, onClose));
    this.noteOpen();
  }

  private noteOpen(): void {
    this.openPanels.note(
      [...this.panels].map(([id, { panel }]) => ({ key: String(id), title: panel.title })),
    );
  }

  private async resume(id: number): Promise<void> {
    this.open(id);
    await this.work(id);
  }

  private async work(id: number): Promise<void> {
    const { globalState } = this.app.context;
    await globalState.update(unfinishedKey, true);
    const end = await this.runner.run(id);
    if (end.kind === 'ended') await globalState.update(unfinishedKey, undefined);
    await this.report(id, end);
  }

  private async report(id: number, end: RunEnd): Promise<void> {
    const show = { title: l10n.t('Show'), run: () => this.open(id) };
    switch (end.kind) {
      case 'ended': {
        const text = reportText(await this.rows.counts(id));
        if (!this.panels.get(id)?.panel.visible) await offer(window.showInformationMessage, text, [show]);
        return;
      }
      case 'taken':
        void window.showInformationMessage(l10n.t('Another window is changing these tickets.'));
        return;
      case 'blocked': {
        const run = await this.rows.run(id);
        if (run && run.account !== accountIdOf(this.app.session.current)) {
          void window.showWarningMessage(otherAccountText(nameFromId(run.account)));
          return;
        }
        await showFailure(
          end.why,
          () => l10n.t('The change of several tickets is paused.'),
          () => this.resume(id),
        );
        return;
      }
      case 'unstored':
        await showNotStored(whyOther(end.thrown) ?? '', notChanged);
        return;
      case 'paused':
    }
  }

  /** Shows how far a run is while this window works on it. */
  private async showStatus(id: number): Promise<void> {
    if (!this.runner.isActive(id)) {
      this.statusItem?.hide();
      return;
    }
    const counts = await this.rows.counts(id);
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const done = all - counts.waiting - counts.sending;
    const item = (this.statusItem ??= window.createStatusBarItem('livechat.bulk', StatusBarAlignment.Left));
    item.name = l10n.t('Changes of Several Tickets');
    item.text = `$(sync~spin) ${l10n.t('Tickets: {0} of {1}', wholeNumber(done), wholeNumber(all))}`;
    item.command = { title: l10n.t('Show'), command: commandIds.showBulk };
    if (this.runner.isActive(id)) item.show();
    else item.hide();
  }
}
