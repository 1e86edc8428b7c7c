import {
  chatProtocol,
  savedChat,
  type ChatProtocol,
  type ChatState,
  type SavedChat,
} from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import { decodeSaved } from '../../protocol/decode';
import type { ChatActionId, PastedFile, SendAnswer } from '../../protocol/liveChat';
import { PageEnd, RequestFault, type Post } from '../../protocol/messages';
import type { DraftSyncEnvironment } from '../shared/draftSync';
import { LivePart, type LiveRenderer } from './livePart';

/** The view, as the page logic uses it. */
export interface ChatRenderer extends LiveRenderer {
  /** Renders everything except the conversation and the composer. */
  draw(state: ChatState): void;
  /** @param scroll scroll position from before the page was hidden; the newest message is shown without one */
  conversation(events: readonly EventView[], scroll: number | undefined): void;
  /** Adds events before the others, which does not change what is drawn. @param events all of them */
  addEarlier(events: readonly EventView[]): void;
  /** Whether the newest message is in view. */
  isAtEnd(): boolean;
  /** The person came from another chat: shows and focuses the top, and announces where they are. */
  enter(text: string): void;
  /** Inserts text at the cursor of the message, and moves the focus there. */
  insert(text: string): void;
}

/** The webview API of the editor. */
export interface ChatEnvironment extends DraftSyncEnvironment {
  readonly post: Post;
  readonly face: ChatRenderer;
  readonly newId: () => string;
  /** State from before the page was hidden or reloaded. */
  readonly kept: unknown;
  keep(state: SavedChat): void;
}

/** Logic of the chat page, without DOM access. */
export class ChatPage {
  private readonly end: PageEnd<ChatProtocol>;
  private readonly live: LivePart;
  private readonly kept: SavedChat | undefined;
  private state: ChatState | undefined;
  private events: readonly EventView[] = [];
  private scroll: number | undefined;

  constructor(private readonly around: ChatEnvironment) {
    this.kept = decodeSaved(savedChat, around.kept);
    this.scroll = this.kept?.scroll;
    this.end = new PageEnd(chatProtocol, around.post, {
      show: (state) => this.show(state),
      conversation: ({ events }) => this.showEvents(events),
      earlier: ({ events }) => {
        this.events = [...events, ...this.events];
        if (this.state?.chat) around.face.addEarlier(this.live.withOutgoing(this.events));
      },
      change: ({ from, events, notice }) => {
        this.showEvents([...this.events.slice(0, from), ...events]);
        if (notice !== undefined) around.face.speak(notice);
      },
      stored: ({ at }) => this.live.stored(at),
      announced: ({ text }) => around.face.announce(text),
      shielded: () => {
        around.face.announce('');
        around.face.speak('');
        around.face.setProblem(undefined);
      },
      inserted: ({ text }) => around.face.insert(text),
      laterWanted: () => void this.live.later(),
      inputFocused: () => around.face.focusComposer(),
      entered: ({ text }) => {
        this.scroll = 0;
        around.face.enter(text);
      },
    });
    this.live = new LivePart(
      {
        ...around,
        requests: {
          draft: (values, at, revision) =>
            this.end.ask('draft', { values, at, ...(revision !== undefined && { revision }) }),
          send: (message) => this.end.ask('send', message),
          later: (message) => this.end.ask('later', message),
          act: (action) => this.act(action),
        },
        faultOf: (thrown) => this.faultOf(thrown),
        redraw: () => this.redraw(),
        keep: () => this.keep(),
      },
      this.kept?.typed,
    );
  }

  /** Reports that the page can receive messages. @param shown what it shows already */
  start(shown?: string): void {
    const { typed } = this.live;
    this.end.send('ready', {
      ...(this.kept && { subject: this.kept.subject }),
      ...(typed && { typed }),
      ...(shown !== undefined && { shown }),
    });
  }

  receive(message: unknown): void {
    this.end.receive(message);
  }

  input(field: 'message' | 'private', value: string | boolean): void {
    this.live.input(field, value);
  }

  async submit(): Promise<void> {
    await this.live.submit();
  }

  async sendLater(): Promise<void> {
    await this.live.later();
  }

  /** Takes back a message that waits. */
  endDelay(): void {
    this.end.send('endDelay', undefined);
  }

  act(action: ChatActionId): void {
    this.end.send('act', { action });
  }

  retry(key: string): void {
    this.end.send('retry', { key });
  }

  takeBack(key: string): void {
    this.end.send('takeBack', { key });
    this.around.face.focusComposer();
  }

  pickFile(): void {
    this.end.send('pickFile', { isPrivate: this.live.isPrivate });
  }

  async paste(file: PastedFile): Promise<void> {
    await this.attach(() => this.end.ask('paste', { file, isPrivate: this.live.isPrivate }));
  }

  async drop(uris: readonly string[]): Promise<void> {
    await this.attach(() => this.end.ask('drop', { uris, isPrivate: this.live.isPrivate }));
  }

  scrolled(to: number): void {
    // Messages that come while the page is hidden are in view as well when it is shown again.
    this.scroll = this.around.face.isAtEnd() ? undefined : to;
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
    this.live.show(state.live);
    if (isNews) this.around.face.announce(notice);
    this.keep();
  }

  private showEvents(events: readonly EventView[]): void {
    this.events = events;
    this.redraw();
  }

  private redraw(): void {
    if (this.state?.chat) this.around.face.conversation(this.live.withOutgoing(this.events), this.scroll);
  }

  private async notifyAfter(work: (state: ChatState) => Promise<string | undefined>): Promise<void> {
    const { state } = this;
    if (!state) return;
    try {
      const text = await work(state);
      if (text !== undefined) this.around.face.announce(text);
    } catch (thrown) {
      this.around.face.announce(this.faultOf(thrown));
    }
  }

  private async attach(ask: () => Promise<SendAnswer>): Promise<void> {
    const { face } = this.around;
    try {
      face.setProblem((await ask()).problem);
    } catch (thrown) {
      face.setProblem(this.faultOf(thrown));
    }
  }

  private faultOf(thrown: unknown): string {
    return thrown instanceof RequestFault ? thrown.message : (this.state?.labels.fault ?? '');
  }

  private keep(): void {
    if (!this.state) return;
    const { subject, isPreview } = this.state;
    const { typed } = this.live;
    this.around.keep({
      subject,
      ...(typed && { typed }),
      ...(this.scroll !== undefined && { scroll: this.scroll }),
      ...(isPreview === true && { isPreview }),
    });
  }
}
