import { env, l10n, type WebviewPanel } from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { oneLine } from '../../core/base/plainText';
import type { ChatArrival } from '../../core/domain/arrival';
import { chatProtocol, type ChatProtocol, type ChatState } from '../../protocol/chat';
import { HostEnd } from '../../protocol/messages';
import { visitorName } from '../messages/arrivalLabels';
import { chatMarkdown } from '../messages/markdown';
import { openAddress } from '../shell/openAddress';
import { addressesIn, chatEvents, chatView } from './chatView';
import { chatPageLabels, chatViewLabels } from './chatLabels';

export interface ChatPanelOptions {
  readonly panel: WebviewPanel;
  /** The event that the panel was opened for. */
  readonly eventId: string;
  readonly log: (thrown: unknown) => void;
  /** Called when the title or the event changes. */
  readonly changed: () => void;
  readonly closed: () => void;
}

type Content =
  | { readonly kind: 'loading' }
  | { readonly kind: 'chat'; readonly arrival: ChatArrival }
  | { readonly kind: 'problem'; readonly title: string; readonly text: string };

/** One open chat. The editor may destroy and recreate its page. */
export class ChatPanel implements Disposable {
  readonly panel: WebviewPanel;
  /** Nothing can be typed. */
  readonly hasUnsaved = false;
  /** Kept here because a disposed panel has no title. */
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
          this.sendState();
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

  /** The newest event shown. */
  get eventId(): string {
    return this.arrival?.eventId ?? this.options.eventId;
  }

  get arrival(): ChatArrival | undefined {
    return this.content.kind === 'chat' ? this.content.arrival : undefined;
  }

  /**
   * Shows the chat as of this event, unless a newer event is shown.
   * @param isLive whether the event has just arrived, so that the end of the chat is announced
   */
  show(arrival: ChatArrival, isLive = false): void {
    const before = this.arrival;
    if (before?.eventId === arrival.eventId) return;
    if (before?.kind === 'chat_ended' && arrival.kind === 'chat_started') return;
    if (isLive && before?.kind === 'chat_started' && arrival.kind === 'chat_ended') {
      this.notice = l10n.t('The chat ended.');
    }
    this.content = { kind: 'chat', arrival };
    this.title = oneLine(visitorName(arrival.visitor), 40);
    this.panel.title = this.title;
    this.options.changed();
    this.sendState();
  }

  /** Shows an error instead of a chat. */
  fail(title: string, text: string): void {
    this.content = { kind: 'problem', title, text };
    this.sendState();
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
    this.owned.dispose();
    this.options.closed();
  }

  private sendState(): void {
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
      case 'problem':
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
      chatMarkdown(chatView(arrival, this.view), chatEvents(arrival, this.view), this.labels),
    );
    return undefined;
  }

  /** Only addresses that occur in the chat can be opened. */
  private async openAddress(url: string): Promise<{ opened: boolean }> {
    const known = this.arrival !== undefined && addressesIn(this.arrival).has(url);
    const origin = l10n.t('This address comes from the chat and was chosen by whoever wrote it.');
    return { opened: known && (await openAddress(url, origin)) };
  }
}
