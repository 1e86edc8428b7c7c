import type { EventView } from '../../protocol/conversation';
import type { FormValue, FormValues, SavedState } from '../../protocol/form';
import type { DelayedReply } from '../../protocol/delayedReply';
import type { LiveView, SendAnswer } from '../../protocol/liveChat';
import { Countdown } from '../shared/countdown';
import { DraftSync, type DraftSyncEnvironment } from '../shared/draftSync';

/** What the composer shows. */
export interface Typed {
  readonly message: string;
  readonly isPrivate: boolean;
}

/** The view of a running chat, as the page logic uses it. */
export interface LiveRenderer {
  /** `undefined`: the chat is shown without composer and actions. */
  drawLive(view: LiveView | undefined, typed: Typed): void;
  setProblem(text: string | undefined): void;
  /** Shows that the message waits this long, or hides that. */
  setDelayed(delayed: DelayedReply | undefined, seconds: number): void;
  announce(text: string): void;
  /** As `announce`, without showing it. */
  speak(text: string): void;
  /** The host does not respond: input is disabled until it does. */
  setWaiting(waiting: boolean): void;
  focusComposer(): void;
  /** The same, unless the person types elsewhere on the page. */
  returnToComposer(): void;
  /** Scrolls to the newest message. */
  showNewest(): void;
  /** Makes several changes as one, so that the page is laid out once. */
  together(change: () => void): void;
}

/** What the host is asked. Each may reject. */
export interface LiveRequests {
  /** @param revision the last one that the page took */
  draft(values: FormValues, at: number, revision: number | undefined): Promise<unknown>;
  act(action: 'resume'): void;
  send(message: { text: string; isPrivate: boolean; customId: string }): Promise<SendAnswer>;
  later(message: { text: string; isPrivate: boolean }): Promise<SendAnswer>;
}

export interface LiveEnvironment extends DraftSyncEnvironment {
  readonly face: LiveRenderer;
  readonly requests: LiveRequests;
  /** A sentence for a request that failed. */
  readonly faultOf: (thrown: unknown) => string;
  readonly newId: () => string;
  /** The conversation changed. */
  readonly redraw: () => void;
  /** The input changed. */
  readonly keep: () => void;
}

/** The composer of a running chat: input, draft, and messages that the host does not have yet. */
export class LivePart {
  private view: LiveView | undefined;
  private values: FormValues = {};
  private typedAt: number | undefined;
  private readonly draftSync: DraftSync;
  private readonly countdown: Countdown;
  /** Shown at once, before any answer of the host. */
  private outgoing: readonly EventView[] = [];

  constructor(
    private readonly around: LiveEnvironment,
    private readonly kept: SavedState | undefined,
  ) {
    this.draftSync = new DraftSync(around, kept?.at ?? 0, (waiting) => around.face.setWaiting(waiting));
    const { face } = around;
    this.countdown = new Countdown(
      around,
      (...delayed) => face.setDelayed(...delayed),
      (text) => face.speak(text),
    );
  }

  /** The input, for the state that the page persists. */
  get typed(): SavedState | undefined {
    const { view, typedAt } = this;
    if (!view?.composer || typedAt === undefined) return this.kept;
    return { key: view.key, at: typedAt, values: this.values };
  }

  /** Whether what is sent now is for agents only. */
  get isPrivate(): boolean {
    return this.view?.composer?.isPrivateOnly === true || this.values.private === true;
  }

  show(view: LiveView | undefined): void {
    const before = this.view;
    this.view = view;
    const left = view && before?.key !== view.key ? this.recover(view) : undefined;
    if (left) this.values = left;
    else if (view?.composer && before?.composer?.revision !== view.composer.revision) {
      this.values = view.composer.values;
    }
    this.draw();
    this.countdown.set(view?.composer?.delayed);
    if (left) void this.handOver();
  }

  input(field: 'message' | 'private', value: FormValue): void {
    if (!this.view?.composer) return;
    this.values = { ...this.values, [field]: value };
    this.around.face.setProblem(undefined);
    void this.handOver();
  }

  /** The input up to this time is stored by the host. */
  stored(at: number): void {
    if (this.view) this.draftSync.stored(this.view.key, at);
  }

  async submit(): Promise<void> {
    const { view, around } = this;
    const composer = view?.composer;
    if (!composer || view.isBusy || composer.delayed) return;
    const text = this.message;
    if (text.trim() === '') return;
    if (composer.resumes) {
      around.requests.act('resume');
      return;
    }
    const { isPrivate } = this;
    const customId = around.newId();
    if (composer.delays) {
      // It stays in the composer until it is sent.
      around.face.setProblem(await this.ask(around.requests.send({ text, isPrivate, customId })));
      around.face.returnToComposer();
      return;
    }
    this.outgoing = [...this.outgoing, this.viewOf({ text, isPrivate, customId }, composer.labels)];
    this.values = { ...this.values, message: '' };
    around.face.together(() => {
      this.draw();
      around.redraw();
    });
    around.face.showNewest();
    void this.handOver();
    const problem = await this.send({ text, isPrivate, customId });
    this.outgoing = this.outgoing.filter(({ key }) => key !== customId);
    if (problem !== undefined) {
      // The text returns to the composer, before anything typed since.
      this.values = { ...this.values, message: [text, this.message].filter(Boolean).join('\n') };
      this.draw();
      around.face.setProblem(problem);
      void this.handOver();
    }
    around.redraw();
  }

  /** The user is asked when the message is sent. */
  async later(): Promise<void> {
    const { view, around, message: text, isPrivate } = this;
    const { resumes, delayed } = view?.composer ?? {};
    if (!view?.composer || view.isBusy || resumes || delayed || text.trim() === '') return;
    around.face.setProblem(await this.ask(around.requests.later({ text, isPrivate })));
    around.face.returnToComposer();
  }

  /** The conversation with the messages that the host does not have yet. */
  withOutgoing(events: readonly EventView[]): readonly EventView[] {
    if (this.outgoing.length === 0) return events;
    const known = new Set(events.slice(-recentEvents).map(({ key }) => key));
    const isHidden = ({ isPrivate }: EventView): boolean =>
      isPrivate && this.view?.customersView !== undefined;
    return [...events, ...this.outgoing.filter((one) => !known.has(one.key) && !isHidden(one))];
  }

  private get message(): string {
    const { message } = this.values;
    return typeof message === 'string' ? message : '';
  }

  private recover({ key, composer }: LiveView): FormValues | undefined {
    if (!composer) return undefined;
    const left = this.draftSync.recover(key, composer.lastEditAt);
    if (left) return left.values;
    return this.kept?.key === key && this.kept.at > composer.lastEditAt ? this.kept.values : undefined;
  }

  private draw(): void {
    const { view } = this;
    this.around.face.drawLive(view, { message: this.message, isPrivate: this.values.private === true });
  }

  /** @returns why it was refused */
  private async send(message: Parameters<LiveRequests['send']>[0]): Promise<string | undefined> {
    const request = this.around.requests.send(message);
    return await this.ask(this.draftSync.follow(request), '');
  }

  /** @param refused the problem of a refusal without one @returns why it was refused */
  private async ask(request: Promise<SendAnswer>, refused?: string): Promise<string | undefined> {
    try {
      const answer = await request;
      if (answer.notice !== undefined) this.around.face.announce(answer.notice);
      return answer.outcome === 'accepted' ? undefined : (answer.problem ?? refused);
    } catch (thrown) {
      return this.around.faultOf(thrown);
    }
  }

  /** Called for every key press, so that nothing is lost if the page is destroyed or the host is killed. */
  private async handOver(): Promise<void> {
    const { view, around } = this;
    if (!view) return;
    const values = this.message === '' ? {} : this.values;
    this.typedAt = this.draftSync.typed(view.key, { values });
    around.keep();
    try {
      await this.draftSync.follow(around.requests.draft(values, this.typedAt, view.composer?.revision));
    } catch (thrown) {
      around.face.setProblem(around.faultOf(thrown));
    }
  }

  private viewOf(
    { text, isPrivate, customId }: { text: string; isPrivate: boolean; customId: string },
    { sending, you }: { sending: string; you: string },
  ): EventView {
    return {
      kind: 'message',
      key: customId,
      isPrivate,
      author: { name: you, isClient: false },
      text,
      delivery: { state: 'sending', label: sending },
    };
  }
}

/** A message that was just sent is among the newest events. */
const recentEvents = 50;
