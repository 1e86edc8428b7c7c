import { PageEnd, type Post } from '../../protocol/messages';
import {
  cardProtocol,
  type CardEntry,
  type CardProtocol,
  type CardState,
  type NoteView,
} from '../../protocol/visitorCard';
import { DraftSync, type DraftSyncEnvironment } from '../shared/draftSync';

/** The view, as the logic of the card uses it. */
export interface CardRenderer {
  /** Renders everything but the text of the note. */
  draw(state: CardState): void;
  setNote(text: string): void;
  /** The host does not respond: input is disabled until it does. */
  setWaiting(waiting: boolean): void;
  setProblem(text: string | undefined): void;
}

export interface CardEnvironment extends DraftSyncEnvironment {
  readonly post: Post;
  readonly face: CardRenderer;
  /** Shows and focuses an event of the conversation. */
  readonly reveal: (key: string) => void;
}

/** Logic of the visitor card, which several pages have. No DOM access. */
export class CardPage {
  private readonly end: PageEnd<CardProtocol>;
  private state: CardState | undefined;
  /** The note that can be typed, and the time of its last edit here. */
  private note: { readonly key: string; readonly sync: DraftSync; typedAt: number } | undefined;

  constructor(private readonly around: CardEnvironment) {
    this.end = new PageEnd(cardProtocol, around.post, {
      show: (state) => this.show(state),
      stored: ({ key, at }) => {
        if (this.note?.key === key) this.note.sync.stored(key, at);
      },
      revealed: ({ key }) => around.reveal(key),
    });
    this.end.send('ready', undefined);
  }

  receive(message: unknown): void {
    this.end.receive(message);
  }

  input(text: string): void {
    const { note } = this;
    if (!note) return;
    note.typedAt = note.sync.typed(note.key, { values: { note: text } });
    void this.handOver(text);
  }

  open({ kind, id }: CardEntry): void {
    this.end.send('open', { kind, id });
  }

  search(): void {
    this.end.send('search', undefined);
  }

  cancel(): void {
    this.end.send('cancel', undefined);
  }

  reveal(): void {
    this.end.send('reveal', undefined);
  }

  private show(state: CardState): void {
    this.state = state;
    this.around.face.draw(state);
    if (state.note && !state.note.masked) this.take(state.note);
    else this.note = undefined;
  }

  /** The host's text wins if it is newer; a page that was destroyed may have left newer text. */
  private take({ key, text, savedAt, problem }: NoteView): void {
    this.around.face.setProblem(problem);
    if (this.note?.key === key) {
      if (savedAt <= this.note.typedAt) return;
      this.note.typedAt = savedAt;
      this.around.face.setNote(text);
      return;
    }
    const sync = new DraftSync(this.around, savedAt, (waiting) => this.around.face.setWaiting(waiting));
    const left = sync.recover(key, savedAt)?.values.note;
    this.note = { key, sync, typedAt: savedAt };
    this.around.face.setNote(typeof left === 'string' ? left : text);
    if (typeof left === 'string') this.input(left);
  }

  private async handOver(text: string): Promise<void> {
    const { note } = this;
    if (!note) return;
    const { key, sync, typedAt: at } = note;
    try {
      await sync.follow(this.end.ask('note', { key, text, at }));
    } catch {
      this.around.face.setProblem(this.state?.labels.fault);
    }
  }
}
