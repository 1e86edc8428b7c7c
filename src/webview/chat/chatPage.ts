import {
  chatProtocol,
  keptChat,
  type ChatProtocol,
  type ChatState,
  type KeptChat,
} from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import { keptIn } from '../../protocol/decode';
import { PageEnd, RequestFault, type Post } from '../../protocol/messages';

/** What the logic asks of the drawn page. */
export interface ChatRenderer {
  /** Draws all but the conversation. */
  draw(state: ChatState): void;
  /** @param scroll where the page stood before it was hidden */
  conversation(events: readonly EventView[], scroll: number | undefined): void;
  announce(text: string): void;
}

/** The page as the editor offers it. */
export interface ChatEnvironment {
  readonly post: Post;
  readonly face: ChatRenderer;
  /** What this page kept before it was last hidden or reloaded. */
  readonly kept: unknown;
  keep(state: KeptChat): void;
}

/** The detail of a chat without its looks. Knows no DOM. */
export class ChatPage {
  private readonly end: PageEnd<ChatProtocol>;
  private state: ChatState | undefined;
  private scroll: number | undefined;

  constructor(private readonly around: ChatEnvironment) {
    this.scroll = keptIn(keptChat, around.kept)?.scroll;
    this.end = new PageEnd(chatProtocol, around.post, {
      show: (state) => this.show(state),
      conversation: ({ events }) => {
        if (this.state?.chat) around.face.conversation(events, this.scroll);
      },
    });
  }

  /** Says that the page can be spoken to. */
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
    await this.tell(async ({ labels }) => {
      await this.end.ask('copy', undefined);
      return labels.copied;
    });
  }

  async openAddress(url: string): Promise<void> {
    await this.tell(async () => {
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

  private async tell(work: (state: ChatState) => Promise<string | undefined>): Promise<void> {
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
