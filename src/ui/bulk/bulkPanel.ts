import { l10n, type WebviewPanel } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { logRejection, traceOf } from '../../core/base/log';
import type { BulkRows } from '../../core/bulk/bulkRows';
import { planUndo } from '../../core/bulk/planUndo';
import type { BulkRunner } from '../../core/bulk/runner';
import type { Run, RunItem } from '../../core/bulk/run';
import { variablesIn } from '../../core/replies/replyVariables';
import { bulkProtocol, type BulkModel, type BulkProtocol, type BulkRow } from '../../protocol/bulk';
import { HostEnd } from '../../protocol/messages';
import { ownFault, showFault } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { bulkModel } from './bulkModel';
import { planRun } from './planRun';

export interface BulkTools {
  readonly app: App;
  readonly actions: TicketActions;
  readonly rows: BulkRows;
  readonly runner: BulkRunner;
  /** Works on a run, and shows why it stopped. */
  readonly work: (id: number) => void;
  readonly openRun: (id: number) => void;
  readonly openForm: (id: number) => unknown;
  readonly openTicket: (ticketId: string) => unknown;
}

const notPlanned = (): string => l10n.t('It could not be found out what would change.');

/** The panel of one run: what would change, how far it is, and the report. */
export class BulkPanel implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<BulkProtocol>;
  private readonly closing = new AbortController();
  private revision = 0;
  private reading: { readonly done: number; readonly of: number } | undefined;
  private isPlanning = false;
  private isRefreshing = false;
  private shown: BulkModel | undefined;
  private isReady = false;
  /** What the user does is done in order. */
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly tools: BulkTools,
    readonly panel: WebviewPanel,
    readonly id: number,
    onClose: () => void,
  ) {
    const { app, rows, runner } = tools;
    this.end = new HostEnd(
      bulkProtocol,
      (message) => !this.closing.signal.aborted && panel.webview.postMessage(message),
      {
        ready: () => this.ready(),
        include: ({ position, isIncluded }) => this.inTurn(() => this.include(position, isIncluded)),
        edit: ({ position, text }) => this.inTurn(() => this.edit(position, text)),
        confirm: ({ revision }) => this.inTurn(() => this.confirm(revision)),
        back: () => this.backToForm(),
        pause: () => runner.pause(id),
        resume: () => tools.work(id),
        cancel: () => this.inTurn(() => this.cancel()),
        undo: () => this.inTurn(() => this.undo()),
        open: ({ position }) => this.openTicket(position),
      },
      (thrown) => {
        app.log.error(traceOf(thrown));
        return ownFault();
      },
    );
    this.owned.add(panel.webview.onDidReceiveMessage((message) => this.end.receive(message)));
    this.owned.add(
      panel.onDidDispose(() => {
        this.dispose();
        onClose();
      }),
    );
    this.owned.add(runner.onDidChange(({ run }) => run === id && this.refresh()));
    this.owned.add(app.shield.onDidChange(() => this.refresh()));
    logRejection(
      rows.open().then((database) => {
        const watching = database.onDidChange((topics) => topics.has('bulk') && this.refresh());
        if (this.closing.signal.aborted) watching.dispose();
        else this.owned.add(watching);
      }),
      app.log,
    );
  }

  dispose(): void {
    this.closing.abort();
    this.owned.dispose();
  }

  /** Shows the run as it is now. */
  refresh(): void {
    if (this.isRefreshing) return;
    this.isRefreshing = true;
    const draw = async (): Promise<void> => {
      this.isRefreshing = false;
      await this.draw();
    };
    logRejection(this.inTurn(draw), this.tools.app.log);
  }

  private async ready(): Promise<void> {
    this.isReady = true;
    this.shown = undefined;
    await this.inTurn(() => this.draw());
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.working.then(work);
    this.working = turn.catch(() => undefined);
    return turn;
  }

  private async load(): Promise<{ readonly run: Run; readonly items: readonly RunItem[] } | undefined> {
    const { rows } = this.tools;
    const run = await rows.run(this.id);
    return run && { run, items: await rows.items(this.id) };
  }

  private async draw(): Promise<void> {
    if (this.closing.signal.aborted || !this.isReady) return;
    const loaded = await this.load();
    if (!loaded) {
      this.panel.dispose();
      return;
    }
    const { app, runner } = this.tools;
    const { run, items } = loaded;
    if (run.state === 'selected') void this.plan(run, items);
    const { revision, reading } = this;
    const isActive = runner.isActive(this.id);
    const model = bulkModel(app, run, items, { revision, isActive, ...(reading && { reading }) });
    this.panel.title = model.title;
    this.post(model);
  }

  /** Only rows that changed are posted while a run is worked on. */
  private post(model: BulkModel): void {
    const { shown } = this;
    this.shown = model;
    if (shown?.stage !== model.stage || shown.rows.length !== model.rows.length) {
      this.end.notify('show', model);
      return;
    }
    const { key: _key, title: _title, labels: _labels, ...progress } = model;
    const rows = model.rows.filter((row, at) => !isSame(row, shown.rows[at]));
    this.end.notify('progress', { ...progress, rows });
  }

  private async plan(run: Run, items: readonly RunItem[]): Promise<void> {
    if (this.isPlanning) return;
    this.isPlanning = true;
    const { app, actions, rows } = this.tools;
    const { signal } = this.closing;
    try {
      const onProgress = (done: number, of: number): void => {
        this.reading = { done, of };
        this.refresh();
      };
      const planned = await planRun(app, actions, run, items, { signal, onProgress });
      if (signal.aborted) return;
      await rows.plan(this.id, planned);
      this.revision += 1;
      this.isPlanning = false;
    } catch (thrown) {
      // It is planned again once the page is shown anew.
      app.log.error(traceOf(thrown));
      void showFault(notPlanned);
    } finally {
      this.reading = undefined;
    }
    this.refresh();
  }

  private async itemAt(position: number): Promise<RunItem | undefined> {
    const loaded = await this.load();
    if (loaded?.run.state !== 'planned') return undefined;
    return loaded.items.find((item) => item.position === position);
  }

  private async include(position: number, isIncluded: boolean): Promise<void> {
    const item = await this.itemAt(position);
    if (item && !item.outcome?.variables && (item.state === 'waiting' || item.state === 'not-sent')) {
      const { change, outcome } = item;
      const state = isIncluded ? 'waiting' : 'not-sent';
      await this.tools.rows.planItem(this.id, position, { change, state, ...(outcome && { outcome }) });
      this.revision += 1;
    }
    await this.draw();
  }

  private async edit(position: number, text: string): Promise<void> {
    const item = await this.itemAt(position);
    if (item?.change.message === undefined) return;
    const variables = [...new Set(variablesIn(text).map(({ name }) => name))];
    const change = { ...item.change, message: text };
    const isSendable = variables.length === 0 && text.trim() !== '';
    const { variables: _before, ...outcome } = item.outcome ?? {};
    await this.tools.rows.planItem(this.id, position, {
      change,
      state: isSendable ? item.state : 'not-sent',
      outcome: { ...outcome, ...(!isSendable && { variables }) },
    });
    this.revision += 1;
    await this.draw();
  }

  /** Sends what the page showed; if the plan has changed meanwhile, it is shown instead. */
  private async confirm(revision: number): Promise<void> {
    const isSeen = revision === this.revision;
    if (isSeen && (await this.tools.rows.confirm(this.id))) this.tools.work(this.id);
    else await this.draw();
  }

  private async backToForm(): Promise<void> {
    await this.tools.openForm(this.id);
    this.panel.dispose();
  }

  private async cancel(): Promise<void> {
    const { rows, runner } = this.tools;
    const run = await rows.run(this.id);
    if (run?.state === 'selected' || run?.state === 'planned') {
      await rows.remove(this.id);
      this.panel.dispose();
    } else await runner.cancel(this.id);
  }

  /** Plans another run with the values before, which the user confirms. */
  private async undo(): Promise<void> {
    const { app, rows } = this.tools;
    const loaded = await this.load();
    if (loaded?.run.state !== 'ended') return;
    const { account, id } = loaded.run;
    const { entries } = await app.audit.read();
    const items = planUndo(id, entries, loaded.items);
    const undone = { account, request: {}, undoOf: id };
    this.tools.openRun(await rows.create(undone, 'planned', items, app.clock.now()));
  }

  private async openTicket(position: number): Promise<void> {
    const items = await this.tools.rows.items(this.id);
    const item = items.find((each) => each.position === position);
    if (item) await this.tools.openTicket(item.ticketId);
  }
}

function isSame(one: BulkRow, other: BulkRow | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
