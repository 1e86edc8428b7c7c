import type { WebviewPanel } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { Ticket } from '../../core/domain/ticket';
import { waitingSince, waitOf } from '../../core/domain/ticketWait';
import type { WaitView } from '../../protocol/detail';
import { waitLabels } from '../messages/waitLabels';
import { onDidChangeWaitThresholds, waitThresholds } from '../shell/settings';

const minuteMs = 60_000;

/** How long the requester of a panel's ticket waits. While the panel is visible, it is redrawn as the time passes. */
export class PanelWait implements Disposable {
  private readonly owned = new DisposableStore();
  private minute: Disposable | undefined;
  private shown: { readonly since: number; readonly text: string } | undefined;

  constructor(
    private readonly panel: WebviewPanel,
    private readonly clock: Clock,
    private readonly redraw: () => void,
  ) {
    this.owned.add(panel.onDidChangeViewState(() => this.look()));
    this.owned.add(onDidChangeWaitThresholds(redraw));
  }

  /** @param ticket of a list, whose conversation is not known here, or as it was read */
  of(ticket: Ticket): WaitView | undefined {
    const { events, requester } = ticket;
    const wait = ticket.wait ?? (events.length > 0 ? waitOf(events, (event) => event, requester) : undefined);
    const since = waitingSince({ ...ticket, ...(wait && { wait }) });
    this.minute?.dispose();
    this.shown = undefined;
    if (typeof since !== 'number') return undefined;
    const view = this.viewOf(since);
    this.shown = { since, text: view.text };
    this.minute = this.clock.after(minuteMs, () => this.look());
    return view;
  }

  dispose(): void {
    this.minute?.dispose();
    this.owned.dispose();
  }

  private look(): void {
    this.minute?.dispose();
    if (!this.panel.visible || !this.shown) return;
    if (this.viewOf(this.shown.since).text === this.shown.text)
      this.minute = this.clock.after(minuteMs, () => this.look());
    else this.redraw();
  }

  private viewOf(since: number): WaitView {
    const { level, long } = waitLabels(since, this.clock.now(), waitThresholds());
    return { text: long, level };
  }
}
