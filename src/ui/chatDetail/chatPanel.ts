import { logRejection } from '../../core/base/log';
import { env, l10n, type WebviewPanel } from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { LiveChat } from '../../core/domain/liveChat';
import {
  chatProtocol,
  keyOf,
  type ChatProtocol,
  type ChatState,
  type ChatSubject,
} from '../../protocol/chat';
import type { FormValues } from '../../protocol/form';
import type { SendAnswer } from '../../protocol/liveChat';
import { HostEnd, isAboutOther } from '../../protocol/messages';
import { chatMarkdown } from '../messages/markdown';
import type { WatchedPresence } from '../shell/panels/presence';
import type { ShieldView } from '../shell/shield';
import { PanelPage, type PanelPageOptions } from '../shell/panels/panelPage';
import type { HowToShow, PreviewedPanel } from '../shell/panels/previewTab';
import { chatPageLabels } from './chatLabels';
import { answered, type ChatModel } from './chatModel';
import type { ChatPreview } from './chatPreview';
import { openChatAddress } from './openChatAddress';
import { PageChat } from './pageChat';

export interface ChatPanelOptions extends Omit<PanelPageOptions, 'subject'> {
  readonly model: ChatModel;
  readonly preview: ChatPreview;
  readonly shield: Pick<ShieldView, 'isOn' | 'shown' | 'onDidChange'>;
  /** Who else has the chat open. @param redraw called after that has changed */
  readonly presence: (redraw: () => void) => WatchedPresence;
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
  private readonly presence: WatchedPresence;
  private readonly page: PanelPage;
  private readonly sent: PageChat;
  /** A page with a composer that lacks the draft would take older input for newer. */
  private isDrafted = false;
  /** To be announced once the page shows the chat. */
  private entered: string | undefined;
  /** The focus moves to the input once there is one. */
  private wantsInput = false;
  private open = true;
  /** Distinguishes the page's messages from those about the chat that it showed before. */
  private readonly pageSubject: string;
  /** An event is replaced by newer ones of its chat. */
  private readonly subjects = new Set<string>();

  constructor(private readonly options: ChatPanelOptions) {
    const { panel, model } = options;
    this.panel = panel;
    this.model = model;
    this.pageSubject = keyOf(model.subject);
    this.page = this.owned.add(
      new PanelPage({ ...options, subject: this.pageSubject }, () => this.isDrafted && this.send()),
    );
    this.end = new HostEnd(
      chatProtocol,
      (message) => this.open && this.page.post(message),
      {
        ready: ({ subject, typed, shown }) => {
          const key = shown ?? (subject && keyOf(subject));
          const isOther = key !== undefined && !this.subjects.has(key);
          if (typed && !isOther) model.live?.restore(typed);
          if (this.page.started(shown) && this.sent.hasBegun) {
            this.sent.goOn();
            this.moveToInput();
          } else this.start(isOther);
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
        draft: ({ values, at, revision }) => {
          options.used();
          this.wantsInput = false;
          logRejection(this.storeDraft(values, at, revision));
          return Promise.resolve(undefined);
        },
        send: (message) => answered(model.live?.send(message)),
        endDelay: () => model.live?.endDelay(),
        later: (message) => answered(model.live?.later(message)),
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
    const { end, page } = this;
    const { clock } = options;
    this.sent = this.owned.add(
      new PageChat({ ...{ clock, model, end }, state: () => this.state, hasPage: () => page.hasPage }),
    );
    this.owned.add(
      panel.webview.onDidReceiveMessage((message) =>
        isAboutOther(message, this.pageSubject) ? undefined : this.end.receive(message),
      ),
    );
    this.owned.add(panel.onDidChangeViewState(() => options.changed()));
    this.owned.add(panel.onDidChangeViewState(() => this.moveToInput()));
    this.owned.add(panel.onDidDispose(() => this.dispose()));
    this.owned.add(model.onDidChange(() => this.update()));
    this.presence = this.owned.add(options.presence(() => this.update()));
    const { shield } = options;
    this.owned.add(shield.onDidChange(() => shield.isOn && this.end.notify('shielded', undefined)));
    this.owned.add(options.preview);
    this.owned.add(model);
    this.update();
    if (this.hasPage) this.start(true);
    void Promise.resolve(model.live?.drafted)
      .catch(() => undefined)
      .then(() => this.drafted());
  }

  get hasPage(): boolean {
    return this.page.hasPage;
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

  /** Whether what is typed waits before it is sent. */
  get hasDelayedReply(): boolean {
    return this.model.view.live?.composer?.delayed !== undefined;
  }

  get hasUnsaved(): boolean {
    return this.model.hasUnsaved;
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
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
    if (this.sent.hasBegun && this.hasPage) this.send();
  }

  announce(text: string): void {
    this.end.notify('announced', { text });
  }

  /** As the button of the composer does. */
  wantLater(): void {
    this.end.notify('laterWanted', undefined);
  }

  /** Inserts text at the cursor of the message. */
  insert(text: string): void {
    this.end.notify('inserted', { text });
  }

  release(): WebviewPanel {
    this.page.release();
    this.open = false;
    this.owned.dispose();
    this.options.closed(false);
    return this.panel;
  }

  /** @param isOther whether the page showed another chat */
  private start(isOther: boolean): void {
    this.sent.reset();
    this.page.begin(isOther);
    this.send();
  }

  private drafted(): void {
    this.isDrafted = true;
    if (this.page.isWaiting) this.update();
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
    if (this.page.isWaiting && this.isDrafted) {
      const { chat, problem } = this.model.view;
      if (chat || problem) this.page.load();
    } else if (this.sent.hasBegun && this.hasPage) this.send();
  }

  /** Sends what the page does not have yet. */
  private send(): void {
    if (!this.open) return;
    this.sent.send();
    if (this.entered !== undefined) this.end.notify('entered', { text: this.entered });
    this.entered = undefined;
    this.moveToInput();
  }

  private get state(): ChatState {
    const { labels, model } = this;
    const { view } = model;
    return {
      ...{ labels, subject: model.subject, title: model.title, ...view },
      ...this.presence.view(view.live?.typing),
      ...(this.isPreview && { isPreview: true }),
    };
  }

  private moveToInput(): void {
    if (!this.wantsInput || !this.open || !this.hasPage || !this.sent.hasBegun || !this.panel.active) return;
    const { composer } = this.model.view.live ?? {};
    if (!composer || composer.resumes) return;
    this.wantsInput = false;
    this.end.notify('inputFocused', undefined);
  }

  private async storeDraft(values: FormValues, at: number, revision?: number): Promise<void> {
    const stored = await this.model.live?.draft(values, at, revision);
    if (stored !== undefined) this.end.notify('stored', { at: stored });
  }

  private async attach(answer: Promise<SendAnswer> | undefined): Promise<SendAnswer> {
    this.options.used();
    return await answered(answer);
  }

  private async copy(): Promise<undefined> {
    const { chat } = this.model.view;
    if (chat) await env.clipboard.writeText(chatMarkdown(chat, this.model.events, this.labels));
    return undefined;
  }
}
