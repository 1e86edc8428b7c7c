import type { EventView } from '../../protocol/conversation';
import { decodeSaved } from '../../protocol/decode';
import {
  detailProtocol,
  savedDetail,
  partOf,
  type ConflictChoice,
  type DetailForm,
  type DetailPart,
  type DetailProtocol,
  type DetailState,
  type SavedDetail,
} from '../../protocol/detail';
import type { FieldNote, FormValue, FormValues, PageInput, TypedInput } from '../../protocol/form';
import type { DelayedReply } from '../../protocol/delayedReply';
import { completed, pickValues, storableValues, sameValue, trackBase } from '../../protocol/formValues';
import { PageEnd, RequestFault, type Post } from '../../protocol/messages';
import { Countdown } from '../shared/countdown';
import { DraftSync, type DraftSyncEnvironment } from '../shared/draftSync';

/** The view, as the page logic uses it. */
export interface DetailRenderer {
  /** Renders everything except the conversation. */
  draw(state: DetailState, values: FormValues): void;
  /** @param scroll scroll position from before the page was hidden */
  conversation(events: readonly EventView[], scroll: number | undefined): void;
  setBusy(part: DetailPart | 'load' | undefined): void;
  /** The host does not respond: input is disabled until it does. */
  setWaiting(waiting: boolean): void;
  setProblems(problems: readonly FieldNote[], failure: { part: DetailPart; text: string } | undefined): void;
  clearProblem(field: string): void;
  /** Shows that the reply waits this long, or hides that. */
  setDelayed(delayed: DelayedReply | undefined, seconds: number): void;
  /** Whether this part has unsaved input. */
  setPending(part: DetailPart, pending: boolean): void;
  setPrivate(isPrivate: boolean): void;
  /** Focuses the first of these fields, or the part's next control, unless the person types elsewhere on the page. */
  returnTo(part: DetailPart, faulty: readonly string[]): void;
  announce(text: string): void;
  /** The person came from another ticket: shows and focuses the top, and announces where they are. */
  enter(text: string): void;
  /** Inserts text at the cursor of the message, and moves the focus there. */
  insert(text: string): void;
}

/** The webview API of the editor. */
export interface DetailEnvironment extends DraftSyncEnvironment {
  readonly post: Post;
  readonly face: DetailRenderer;
  /** State from before the page was hidden or reloaded. */
  readonly kept: unknown;
  keep(state: SavedDetail): void;
}

/** Logic of the ticket page: input, drafts and saving, without DOM access. */
export class DetailPage {
  private readonly end: PageEnd<DetailProtocol>;
  private readonly kept: SavedDetail | undefined;
  private state: DetailState | undefined;
  private form: DetailForm | undefined;
  private values: FormValues = {};
  /** See `DetailForm.base`. */
  private base: FormValues = {};
  private busy = false;
  private scroll: number | undefined;
  private typedAt: number | undefined;
  /** Input since a discard, until the host has confirmed the discard. */
  private sinceDiscard: FormValues | undefined;
  private readonly draftSync: DraftSync;
  private readonly countdown: Countdown;

  constructor(private readonly around: DetailEnvironment) {
    this.kept = decodeSaved(savedDetail, around.kept);
    this.scroll = this.kept?.scroll;
    this.typedAt = this.kept?.at;
    const { face } = around;
    this.draftSync = new DraftSync(around, this.typedAt ?? 0, (isWaiting) => face.setWaiting(isWaiting));
    this.countdown = new Countdown(
      around,
      (...delayed) => face.setDelayed(...delayed),
      (text) => face.announce(text),
    );
    this.end = new PageEnd(detailProtocol, around.post, {
      show: (state) => this.show(state),
      conversation: ({ events }) => this.around.face.conversation(events, this.scroll),
      stored: ({ at }) => this.state && this.draftSync.stored(this.state.key, at),
      announced: ({ text }) => face.announce(text),
      inserted: ({ text }) => face.insert(text),
      laterWanted: () => void this.submit('reply', 'later'),
      entered: ({ text }) => {
        this.scroll = 0;
        around.face.enter(text);
      },
    });
  }

  /** Reports that the page can receive messages. @param shown what it shows already */
  start(shown?: string): void {
    this.end.send('ready', {
      ...(this.kept && { kept: this.kept }),
      ...(shown !== undefined && { shown }),
    });
  }

  receive(message: unknown): void {
    this.end.receive(message);
  }

  input(field: string, value: FormValue): void {
    if (!this.form) return;
    const before = this.pending();
    this.values = { ...this.values, [field]: value };
    this.base = ofFields(trackBase(this.base, { before, after: this.pending() }, this.form.initial));
    if (this.sinceDiscard) this.sinceDiscard = { ...this.sinceDiscard, [field]: value };
    this.around.face.clearProblem(field);
    this.showPending();
    void this.handOver();
  }

  scrolled(to: number): void {
    this.scroll = to;
    this.keep();
  }

  /** @param how `later`: the user is asked when the reply is sent */
  async submit(part: DetailPart, how?: 'later'): Promise<void> {
    const { state, around } = this;
    if (!this.form || !state || this.busy) return;
    this.setBusy(part);
    try {
      const request = how ?? (part === 'reply' ? 'send' : 'save');
      const { failure, problems } = await this.end.ask(request, this.sent());
      this.setBusy(undefined);
      around.face.setProblems(problems, failure === undefined ? undefined : { part, text: failure });
      const faulty = problems.map(({ field }) => field);
      around.face.returnTo(part, faulty);
    } catch (thrown) {
      this.setBusy(undefined);
      around.face.setProblems([], { part, text: sentenceOf(thrown, state) });
      around.face.returnTo(part, []);
    }
  }

  discard(part: DetailPart): void {
    if (!this.form || !this.state || this.busy) return;
    const rest = Object.entries(this.values).filter(([name]) => partOf(name) !== part);
    this.values = completed(this.form.spec, this.form.initial, Object.fromEntries(rest));
    this.sinceDiscard = {};
    this.around.face.draw(this.state, this.values);
    this.showPending();
    this.end.send('discard', { part });
  }

  refresh(): void {
    this.end.send('refresh', undefined);
  }

  reveal(): void {
    this.end.send('reveal', undefined);
  }

  act(command: 'retry' | 'signIn' | 'takeBack'): void {
    this.end.send(command, undefined);
  }

  resolve(choice: ConflictChoice): void {
    this.end.send('resolve', { choice });
  }

  openTicket(id: string): void {
    this.end.send('openTicket', { id });
  }

  async copy(): Promise<void> {
    await this.notifyAfter(async (labels) => {
      await this.end.ask('copy', undefined);
      return labels.copied;
    });
  }

  async openAddress(url: string): Promise<void> {
    await this.notifyAfter(() => this.end.ask('openAddress', { url }).then(() => undefined));
  }

  /** Called for every key press, so that nothing is lost if the page is destroyed or the host is killed. */
  private async handOver(): Promise<void> {
    if (!this.state) return;
    this.typedAt = this.draftSync.typed(this.state.key, this.typed());
    this.keep();
    try {
      await this.draftSync.follow(this.end.ask('draft', { ...this.sent(), at: this.typedAt }));
    } catch (thrown) {
      this.around.face.announce(sentenceOf(thrown, this.state));
    }
  }

  private show(state: DetailState): void {
    const left = state.form && !this.form ? this.draftSync.recover(state.key, state.lastEditAt) : undefined;
    this.state = state;
    if (state.form) this.take(state.form, left);
    this.around.face.draw(left ? withRestored(state, left.values) : state, this.values);
    this.setBusy(state.busy);
    this.countdown.set(state.delayed);
    if (!state.form) {
      this.keep();
      return;
    }
    if (!this.busy) this.around.face.setProblems(state.form.problems, state.form.failure);
    this.showPending();
    if (left) void this.handOver();
    else this.keep();
  }

  /** The host's values win if their version is newer; otherwise input that differs from the ticket is kept. */
  private take(form: DetailForm, left: TypedInput | undefined): void {
    const before = this.form;
    if (left) this.values = completed(form.spec, form.initial, left.values);
    else if (before?.revision !== form.revision) {
      this.values = { ...form.values, ...this.sinceDiscard };
      this.sinceDiscard = undefined;
    } else {
      const typed = Object.entries(this.values).filter(
        ([name, value]) => !sameValue(value, before.initial[name]),
      );
      this.values = completed(form.spec, form.initial, Object.fromEntries(typed));
    }
    this.form = form;
    this.base = pickValues({ ...this.base, ...form.base, ...left?.base }, Object.keys(this.pending()));
  }

  private async notifyAfter(
    work: (labels: DetailState['labels']) => Promise<string | undefined>,
  ): Promise<void> {
    const { state } = this;
    if (!state) return;
    try {
      const text = await work(state.labels);
      if (text !== undefined) this.around.face.announce(text);
    } catch (thrown) {
      this.around.face.announce(sentenceOf(thrown, state));
    }
  }

  private setBusy(busy: DetailPart | 'load' | undefined): void {
    this.busy = busy === 'reply' || busy === 'fields';
    this.around.face.setBusy(busy);
  }

  private showPending(): void {
    const names = Object.keys(this.pending());
    for (const part of ['reply', 'fields'] as const) {
      this.around.face.setPending(
        part,
        names.some((name) => partOf(name) === part),
      );
    }
    this.around.face.setPrivate(this.values.private === true);
  }

  private pending(): FormValues {
    return this.form ? storableValues(this.form.spec, this.form.initial, this.values) : {};
  }

  private typed(values = this.pending()): TypedInput {
    const base = pickValues(this.base, Object.keys(values));
    return { values, ...(Object.keys(base).length > 0 && { base }) };
  }

  private sent(): PageInput {
    return { ...this.typed(), ...(this.form && { revision: this.form.revision }) };
  }

  private keep(): void {
    if (!this.state) return;
    const { values, base } = this.kept ?? {};
    this.around.keep({
      key: this.state.key,
      ...(this.typedAt !== undefined && { at: this.typedAt }),
      ...(this.form ? this.typed() : { ...(values && { values }), ...(base && { base }) }),
      ...(this.scroll !== undefined && { scroll: this.scroll }),
      ...(this.state.isPreview === true && { isPreview: true }),
      ...(this.state.from && { from: this.state.from }),
    });
  }
}

function ofFields(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => partOf(name) === 'fields'));
}

/** Marks the parts with restored input. */
function withRestored(state: DetailState, left: FormValues): DetailState {
  const restored = [...new Set(Object.keys(left).map(partOf))];
  return { ...state, ...(state.form && { form: { ...state.form, restored } }) };
}

function sentenceOf(thrown: unknown, { labels }: DetailState): string {
  return thrown instanceof RequestFault ? thrown.message : labels.fault;
}
