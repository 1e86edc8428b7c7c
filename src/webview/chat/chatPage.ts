import {
  chatProtocol,
  savedChat,
  type ChatProtocol,
  type ChatState,
  type SavedChat,
} from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import { decodeSaved } from '../../protocol/decode';
import { PageEnd, RequestFault, type Post } from '../../protocol/messages';

/** The view, as the page logic uses it. */
export interface ChatRenderer {
  /** Renders everything except the conversation. */
  draw(state: ChatState): void;
  /** @param scroll scroll position from before the page was hidden */
  conversation(events: readonly EventView[], scroll: number | undefined): void;
  announce(text: string): void;
}

/** The webview API of the editor. */
export interface ChatEnvironment {
  readonly post: Post;
  readonly face: ChatRenderer;
  /** State from before the page was hidden or reloaded. */
  readonly kept: unknown;
  keep(state: SavedChat): void;
}

/** Logic of the chat page, without DOM access. */
export class ChatPage {
  private readonly end: PageEnd<ChatProtocol>;
  private state: ChatState | undefined;
  private scroll: number | undefined;

  constructor(private readonly around: ChatEnvironment) {
    this.scroll = decodeSaved(savedChat, around.kept)?.scroll;
    this.end = new PageEnd(chatProtocol, around.post, {
      show: (state) => this.show(state),
      conversation: ({ events }) => {
        if (this.state?.chat) around.face.conversation(events, this.scroll);
      },
    });
  }

  /** Reports that the page can receive messages. */
  start(): void {
    this.end.send('ready', undefined);
  }

  receive(message: unknown): void {
    this.end.receive(message);
  }

  scrolled(to: number): void {
    this.scroll = to;
    this.keep();
  }

  async copy(): Promise<void> {
    await this.notifyAfter(async ({ labels }) => {
      await this.end.ask('copy', undefined);
      return labels.copied;
    });
  }

  async openAddress(url: string): Promise<void> {
    await this.notifyAfter(async () => {
      await this.end.ask('openAddress', { url });
      return undefined;
    });
  }

  private show(state: ChatState): void {
    const { notice } = state;
    const isNews = notice !== undefined && notice !== this.state?.notice;
    this.state = state;
    this.around.face.draw(state);
    if (isNews) this.around.face.announce(notice);
    this.keep();
  }

  private async notifyAfter(work: (state: ChatState) => Promise<string | undefined>): Promise<void> {
    const { state } = this;
    if (!state) return;
    try {
      const text = await work(state);
      if (text !== undefined) this.around.face.announce(text);
    } catch (thrown) {
      this.around.face.announce(thrown instanceof RequestFault ? thrown.message : state.labels.fault);
    }
  }

  private keep(): void {
    if (!this.state) return;
    const { eventId } = this.state;
    this.around.keep({ eventId, ...(this.scroll !== undefined && { scroll: this.scroll }) });
  }
}
