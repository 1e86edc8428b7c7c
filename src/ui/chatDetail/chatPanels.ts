import { l10n, ViewColumn, type WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import { traceOf } from '../../core/base/log';
import { chatKeyOf, type Arrival, type ChatArrival } from '../../core/domain/arrival';
import { panelTypes } from '../../manifest';
import { decodeSaved } from '../../protocol/decode';
import { savedChat } from '../../protocol/chat';
import type { App } from '../shell/app';
import type { LoadedPanels } from '../shell/panels/lazyPanels';
import { OpenPanels } from '../shell/panels/openPanels';
import { fillPage, openPage } from '../shell/panels/page';
import type { ShowOptions } from '../shell/panels/previewTab';
import { ChatPanel } from './chatPanel';
import { newestOfChat, type ChatSource } from './newestOfChat';

/** Stored and incoming events. */
export interface ChatEvents extends Pick<ChatSource, 'get'> {
  readonly activity: Pick<ChatSource, 'page'>;
  readonly onDidArrive: Event<Arrival>;
}

/** The open chats, one panel each. They update with incoming events and are restored after a reload. */
export class ChatPanels implements LoadedPanels {
  private readonly owned = new DisposableStore();
  private readonly panels = new Set<ChatPanel>();
  private readonly openPanels: OpenPanels;
  private readonly source: ChatSource;

  constructor(
    private readonly app: App,
    events: ChatEvents,
  ) {
    this.openPanels = new OpenPanels(app.context.workspaceState, panelTypes.chat);
    this.source = {
      page: (query) => events.activity.page(query),
      get: (eventId) => events.get(eventId),
    };
    this.owned.add(events.onDidArrive((arrival) => this.update(arrival)));
  }

  /** Opens the chat of an event, or reveals its panel. */
  open(arrival: ChatArrival, options: ShowOptions = {}): void {
    const isOpen = this.panelOf(arrival) !== undefined;
    const show = (how: ShowOptions): ChatPanel => this.show(arrival, how);
    this.app.previewTab.open({ key: chatKeyOf(arrival), isOpen, show }, options);
  }

  async deserializeWebviewPanel(webviewPanel: WebviewPanel, state: unknown): Promise<void> {
    const eventId = decodeSaved(savedChat, state)?.eventId;
    if (eventId === undefined) {
      // The page was closed before it stored which chat it shows.
      webviewPanel.dispose();
      return Promise.resolve();
    }
    fillPage(webviewPanel, this.app.context.extensionUri, 'chat');
    void this.restore(this.addPanel(webviewPanel, eventId), eventId);
    return Promise.resolve();
  }

  /** Panels stay open: the editor restores them, or the window closes with them. */
  dispose(): void {
    this.owned.dispose();
  }

  private show(arrival: ChatArrival, { preserveFocus = false }: ShowOptions): ChatPanel {
    const shown = this.panelOf(arrival);
    if (shown) {
      shown.show(arrival);
      shown.panel.reveal(undefined, preserveFocus);
      return shown;
    }
    const panel = this.addPanel(this.newPanel(preserveFocus), arrival.eventId);
    panel.show(arrival);
    void this.showNewest(panel, arrival);
    return panel;
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

  reopen(keys: readonly string[]): void {
    for (const eventId of keys) {
      void this.restore(this.addPanel(this.newPanel(), eventId), eventId);
    }
  }

  private addPanel(webviewPanel: WebviewPanel, eventId: string): ChatPanel {
    const panel: ChatPanel = new ChatPanel({
      panel: webviewPanel,
      eventId,
      log: (thrown) => this.log(thrown),
      changed: () => this.saveOpenPanels(),
      closed: () => {
        this.panels.delete(panel);
        this.saveOpenPanels();
      },
    });
    this.panels.add(panel);
    this.saveOpenPanels();
    return panel;
  }

  private saveOpenPanels(): void {
    this.openPanels.note([...this.panels].map(({ eventId, title }) => ({ key: eventId, title })));
  }

  private async restore(panel: ChatPanel, eventId: string): Promise<void> {
    try {
      const arrival = (await this.source.get(eventId))?.arrival;
      if (!arrival || arrival.kind === 'ticket_created') {
        panel.fail(
          l10n.t('This chat is no longer kept on this machine.'),
          l10n.t('Events are kept for 30 days.'),
        );
        return;
      }
      const other = this.panelOf(arrival);
      if (other && other !== panel) {
        panel.panel.dispose();
        return;
      }
      panel.show(arrival);
      await this.showNewest(panel, arrival);
    } catch (thrown) {
      this.log(thrown);
      panel.fail(l10n.t('The events could not be read.'), l10n.t('See the log for details.'));
    }
  }

  /** A newer event of the chat may be stored. */
  private async showNewest(panel: ChatPanel, arrival: ChatArrival): Promise<void> {
    try {
      panel.show(await newestOfChat(this.source, arrival));
    } catch (thrown) {
      // The panel keeps showing the older event.
      this.log(thrown);
    }
  }

  private update(arrival: Arrival): void {
    if (arrival.kind !== 'ticket_created') this.panelOf(arrival)?.show(arrival, true);
  }

  private panelOf(arrival: ChatArrival): ChatPanel | undefined {
    const key = chatKeyOf(arrival);
    return [...this.panels].find((panel) => panel.arrival && chatKeyOf(panel.arrival) === key);
  }

  private log(thrown: unknown): void {
    this.app.log.error(traceOf(thrown));
  }
}
