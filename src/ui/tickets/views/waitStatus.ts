import { l10n } from 'vscode';
import { type Disposable, DisposableStore } from '../../../core/base/disposable';
import { errorMessage } from '../../../core/base/log';
import { waitedSpan } from '../../../core/base/timeSpans';
import { waitLevel } from '../../../core/domain/ticketWait';
import type { LocalStore } from '../../../core/localData/localStore';
import type { WaitFilter } from '../../../core/localData/ticketFilter';
import { longLength, shortLength, wholeNumber } from '../../messages/times';
import type { App } from '../../shell/app';
import { onDidChangeWaitThresholds, waitThresholds } from '../../shell/settings';
import type { WaitingStatus } from '../../shell/statusBarPart';
import { ownLogin, ticketFilterOf } from './ownTickets';

const minuteMs = 60_000;
/** Pages of a list are kept one after the other. */
const settleMs = 1_000;
const nothing: WaitingStatus = { text: '', lines: [], label: '', isTooLong: false };

/** How many customers of the person wait long, by the kept tickets. Makes no call. */
export class WaitStatus implements Disposable {
  private readonly owned = new DisposableStore();
  private watched: LocalStore | undefined;
  private timer: Disposable | undefined;
  private shown = JSON.stringify(nothing);
  private isDisposed = false;

  constructor(
    private readonly app: App,
    private readonly show: (waiting: WaitingStatus) => void,
  ) {
    this.owned.add(onDidChangeWaitThresholds(() => this.readIn(0)));
    this.owned.add(app.session.onDidChange(() => this.look()));
  }

  /** What is kept is opened with the first connection, so it is called after lists have changed. */
  look(): void {
    const store = this.app.local.value;
    if (store && store !== this.watched) this.owned.add(store.onDidChange(() => this.readIn(settleMs)));
    this.watched = store;
    this.readIn(0);
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    this.owned.dispose();
  }

  private readIn(ms: number): void {
    this.timer?.dispose();
    this.timer = this.app.clock.after(ms, () => void this.read());
  }

  /** Never rejects. */
  private async read(): Promise<void> {
    try {
      const waiting = await this.waiting();
      if (this.isDisposed) return;
      const key = JSON.stringify(waiting);
      if (key !== this.shown) this.show(waiting);
      this.shown = key;
      // The time passes only while someone waits.
      if (waiting.lines.length > 0) this.readIn(minuteMs);
    } catch (thrown) {
      this.app.log.debug(`Waits could not be read (${errorMessage(thrown)}).`);
    }
  }

  private async waiting(): Promise<WaitingStatus> {
    const { session, clock } = this.app;
    const login = ownLogin(session.current);
    const store = this.watched;
    if (!store || login === undefined) return nothing;
    const now = clock.now();
    const thresholds = waitThresholds();
    const long = new Date(now - thresholds[0] * minuteMs).toISOString();
    const filter = ticketFilterOf(this.app, { assignee: login });
    if (!filter) return nothing;
    const find = (wait: WaitFilter) => store.tickets({ ...filter, wait, sort: 'waiting', limit: 0 });
    const [all, over] = await Promise.all([find('any'), find({ until: long })]);
    if (all.longestWait === undefined) return nothing;
    const since = Date.parse(all.longestWait);
    const span = waitedSpan(now - since);
    const line = l10n.t('{0} waiting, the longest for {1}', wholeNumber(all.total), longLength(span));
    const lines = [[l10n.t('Your customers'), line]] as const;
    if (over.total === 0) return { ...nothing, lines };
    return {
      text: `$(watch) ${wholeNumber(over.total)} · ${shortLength(span)}`,
      lines,
      label: `${l10n.t('Your customers')}: ${line}`,
      isTooLong: waitLevel(since, now, thresholds) === 'tooLong',
    };
  }
}
