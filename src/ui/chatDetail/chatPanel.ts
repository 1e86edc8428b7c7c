import { env, l10n, type WebviewPanel } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { oneLine } from '../../core/base/plainText';
import type { ChatArrival } from '../../core/domain/arrival';
import { chatProtocol, type ChatProtocol, type ChatState } from '../../protocol/chat';
import { HostEnd } from '../../protocol/messages';
import { visitorName } from '../shell/arrivalLabels';
import { openAddress } from '../shell/openAddress';
import { chatMarkdown } from './chatMarkdown';
import { addressesIn, chatEvents, chatView } from './chatView';
import { chatPageLabels, chatViewLabels } from './chatLabels';

export interface ChatPanelOptions {
  readonly panel: WebviewPanel;
  /** Of the event that it was opened for. */
  readonly eventId: string;
  readonly log: (thrown: unknown) => void;
  /** The panel has another title or shows another event. */
  readonly changed: () => void;
  readonly closed: () => void;
}

/** What a panel shows: not known yet, a chat, or the reason why there is none. */
type Content =
  | { readonly kind: 'loading' }
  | { readonly kind: 'chat'; readonly arrival: ChatArrival }
  | { readonly kind: 'trouble'; readonly title: string; readonly text: string };

/** One open chat. Its page can vanish and come back. */
export class ChatPanel implements Disposable {
  readonly panel: WebviewPanel;
  /** The editor forgets a panel's title with the panel. */
  title = l10n.t('Chat');
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<ChatProtocol>;
  private readonly labels = chatPageLabels();
  private readonly view = chatViewLabels();
  private content: Content = { kind: 'loading' };
  private notice: string | undefined;
  private ready = false;
  private open = true;

  constructor(private readonly options: ChatPanelOptions) {
    const { panel } = options;
    this.panel = panel;
    this.end = new HostEnd(
      chatProtocol,
      (message) => this.open && panel.webview.postMessage(message),
      {
        ready: () => {
          this.ready = true;
          this.tell();
        },
        copy: () => this.copy(),
        openAddress: ({ url }) => this.openAddress(url),
      },
      (thrown) => {
        options.log(thrown);
        return this.labels.fault;
      },
    );
    this.owned.add(panel.webview.onDidReceiveMessage((message) => this.end.receive(message)));
    this.owned.add(panel.onDidDispose(() => this.dispose()));
  }

  /** The newest event of the chat that is shown. */
  get eventId(): string {
    return this.arrival?.eventId ?? this.options.eventId;
  }

  get arrival(): ChatArrival | undefined {
    return this.content.kind === 'chat' ? this.content.arrival : undefined;
  }

  /**
   * Shows the chat as it was at this event. An older event than the one on show changes nothing.
   * @param isNews whether it happened just now, so that it is also said
   */
  show(arrival: ChatArrival, isNews = false): void {
    const before = this.arrival;
    if (before?.eventId === arrival.eventId) return;
    if (before?.kind === 'chat_ended' && arrival.kind === 'chat_started') return;
    if (isNews && before?.kind === 'chat_started' && arrival.kind === 'chat_ended') {
      this.notice = l10n.t('The chat ended.');
    }
    this.content = { kind: 'chat', arrival };
    this.title = oneLine(visitorName(arrival.visitor), 40);
    this.panel.title = this.title;
    this.options.changed();
    this.tell();
  }

  /** Says why there is no chat to show. */
  fail(title: string, text: string): void {
    this.content = { kind: 'trouble', title, text };
    this.tell();
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
    this.owned.dispose();
    this.options.closed();
  }

  private tell(): void {
    if (!this.open || !this.ready) return;
    const { arrival } = this;
    this.end.notify('show', this.state());
    this.end.notify('conversation', { events: arrival ? chatEvents(arrival, this.view) : [] });
  }

  private state(): ChatState {
    const { content, notice, eventId, labels } = this;
    const about = { labels, eventId, ...(notice !== undefined && { notice }) };
    switch (content.kind) {
      case 'loading':
        return { ...about, title: l10n.t('Chat') };
      case 'trouble':
        return {
          ...about,
          title: l10n.t('Chat'),
          problem: { title: content.title, text: content.text },
        };
      case 'chat': {
        const chat = chatView(content.arrival, this.view);
        return { ...about, title: chat.title, chat };
      }
    }
  }

  private async copy(): Promise<undefined> {
    const { arrival } = this;
    if (!arrival) return undefined;
    await env.clipboard.writeText(
      chatMarkdown(chatView(arrival, this.view), chatEvents(arrival, this.view), this.labels.conversation),
    );
    return undefined;
  }

  /** A page cannot have anything opened but what stands in the chat. */
  private async openAddress(url: string): Promise<{ opened: boolean }> {
    const known = this.arrival !== undefined && addressesIn(this.arrival).has(url);
    const origin = l10n.t('This address comes from the chat and was chosen by whoever wrote it.');
    return { opened: known && (await openAddress(url, origin)) };
  }
}
