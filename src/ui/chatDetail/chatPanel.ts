import { logRejection } from '../../core/base/log';
import { env, l10n, type WebviewPanel } from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { Clock } from '../../core/base/clock';
import type { LiveChat } from '../../core/domain/liveChat';
import {
  chatProtocol,
  keyOf,
  type ChatProtocol,
  type ChatState,
  type ChatSubject,
} from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import type { FormValues } from '../../protocol/form';
import type { SendAnswer } from '../../protocol/liveChat';
import { beginMessage, HostEnd, isAboutOther } from '../../protocol/messages';
import { chatMarkdown } from '../messages/markdown';
import type { ShieldView } from '../shell/shield';
import type { HowToShow, PreviewedPanel } from '../shell/panels/previewTab';
import { chatPageLabels } from './chatLabels';
import type { ChatModel } from './chatModel';
import type { ChatPreview } from './chatPreview';
import { changeOf } from './live/liveView';
import { openChatAddress } from './openChatAddress';

/** Events that the page gets first: it draws no more, and thousands take the editor longer than the page itself. */
const firstEvents = 200;
/** When the others follow. */
const earlierMs = 150;

export interface ChatPanelOptions {
  readonly panel: WebviewPanel;
  readonly clock: Clock;
  readonly model: ChatModel;
  readonly preview: ChatPreview;
  readonly shield: Pick<ShieldView, 'shown'>;
  /** Whether the panel has a page that showed another chat and can receive messages. */
  readonly hasPage: boolean;
  readonly log: (thrown: unknown) => void;
  /** The person typed or acted. */
  readonly used: () => void;
  /** Called when the title, the subject or the visibility changes. */
  readonly changed: () => void;
  /** @param isByPerson whether the tab was closed, and not given to another panel */
  readonly closed: (isByPerson: boolean) => void;
}

/** One open chat. The editor may destroy and recreate its page. */
export class ChatPanel implements Disposable, PreviewedPanel {
  readonly panel: WebviewPanel;
  /** Kept here because a disposed panel has no title. */
  title = l10n.t('Chat');
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<ChatProtocol>;
  private readonly labels = chatPageLabels();
  private readonly model: ChatModel;
  /** What the page has. */
  private shown: { readonly view: string; readonly events: readonly EventView[] } | undefined;
  /** The page has the newest events only. */
  private earlier: Disposable | undefined;
  /** To be announced once the page shows the chat. */
  private entered: string | undefined;
  /** The focus moves to the input once there is one. */
  private wantsInput = false;
  private open = true;
  hasPage: boolean;
  /** Distinguishes the page's messages from those about the chat that it showed before. */
  private readonly pageSubject: string;
  /** An event is replaced by newer ones of its chat. */
  private readonly subjects = new Set<string>();

  constructor(private readonly options: ChatPanelOptions) {
    const { panel, model } = options;
    this.panel = panel;
    this.model = model;
    this.hasPage = options.hasPage;
    this.pageSubject = keyOf(model.subject);
    this.end = new HostEnd(
      chatProtocol,
      (message) => this.open && panel.webview.postMessage(message),
      {
        ready: ({ subject, typed }) => {
          const isOther = subject !== undefined && !this.subjects.has(keyOf(subject));
          if (typed && !isOther) model.live?.restore(typed);
          this.start(isOther);
        },
        act: ({ action }) => {
          options.used();
          // After these the person writes.
          this.wantsInput = ['join', 'whisper', 'takeOver', 'resume'].includes(action);
          return model.live?.act(action);
        },
        retry: ({ key }) => model.live?.retry(key),
        takeBack: ({ key }) => model.live?.takeBack(key),
        pickFile: ({ isPrivate }) => {
          options.used();
          return model.live?.pickFile(isPrivate);
        },
        draft: ({ values, at }) => {
          options.used();
          this.wantsInput = false;
          logRejection(this.storeDraft(values, at));
          return Promise.resolve(undefined);
        },
        send: async (message) => (await model.live?.send(message)) ?? { outcome: 'refused' },
        paste: ({ file, isPrivate }) => this.attach(model.live?.paste(file, isPrivate)),
        drop: ({ uris, isPrivate }) => this.attach(model.live?.drop(uris, isPrivate)),
        copy: () => this.copy(),
        openAddress: ({ url }) => openChatAddress(model, options.shield, url),
      },
      (thrown) => {
        options.log(thrown);
        return this.labels.fault;
      },
    );
    this.owned.add(
      panel.webview.onDidReceiveMessage((message) =>
        isAboutOther(message, this.pageSubject) ? undefined : this.end.receive(message),
      ),
    );
    this.owned.add(
      panel.onDidChangeViewState(() => {
        options.changed();
        this.moveToInput();
      }),
    );
    this.owned.add(panel.onDidDispose(() => this.dispose()));
    this.owned.add(model.onDidChange(() => this.update()));
    this.owned.add(options.preview);
    this.owned.add(model);
    this.update();
    if (this.hasPage) this.start(true);
  }

  get subject(): ChatSubject {
    return this.model.subject;
  }

  /** A chat that LiveChat still has, once it was fetched. */
  get chat(): LiveChat | undefined {
    return this.model.chat;
  }

  get hasComposer(): boolean {
    return this.model.view.live?.composer !== undefined;
  }

  get hasUnsaved(): boolean {
    return this.model.hasUnsaved;
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
    this.earlier?.dispose();
    this.owned.dispose();
    this.options.closed(true);
  }

  get isPreview(): boolean {
    return this.options.preview.isPreview;
  }

  setPreview(isPreview: boolean): void {
    this.options.preview.set(isPreview);
    this.options.changed();
    this.update();
  }

  reachedByArrowKey(): void {
    this.options.preview.delay.reachedByArrowKey();
  }

  /** The person opened the chat: the focus moves to the input if there is one, or once the person joins. */
  opened({ preserveFocus, isPreview }: HowToShow): this {
    this.wantsInput = !preserveFocus && !isPreview;
    this.moveToInput();
    return this;
  }

  /** The person came from the chat before or after this one. @param text announced by screen readers */
  enter(text: string): void {
    this.entered = text;
    this.wantsInput = false;
    if (this.shown) this.send();
  }

  announce(text: string): void {
    this.end.notify('announced', { text });
  }

  /** Inserts text at the cursor of the message. */
  insert(text: string): void {
    this.end.notify('inserted', { text });
  }

  release(): WebviewPanel {
    this.open = false;
    this.earlier?.dispose();
    this.owned.dispose();
    this.options.closed(false);
    return this.panel;
  }

  /** @param isOther whether the page showed another chat */
  private start(isOther: boolean): void {
    this.hasPage = true;
    this.shown = undefined;
    this.earlier?.dispose();
    this.earlier = undefined;
    void this.panel.webview.postMessage(beginMessage({ subject: this.pageSubject, isOther }));
    this.send();
  }

  private update(): void {
    if (!this.open) return;
    const key = keyOf(this.subject);
    const { title } = this.model;
    if (title !== this.title || !this.subjects.has(key)) {
      this.title = this.panel.title = title;
      this.subjects.add(key);
      this.options.changed();
    }
    if (this.shown) this.send();
  }

  /** Sends what the page does not have yet. */
  private send(): void {
    if (!this.open) return;
    if (this.earlier) this.sendEarlier();
    const { model, labels, shown } = this;
    const { view, announcement, subject, title } = model;
    const state: ChatState = {
      ...{ labels, subject, title, ...view },
      ...(this.options.preview.isPreview && { isPreview: true }),
    };
    const text = JSON.stringify(state);
    const known = shown?.events ?? [];
    const next = known.length > 0 ? model.events : model.newest(firstEvents + 1);
    const hasEarlier = known.length === 0 && next.length > firstEvents;
    const sent = hasEarlier ? next.slice(-firstEvents) : next;
    this.shown = { view: text, events: sent };
    if (shown?.view !== text) this.end.notify('show', state);
    const change = changeOf(known, sent);
    if (!shown || (change && known.length === 0)) this.end.notify('conversation', { events: sent });
    else if (change)
      this.end.notify('change', { ...change, ...(announcement !== undefined && { notice: announcement }) });
    if (hasEarlier) this.earlier = this.options.clock.after(earlierMs, () => this.sendEarlier());
    if (this.entered !== undefined) this.end.notify('entered', { text: this.entered });
    this.entered = undefined;
    this.moveToInput();
  }

  private moveToInput(): void {
    if (!this.wantsInput || !this.open || !this.shown || !this.panel.active) return;
    const { composer } = this.model.view.live ?? {};
    if (!composer || composer.resumes) return;
    this.wantsInput = false;
    this.end.notify('inputFocused', undefined);
  }

  private sendEarlier(): void {
    this.earlier?.dispose();
    this.earlier = undefined;
    const { shown, model } = this;
    const [first] = shown?.events ?? [];
    const { events } = model;
    const count = first ? events.indexOf(first) : -1;
    if (!this.open || !shown || !first || count === 0) return;
    if (count < 0) {
      // It has changed meanwhile, or is made anew each time: all of them are sent.
      this.send();
      return;
    }
    const earlier = events.slice(0, count);
    this.end.notify('earlier', { events: earlier });
    this.shown = { ...shown, events: [...earlier, ...shown.events] };
  }

  private async storeDraft(values: FormValues, at: number): Promise<void> {
    const stored = await this.model.live?.draft(values, at);
    if (stored !== undefined) this.end.notify('stored', { at: stored });
  }

  private async attach(answer: Promise<SendAnswer> | undefined): Promise<SendAnswer> {
    this.options.used();
    return (await answer) ?? { outcome: 'refused' };
  }

  private async copy(): Promise<undefined> {
    const { chat } = this.model.view;
    if (chat) await env.clipboard.writeText(chatMarkdown(chat, this.model.events, this.labels));
    return undefined;
  }
}
