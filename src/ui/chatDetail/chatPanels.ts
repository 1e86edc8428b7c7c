import { l10n, ViewColumn, type WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import { traceOf, logRejection } from '../../core/base/log';
import { chatKeyOf, type Arrival, type ChatArrival } from '../../core/domain/arrival';
import { panelTypes } from '../../manifest';
import { decodeSaved } from '../../protocol/decode';
import { savedChat, type ChatSubject } from '../../protocol/chat';
import type { App } from '../shell/app';
import type { LoadedPanels } from '../shell/panels/lazyPanels';
import { OpenPanels } from '../shell/panels/openPanels';
import { fillPage, openPage } from '../shell/panels/page';
import type { ShowOptions } from '../shell/panels/previewTab';
import { ChatPanel, type ChatModel } from './chatPanel';
import { failureOf, type Failure } from '../../core/domain/failure';
import { nextOf, whyOf } from '../messages/failureMessages';
import { EventModel } from './eventModel';
import { LiveModel, type LiveSubject } from './liveModel';
import { livePorts, type LiveChats } from './livePorts';
import { newestOfChat, type ChatSource } from './newestOfChat';
import { ShownChats, type ShownChatsLeader } from './shownChats';

/** Stored and incoming events. */
export interface ChatEvents extends Pick<ChatSource, 'get'>, ShownChatsLeader {
  readonly activity: Pick<ChatSource, 'page'>;
  readonly onDidArrive: Event<Arrival>;
}

/** The open chats, one panel each. They update with incoming events and are restored after a reload. */
export class ChatPanels implements LoadedPanels {
  private readonly owned = new DisposableStore();
  private readonly panels = new Map<ChatPanel, ChatModel>();
  private readonly openPanels: OpenPanels;
  private readonly source: ChatSource;
  private readonly shownChats: ShownChats;

  constructor(
    private readonly app: App,
    events: ChatEvents,
    /** @throws FailureError without an account that has running chats */
    private readonly loadLive: () => Promise<LiveChats>,
  ) {
    this.openPanels = new OpenPanels(app.context.workspaceState, panelTypes.chat);
    this.source = {
      page: (query) => events.activity.page(query),
      get: (eventId) => events.get(eventId),
    };
    this.shownChats = this.owned.add(new ShownChats(events, app.clock));
    this.owned.add(events.onDidArrive((arrival) => this.update(arrival)));
  }

  /** Opens the chat of an event, or reveals its panel. */
  open(arrival: ChatArrival, options: ShowOptions = {}): void {
    const isOpen = this.modelOf(arrival) !== undefined;
    const show = (how: ShowOptions): ChatPanel => this.show(arrival, how);
    this.app.previewTab.open({ key: chatKeyOf(arrival), isOpen, show }, options);
  }

  /** Opens a chat that LiveChat still has, or reveals its panel. @throws FailureError */
  async openLiveChat(subject: LiveSubject, options: ShowOptions = {}): Promise<void> {
    const live = await this.loadLive();
    const open = this.panelOfLive(subject);
    const show = ({ preserveFocus = false }: ShowOptions): ChatPanel => {
      open?.panel.reveal(undefined, preserveFocus);
      return open ?? this.addLive(live, this.newPanel(preserveFocus), subject);
    };
    this.app.previewTab.open({ key: keyOf({ chat: subject }), isOpen: open !== undefined, show }, options);
  }

  async deserializeWebviewPanel(webviewPanel: WebviewPanel, state: unknown): Promise<void> {
    const subject = decodeSaved(savedChat, state)?.subject;
    if (!subject?.chat && subject?.eventId === undefined) {
      // The page was closed before it stored which chat it shows.
      webviewPanel.dispose();
      return;
    }
    await this.restore(webviewPanel, subject, true);
  }

  /** Panels stay open: the editor restores them, or the window closes with them. */
  dispose(): void {
    this.owned.dispose();
  }

  reopen(keys: readonly string[]): void {
    for (const key of keys) {
      logRejection(this.restore(this.newPanel(), subjectIn(key), false), this.app.log);
    }
  }

  /** @param isEmpty the page is not loaded yet */
  private async restore(
    webviewPanel: WebviewPanel,
    { chat, eventId }: ChatSubject,
    isEmpty: boolean,
  ): Promise<void> {
    // The page reports that it is ready only once, so its host has to be there before.
    const live = chat && (await this.liveOrProblem());
    if (isEmpty) fillPage(webviewPanel, this.app.context.extensionUri, 'chat');
    if (chat && this.panelOfLive(chat)) webviewPanel.dispose();
    else if (chat && live && 'store' in live) this.addLive(live, webviewPanel, chat);
    else if (chat) {
      const model = new EventModel('');
      this.add(webviewPanel, model);
      if (live && !('store' in live)) model.fail(whyOf(live), nextOf(live));
    } else if (eventId !== undefined) void this.restoreEvent(webviewPanel, eventId);
    else webviewPanel.dispose();
  }

  private async liveOrProblem(): Promise<LiveChats | Failure> {
    try {
      return await this.loadLive();
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!failure) throw thrown;
      return failure;
    }
  }

  private show(arrival: ChatArrival, { preserveFocus = false }: ShowOptions): ChatPanel {
    const shown = this.modelOf(arrival);
    if (shown) {
      shown.model.show(arrival);
      shown.panel.panel.reveal(undefined, preserveFocus);
      return shown.panel;
    }
    const model = new EventModel(arrival.eventId);
    const panel = this.add(this.newPanel(preserveFocus), model);
    model.show(arrival);
    void this.showNewest(model, arrival);
    return panel;
  }

  private addLive(live: LiveChats, webviewPanel: WebviewPanel, subject: LiveSubject): ChatPanel {
    return this.add(webviewPanel, new LiveModel(subject, livePorts(this.app, live, subject, webviewPanel)));
  }

  private newPanel(preserveFocus = false): WebviewPanel {
    return openPage(this.app.context.extensionUri, {
      viewType: panelTypes.chat,
      page: 'chat',
      title: l10n.t('Chat'),
      column: ViewColumn.Active,
      preserveFocus,
    });
  }

  private add(webviewPanel: WebviewPanel, model: ChatModel): ChatPanel {
    const panel: ChatPanel = new ChatPanel({
      panel: webviewPanel,
      model,
      log: (thrown) => this.log(thrown),
      changed: () => this.changed(),
      closed: () => {
        this.panels.delete(panel);
        this.changed();
      },
    });
    this.panels.set(panel, model);
    this.changed();
    return panel;
  }

  private changed(): void {
    const visible = [...this.panels.keys()].filter(({ panel }) => panel.visible);
    this.shownChats.set(visible.flatMap(({ subject }) => subject.chat?.chatId ?? []));
    this.openPanels.note(
      [...this.panels.keys()].map(({ subject, title }) => ({ key: keyOf(subject), title })),
    );
  }

  private async restoreEvent(webviewPanel: WebviewPanel, eventId: string): Promise<void> {
    const model = new EventModel(eventId);
    const panel = this.add(webviewPanel, model);
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

  private panelOfLive(subject: LiveSubject): ChatPanel | undefined {
    const key = keyOf({ chat: subject });
    return [...this.panels.keys()].find((panel) => keyOf(panel.subject) === key);
  }

  private log(thrown: unknown): void {
    this.app.log.error(traceOf(thrown));
  }
}

/** Identifies a panel: the id of an event, or account and chat. */
function keyOf({ eventId, chat }: ChatSubject): string {
  return chat ? JSON.stringify([chat.account, chat.chatId]) : (eventId ?? '');
}

function subjectIn(key: string): ChatSubject {
  if (!key.startsWith('[')) return { eventId: key };
  const [account = '', chatId = ''] = JSON.parse(key) as readonly string[];
  return { chat: { account, chatId } };
}
