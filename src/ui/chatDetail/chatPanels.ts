import { l10n, type WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { traceOf, logRejection } from '../../core/base/log';
import { oneLine } from '../../core/base/plainText';
import { customerOf } from '../../core/domain/liveChat';
import { visitorName } from '../messages/arrivalLabels';
import { wholeNumber } from '../messages/times';
import { chatKeyOf, type Arrival, type ChatArrival } from '../../core/domain/arrival';
import { panelTypes } from '../../manifest';
import { decodeSaved } from '../../protocol/decode';
import { keyOf, savedChat, subjectIn, type ChatSubject } from '../../protocol/chat';
import type { App } from '../shell/app';
import type { LoadedPanels } from '../shell/panels/lazyPanels';
import { OpenPanels, type OpenPanel } from '../shell/panels/openPanels';
import { fillPage } from '../shell/panels/page';
import type { HowToShow, PanelsOfList, PreviewTab, RowTarget, ShowOptions } from '../shell/panels/previewTab';
import type { ActivePanel } from '../shell/replyTiming';
import { previewTabOf } from '../shell/panels/previewTabOf';
import { chatCard } from './chatCard';
import { activeChat, chatComposer } from './chatComposer';
import type { ChatModel, LiveHandlers } from './chatModel';
import { ChatPanel } from './chatPanel';
import { chatPages, chatPlace, type ChatPages, type ChatPlace } from './chatPlace';
import { chatPresence } from './chatPresence';
import { ChatPreview } from './chatPreview';
import { orFailure } from '../../core/domain/failure';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import { nextOf, whyOf } from '../messages/failureMessages';
import { EventModel } from './eventModel';
import { LiveModel } from './live/liveModel';
import type { LiveChats, LiveSubject } from './live/liveModelPorts';
import { livePorts } from './live/livePorts';
import { newestOfChat, type ChatEvents, type ChatSource } from './newestOfChat';
import { ClosedChats } from './closedChats';
import { ShownChats } from './shownChats';

/** The open chats, one panel each. They update with incoming events and are restored after a reload. */
export class ChatPanels implements LoadedPanels, PanelsOfList {
  private readonly owned = new DisposableStore();
  private readonly panels = new Map<ChatPanel, ChatModel>();
  private readonly openPanels: OpenPanels;
  private readonly previewTab: PreviewTab;
  private readonly source: ChatSource;
  private readonly shownChats: ShownChats;
  private readonly closedChats: ClosedChats;
  private readonly pages: ChatPages;

  constructor(
    private readonly app: App,
    events: ChatEvents,
    /** @throws FailureError without an account that has running chats */
    private readonly loadLive: () => Promise<LiveChats>,
  ) {
    this.pages = chatPages(app);
    this.openPanels = new OpenPanels(app.context.workspaceState, panelTypes.chat);
    this.previewTab = previewTabOf(app);
    this.owned.add(this.previewTab.addList(this));
    this.source = { page: (query) => events.activity.page(query), get: (eventId) => events.get(eventId) };
    this.shownChats = this.owned.add(
      new ShownChats({ clock: app.clock, leader: events, answers: () => app.keys.answered() }),
    );
    this.closedChats = this.owned.add(new ClosedChats(app, (chatId) => this.isLiveOpen(chatId)));
    this.owned.add(events.onDidArrive((arrival) => this.update(arrival)));
  }

  /** The composer of the active panel. */
  get composer(): ReplyComposer | undefined {
    return chatComposer(this.app, this.active);
  }

  get activePanel(): ActivePanel | undefined {
    return activeChat(this.active);
  }

  /** The composer of a chat that a panel shows. */
  liveOf(chatId: string): LiveHandlers | undefined {
    const models = [...this.panels.values()];
    return models.find((model) => model.live && model.subject.chat?.chatId === chatId)?.live;
  }

  /** Opens the chat of an event, or reveals its panel. */
  open(arrival: ChatArrival, options: ShowOptions = {}): void {
    const isOpen = (): boolean => this.modelOf(arrival) !== undefined;
    const show = (how: HowToShow): ChatPanel => this.show(arrival, how);
    this.previewTab.open({ key: chatKeyOf(arrival), isOpen, show }, options);
  }

  /** Opens a chat that LiveChat still has, or reveals its panel. @throws FailureError */
  async openLiveChat(subject: LiveSubject, options: ShowOptions = {}): Promise<void> {
    this.previewTab.open(this.targetOf(await this.loadLive(), subject), options);
  }

  get isActive(): boolean {
    return this.active !== undefined;
  }

  showNeighbor(step: 1 | -1): void {
    logRejection(this.showNeighborOf(this.active, step), this.app.log);
  }

  async deserializeWebviewPanel(webviewPanel: WebviewPanel, state: unknown): Promise<void> {
    const { subject, isPreview = false } = decodeSaved(savedChat, state) ?? {};
    if (!subject?.chat && subject?.eventId === undefined) {
      // The page was closed before it stored which chat it shows.
      webviewPanel.dispose();
      return;
    }
    await this.restore({ webviewPanel, isPreview, hasPage: false }, subject, true);
  }

  /** Panels stay open: the editor restores them, or the window closes with them. */
  dispose(): void {
    this.owned.dispose();
  }

  reopen(panels: readonly OpenPanel[]): void {
    for (const { key, isPreview = false } of panels) {
      const place = chatPlace(this.pages, { preserveFocus: false, isPreview });
      logRejection(this.restore(place, subjectIn(key), false), this.app.log);
    }
  }

  private async showNeighborOf(active: ChatPanel | undefined, step: 1 | -1): Promise<void> {
    const from = active?.subject.chat;
    const live = from && (await orFailure(this.loadLive()));
    if (!active || !live || !('store' in live)) return;
    const { mine, waiting, others, ended } = live.store.sections;
    const chats = [...mine, ...waiting, ...others, ...ended];
    const at = chats.findIndex(({ chatId }) => chatId === from.chatId) + step;
    const next = chats[at];
    if (!next) {
      active.announce(step > 0 ? l10n.t('This is the last chat.') : l10n.t('This is the first chat.'));
      return;
    }
    const subject = { account: from.account, chatId: next.chatId };
    this.previewTab.step(this.targetOf(live, subject));
    const name = oneLine(visitorName(customerOf(this.app.shield.shown.chat(next)) ?? {}), 60);
    const [place, total] = [wholeNumber(at + 1), wholeNumber(chats.length)];
    this.panelOfLive(subject)?.enter(l10n.t('{0}, {1} of {2}', name, place, total));
  }

  private targetOf(live: LiveChats, subject: LiveSubject): RowTarget {
    return {
      key: keyOf({ chat: subject }),
      isOpen: () => this.panelOfLive(subject) !== undefined,
      show: (how) => {
        const open = this.panelOfLive(subject);
        if (open) open.panel.reveal(undefined, how.preserveFocus);
        else this.openPanels.closeHidden(keyOf({ chat: subject }));
        return (open ?? this.addLive(live, chatPlace(this.pages, how), subject)).opened(how);
      },
    };
  }

  private get active(): ChatPanel | undefined {
    return [...this.panels.keys()].find(({ panel }) => panel.active);
  }

  /** @param isEmpty the page is not loaded yet */
  private async restore(place: ChatPlace, { chat, eventId }: ChatSubject, isEmpty: boolean): Promise<void> {
    const { webviewPanel } = place;
    // The page reports that it is ready only once, so its host has to be there before.
    const live = chat && (await orFailure(this.loadLive()));
    if (isEmpty) fillPage(webviewPanel, this.pages.extensionUri, 'chat', undefined, this.pages.files);
    if (chat && this.panelOfLive(chat)) webviewPanel.dispose();
    else if (chat && live && 'store' in live) this.restored(this.addLive(live, place, chat), place);
    else if (chat) {
      const model = new EventModel('', this.app.shield);
      this.add(place, model);
      if (live && !('store' in live)) model.fail(whyOf(live), nextOf(live));
    } else if (eventId !== undefined) void this.restoreEvent(place, eventId);
    else webviewPanel.dispose();
  }

  private restored(panel: ChatPanel, { isPreview }: ChatPlace): void {
    if (isPreview) this.previewTab.restored(panel);
  }

  private show(arrival: ChatArrival, how: HowToShow): ChatPanel {
    const shown = this.modelOf(arrival);
    if (shown) {
      shown.model.show(arrival);
      shown.panel.panel.reveal(undefined, how.preserveFocus);
      return shown.panel;
    }
    const model = new EventModel(arrival.eventId, this.app.shield);
    model.show(arrival);
    const panel = this.add(chatPlace(this.pages, how), model);
    void this.showNewest(model, arrival);
    return panel;
  }

  private addLive(live: LiveChats, place: ChatPlace, subject: LiveSubject): ChatPanel {
    const preview = new ChatPreview(this.app, place.isPreview);
    const model = new LiveModel(subject, livePorts(this.app, live, subject, place.webviewPanel, preview));
    return this.add(place, model, preview, () => this.closedChats.add(live, model));
  }

  private add(
    { webviewPanel, isPreview, hasPage, load }: ChatPlace,
    model: ChatModel,
    preview = new ChatPreview(this.app, isPreview),
    closedByPerson?: () => void,
  ): ChatPanel {
    const panel: ChatPanel = new ChatPanel({
      panel: webviewPanel,
      ...(load && { load }),
      ...{ model, preview, hasPage, clock: this.app.clock, shield: this.app.shield },
      presence: chatPresence(this.app, webviewPanel, model),
      log: (thrown) => this.log(thrown),
      used: () => this.previewTab.keep(panel),
      changed: () => this.changed(),
      closed: (isByPerson) => {
        card.dispose();
        this.panels.delete(panel);
        if (isByPerson) closedByPerson?.();
        this.changed();
      },
    });
    const card = chatCard(this.app, webviewPanel, model, () => this.previewTab.keep(panel));
    this.panels.set(panel, model);
    this.changed();
    return panel;
  }

  private changed(): void {
    const open = [...this.panels.keys()];
    const visible = open.filter(({ panel }) => panel.visible);
    this.shownChats.set(visible.flatMap(({ subject }) => subject.chat?.chatId ?? []));
    this.openPanels.note(
      open.map(({ subject, title, isPreview }) => ({ key: keyOf(subject), title, isPreview })),
    );
  }

  private async restoreEvent(place: ChatPlace, eventId: string): Promise<void> {
    const model = new EventModel(eventId, this.app.shield);
    const panel = this.add(place, model);
    this.restored(panel, place);
    try {
      const arrival = (await this.source.get(eventId))?.arrival;
      if (!arrival || arrival.kind === 'ticket_created') {
        model.fail(
          l10n.t('This chat is no longer kept on this machine.'),
          l10n.t('Events are kept for 30 days.'),
        );
        return;
      }
      const other = this.modelOf(arrival);
      if (other && other.model !== model) {
        panel.panel.dispose();
        return;
      }
      model.show(arrival);
      await this.showNewest(model, arrival);
    } catch (thrown) {
      this.log(thrown);
      model.fail(l10n.t('The events could not be read.'), l10n.t('See the log for details.'));
    }
  }

  /** A newer event of the chat may be stored. */
  private async showNewest(model: EventModel, arrival: ChatArrival): Promise<void> {
    try {
      model.show(await newestOfChat(this.source, arrival));
    } catch (thrown) {
      // The panel keeps showing the older event.
      this.log(thrown);
    }
  }

  private update(arrival: Arrival): void {
    if (arrival.kind !== 'ticket_created') this.modelOf(arrival)?.model.show(arrival, true);
  }

  private modelOf(
    arrival: ChatArrival,
  ): { readonly panel: ChatPanel; readonly model: EventModel } | undefined {
    const key = chatKeyOf(arrival);
    for (const [panel, model] of this.panels) {
      if (model instanceof EventModel && model.arrival && chatKeyOf(model.arrival) === key) {
        return { panel, model };
      }
    }
    return undefined;
  }

  private isLiveOpen(chatId: string): boolean {
    return [...this.panels.keys()].some(({ subject }) => subject.chat?.chatId === chatId);
  }

  private panelOfLive(subject: LiveSubject): ChatPanel | undefined {
    return [...this.panels.keys()].find((panel) => keyOf(panel.subject) === keyOf({ chat: subject }));
  }

  private log(thrown: unknown): void {
    this.app.log.error(traceOf(thrown));
  }
}
