import { ViewColumn, type WebviewPanel } from 'vscode';
import type { TicketConflict } from '../../core/actions/ticketOutcome';
import { DisposableStore } from '../../core/base/disposable';
import { traceOf, logRejection } from '../../core/base/log';
import { oneLine } from '../../core/base/plainText';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { TicketListKey } from '../../core/stores/ticketStore';
import { panelTypes } from '../../manifest';
import { decodeSaved } from '../../protocol/decode';
import { savedDetail } from '../../protocol/detail';
import { offerDraft } from '../messages/failureMessages';
import type { App } from '../shell/app';
import type { Versions } from '../shell/comparison';
import { requesterOf } from '../visitorCard/cardSubject';
import { PanelCard } from '../visitorCard/panelCard';
import { AfterWalk } from '../shell/panels/afterWalk';
import type { LoadedPanels } from '../shell/panels/lazyPanels';
import { OpenPanels, type OpenPanel } from '../shell/panels/openPanels';
import { createPanel, fillPage } from '../shell/panels/page';
import { panelPresence } from '../shell/panels/presence';
import { PreviewDelay } from '../shell/panels/previewDelay';
import type { HowToShow, PanelsOfList, PreviewTab, RowTarget, ShowOptions } from '../shell/panels/previewTab';
import { previewTabOf } from '../shell/panels/previewTabOf';
import type { OfflineRetry } from '../shell/trees/offlineRetry';
import { DetailModel } from './detailModel';
import { DetailPanel } from './detailPanel';
import { activeTicket, ticketComposer } from './ticketComposer';
import { markRead } from './keptTicket';
import { askAboutConflict, ticketVersions } from './detailMessages';
import { offlinePanels } from './offlinePanels';
import { PanelPorts, type DetailPanelOptions, type TicketPanelActions } from './panelPorts';
import { TicketLists } from './ticketLists';
import { TicketsAhead } from './ticketsAhead';
import { keyOf, type ReplyId, replyIdIn, replyTo, ticketIdOf } from '../shell/draftIds';

/** The open tickets, one panel each. They are restored after a reload. */
export class DetailPanels implements LoadedPanels, PanelsOfList {
  private readonly owned = new DisposableStore();
  private readonly panels = new Map<string, DetailPanel>();
  private readonly openPanels: OpenPanels;
  private readonly previewTab: PreviewTab;
  private readonly ports: PanelPorts;
  private readonly lists: TicketLists;
  private readonly ahead: TicketsAhead;
  private readonly retry: OfflineRetry;
  private readonly afterWalk: AfterWalk;
  private readonly log = (thrown: unknown): void => this.app.log.error(traceOf(thrown));

  constructor(
    private readonly app: App,
    actions: TicketPanelActions,
  ) {
    const { tickets, session } = app;
    this.afterWalk = this.owned.add(new AfterWalk(app.clock));
    this.ports = new PanelPorts(app, actions, {
      read: (key) => this.afterWalk.run(() => this.noteRead(key)),
      titleOf: (subject) => this.titleOf(subject),
      compare: (key, conflict) => logRejection(this.compare(key, conflict), app.log),
      decided: (key) => logRejection(this.decided(key), app.log),
      log: this.log,
    });
    this.lists = new TicketLists(app);
    this.ahead = this.owned.add(new TicketsAhead(app, this.lists));
    this.retry = this.owned.add(offlinePanels(app.clock, this.panels, this.ports));
    this.previewTab = previewTabOf(app);
    this.owned.add(this.previewTab.addList(this));
    this.openPanels = new OpenPanels(app.context.workspaceState, panelTypes.detail);
    this.owned.add(tickets.onDidChange((key) => this.look(key)));
    this.owned.add(
      session.onDidChange(({ kind }) => {
        this.ports.clear();
        for (const { model } of this.panels.values()) model.accountChanged(kind === 'rejected');
      }),
    );
  }

  /** Opens a ticket of the active account, or reveals its panel. @param view the saved view whose row was selected */
  open(ticketId: string, options: ShowOptions = {}, view?: string): void {
    const account = this.account();
    if (account === undefined) return;
    this.previewTab.open(this.target(account, ticketId, view), options);
  }

  get isActive(): boolean {
    return this.active !== undefined;
  }

  /** The composer of the active panel. */
  get composer(): ReplyComposer | undefined {
    return ticketComposer(this.app, this.active);
  }

  get activePanel(): ReturnType<typeof activeTicket> {
    return activeTicket(this.panels);
  }

  showNeighbor(step: 1 | -1): void {
    const { active } = this;
    if (active) logRejection(this.showNeighborOf(active, step), this.app.log);
  }

  /** Both versions of a ticket, with the active account's terms. */
  versionsOf(conflict: TicketConflict): Versions {
    return ticketVersions(conflict, this.app.session.capabilities, this.app.shield.shown);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = decodeSaved(savedDetail, state);
    const subject = kept && replyIdIn(kept.key);
    if (!subject || this.panels.has(keyOf(subject))) {
      // The page was closed before it stored which ticket it shows, or the ticket already has a panel.
      panel.dispose();
      return Promise.resolve();
    }
    fillPage(panel, this.app.context.extensionUri, 'detail');
    this.lists.restored(ticketIdOf(subject.subject), kept.from);
    const isPreview = kept.isPreview === true;
    const added = this.add(panel, subject, { isPreview, hasPage: false });
    if (isPreview) this.previewTab.restored(added);
    return Promise.resolve();
  }

  /** Panels stay open: the editor restores them, or the window closes with them. */
  dispose(): void {
    this.owned.dispose();
  }

  private target(account: string, ticketId: string, view: string | undefined): RowTarget {
    this.lists.opened(ticketId, view);
    const subject = replyTo(account, ticketId);
    const key = keyOf(subject);
    return { key, isOpen: () => this.panels.has(key), show: (how) => this.show(subject, how) };
  }

  private show(subject: ReplyId, { preserveFocus, isPreview, reuse }: HowToShow): DetailPanel {
    this.ahead.lookedAt(ticketIdOf(subject.subject));
    if (isPreview) this.afterWalk.shown();
    const shown = this.panels.get(keyOf(subject));
    if (shown) {
      shown.panel.reveal(undefined, preserveFocus);
      shown.storedChanged();
      void shown.model.typed.draft.look();
      shown.model.refreshIfOld();
      return shown;
    }
    this.openPanels.closeHidden(keyOf(subject));
    if (reuse instanceof DetailPanel) {
      const { hasPage } = reuse;
      const panel = reuse.release();
      if (!panel.visible || !(preserveFocus || panel.active)) panel.reveal(undefined, preserveFocus);
      return this.add(panel, subject, { isPreview, hasPage, waits: hasPage });
    }
    const { extensionUri } = this.app.context;
    const panel = createPanel({
      ...{ viewType: panelTypes.detail, column: ViewColumn.Active, preserveFocus },
      title: oneLine(ticketIdOf(subject.subject), 40),
    });
    const load = (first?: readonly unknown[]): void => fillPage(panel, extensionUri, 'detail', first);
    return this.add(panel, subject, { isPreview, hasPage: false, load });
  }

  reopen(panels: readonly OpenPanel[]): void {
    for (const { key, isPreview = false, from } of panels) {
      const subject = replyIdIn(key);
      if (!subject) continue;
      this.lists.restored(ticketIdOf(subject.subject), from);
      const panel = this.show(subject, { preserveFocus: false, isPreview });
      if (isPreview) this.previewTab.restored(panel);
    }
  }

  private async showNeighborOf(shown: DetailPanel, step: 1 | -1): Promise<void> {
    const next = await this.lists.neighbor(shown.ticketId, step);
    const account = this.account();
    if (account === undefined || shown !== this.active) return;
    if (typeof next === 'string') {
      shown.announce(next);
      return;
    }
    const target = this.target(account, next.id, next.view);
    this.previewTab.step(target);
    this.panels.get(target.key)?.enter(next.text);
    this.app.shared.selectTicket?.(next.id, next.view);
  }

  private readonly note = (): void => {
    this.openPanels.note([...this.panels].map(([key, { noted }]) => ({ key, ...noted })));
  };

  private add(
    panel: WebviewPanel,
    subject: ReplyId,
    how: Pick<DetailPanelOptions, 'isPreview' | 'hasPage' | 'load' | 'waits'>,
  ): DetailPanel {
    const [key, ticketId] = [keyOf(subject), ticketIdOf(subject.subject)];
    const model = new DetailModel({ account: subject.account, ticketId }, this.ports.of(subject));
    const groupedBy = () => this.app.session.capabilities?.tickets.groupedBy ?? 'groups';
    let isReleased = false;
    const released = (): void => {
      isReleased = true;
      card.dispose();
      this.panels.delete(key);
      this.afterWalk.run(this.note);
    };
    const titled = (title: string): void =>
      this.afterWalk.run(() => {
        if (!isReleased) panel.title = title;
        this.note();
      });
    const closed = (unsaved: boolean, title: string): void => {
      released();
      if (unsaved) void this.offerDraft(subject, title);
    };
    const typed = (): void => this.previewTab.keep(added);
    let wasVisible = panel.visible;
    const shown = (): void => {
      if (panel.visible && !wasVisible && model.ticket) this.noteRead(key);
      wasVisible = panel.visible;
      this.retry.look();
    };
    const row = () => (this.account() === subject.account ? this.ports.listed(ticketId)?.ticket : undefined);
    const about = { account: subject.account, self: { kind: 'ticket', id: ticketId } } as const;
    const added: DetailPanel = new DetailPanel({
      ...{ panel, key, ticketId, model, row, clock: this.app.clock, shield: this.app.shield, ...how },
      ...{ groupedBy, log: this.log, typed, shown, released, closed, titled },
      presence: panelPresence(this.app, about, panel, model.typed),
      delay: new PreviewDelay(this.app.clock, () => this.app.keys.answered()),
      tryKeyAgain: () => this.app.session.tryAgain(),
      from: () => this.lists.openedFrom(ticketId),
    });
    this.panels.set(key, added);
    model.onDidChange(() => this.retry.look());
    const card = new PanelCard(this.app, {
      ...{ panel, key, used: typed, onDidChangeSubject: model.onDidChange },
      subject: () => requesterOf(about, model.ticket ?? row()),
      begin: (open) => this.afterWalk.run(open),
    });
    this.afterWalk.run(this.note);
    return added;
  }

  private get active(): DetailPanel | undefined {
    return [...this.panels.values()].find(({ panel }) => panel.active);
  }

  private async compare(key: string, conflict: TicketConflict): Promise<void> {
    await this.app.comparisons.show(key, this.versionsOf(conflict));
    const choice = await askAboutConflict(conflict);
    // Closing the message continues editing. The page asks the same question; an answer there counts.
    if (choice !== undefined) void this.panels.get(key)?.model.resolve(choice, conflict);
  }

  private async decided(key: string): Promise<void> {
    await this.app.comparisons.close(key);
    this.panels.get(key)?.panel.reveal();
  }

  /** The list was refreshed: updates open panels. */
  private look(key: TicketListKey | undefined): void {
    if (this.panels.size === 0) return;
    const models = [...this.panels.values()].map(({ model }) => model);
    for (const ticket of this.lists.listed(key)) {
      for (const model of models) if (model.ticket?.id === ticket.id) model.look(ticket);
    }
  }

  /** The user sees a ticket only in a visible panel. */
  private noteRead(key: string): void {
    const shown = this.panels.get(key);
    if (shown?.panel.visible) markRead(this.app, shown.ticketId);
  }

  private async offerDraft(subject: ReplyId, title: string): Promise<void> {
    await offerDraft(title, {
      reopen: () => this.open(ticketIdOf(subject.subject)),
      discard: () => {
        if (this.panels.has(keyOf(subject))) return;
        logRejection(this.app.drafts.discard(subject), this.app.log);
      },
    });
  }

  private titleOf(subject: ReplyId): string {
    return (
      oneLine(this.panels.get(keyOf(subject))?.model.ticket?.subject ?? '', 120) ||
      ticketIdOf(subject.subject)
    );
  }

  private account(): string | undefined {
    return accountIdOf(this.app.session.current);
  }
}
