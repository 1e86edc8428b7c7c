import { DisposableStore } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import { oneLine } from '../../../core/base/plainText';
import { customersView } from '../../../core/chats/customersView';
import type { ChatState } from '../../../core/chats/chatState';
import { customerOf, memberOf, type LiveChat } from '../../../core/domain/liveChat';
import type { ChatState as PageState, ChatSubject } from '../../../protocol/chat';
import type { EventView } from '../../../protocol/conversation';
import type { ChatActionId, ComposerView, SendAnswer } from '../../../protocol/liveChat';
import { changedElsewhereText } from '../../messages/failureMessages';
import { visitorOf } from '../chatCard';
import type { ChatModel, LiveHandlers } from '../chatModel';
import { addressesIn, chatView } from '../chatView';
import { ComposerModel } from './composerModel';
import { liveActions } from './liveActions';
import { EarlierThreads } from './earlierThreads';
import { ratingFacts, reportedChat, withoutHidden } from './liveFacts';
import { announcementOf, indicatorsOf, newestMessage } from './liveIndicators';
import type { LiveLabels } from './liveLabels';
import type { LivePorts, LiveSubject } from './liveModelPorts';
import { keptView, ShownChat } from './shownChat';
import { customersEvents, LiveEvents } from './liveView';
import { TransferNote } from './transferNote';
import { dropFiles, pasteFile, type FileTarget } from './droppedFiles';
import { answerOf } from './sendFile';

/** A chat that LiveChat still has, in which the person may take part. */
export class LiveModel implements ChatModel {
  readonly live: LiveHandlers;
  announcement?: string;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly conversation: LiveEvents;
  private readonly composer: ComposerModel;
  private readonly earlier: EarlierThreads;
  private readonly drawn: ShownChat;
  private readonly transfer: TransferNote;
  private shown: ChatState | undefined;
  private isCustomersView = false;
  private isBusy = false;
  private seenUpTo: string | undefined;
  private newestId: string | undefined;

  private readonly labels: LiveLabels;

  constructor(
    private readonly liveSubject: LiveSubject,
    private readonly ports: LivePorts,
  ) {
    this.labels = ports.labels;
    this.earlier = new EarlierThreads((threadId) => ports.readThread(threadId));
    this.drawn = new ShownChat(ports, this.earlier);
    const { clock, transfers } = ports;
    this.transfer = this.owned.add(new TransferNote(clock, transfers, () => this.changed.fire()));
    this.shown = this.state;
    this.conversation = new LiveEvents(this.labels, ports.login);
    this.composer = this.owned.add(
      new ComposerModel(
        ports,
        () => this.titleOf(this.chat),
        () => {
          const self = this.chat?.isActive ? memberOf(this.chat, ports.login()) : undefined;
          return self && (self.isHidden ? 'hidden' : 'visible');
        },
      ),
    );
    const { chat, outgoing } = ports;
    this.owned.add(this.composer.onDidChange(() => this.changed.fire()));
    this.owned.add(chat);
    this.owned.add(chat.onDidChange(() => this.update()));
    this.owned.add(outgoing.onDidChange(() => this.changed.fire()));
    this.owned.add(ports.onDidLook(() => this.markSeen()));
    this.live = {
      drafted: this.composer.drafted,
      restore: (typed) => this.composer.restore(typed),
      act: (action) => this.act(action),
      retry: (customId) => outgoing.retry(customId),
      takeBack: (customId) => {
        const taken = outgoing.takeBack(customId);
        if (taken) this.composer.prepend(taken.text, taken.isPrivate);
      },
      endDelay: () => ports.delay.takeBack(),
      later: (message) => this.composer.later(message),
      prepend: (text, isPrivate) => this.composer.prepend(text, isPrivate),
      pickFile: (isPrivate) => this.chat && ports.pickFile(this.composer.isPrivate || isPrivate),
      draft: (...input) => this.composer.draft(...input),
      send: (message) => this.send(message),
      paste: (file, isPrivate) => pasteFile(this.files(isPrivate), file),
      drop: (uris, isPrivate) => dropFiles(this.files(isPrivate), uris),
    };
  }

  get subject(): ChatSubject {
    return { chat: this.liveSubject };
  }

  get title(): string {
    return this.titleOf(this.drawn.state?.chat ?? this.drawn.kept?.chat);
  }

  private titleOf(chat: LiveChat | undefined): string {
    return chat ? oneLine(this.labels.visitor(customerOf(chat) ?? {}), 40) : this.labels.untitled;
  }

  get hasUnsaved(): boolean {
    return this.ports.outgoing.all().length > 0 || !this.composer.isEmpty;
  }

  get addresses(): ReadonlySet<string> {
    const chat = this.drawn.state?.chat ?? this.drawn.kept?.chat;
    const threads = [...this.drawn.earlier, ...(chat ? [chat] : [])];
    return new Set(threads.flatMap((thread) => [...addressesIn(reportedChat(thread))]));
  }

  get view(): Pick<PageState, 'chat' | 'live' | 'problem'> {
    const { state, kept } = this.drawn;
    const chat = state?.chat;
    const failure = this.ports.chat.failure && this.ports.shown().failure(this.ports.chat.failure);
    if (!state || !chat) {
      return {
        ...(kept && { chat: keptView(kept.chat, kept.readAt, this.labels) }),
        ...(failure && { problem: this.labels.problem(failure) }),
      };
    }
    const reported = reportedChat(this.isCustomersView ? withoutHidden(chat) : chat);
    const { status, ...rest } = chatView(
      { ...reported, kind: chat.isActive ? 'chat_started' : 'chat_ended' },
      this.labels,
    );
    const isWaiting = chat.isActive && chat.waiting !== undefined;
    const sections = rest.sections.map((section) =>
      section.id === 'chat'
        ? { ...section, facts: [...section.facts, ...ratingFacts(chat, this.labels.rating)] }
        : section,
    );
    return {
      chat: {
        ...rest,
        sections,
        status: isWaiting ? { value: 'waiting', label: this.labels.waiting } : status,
      },
      live: {
        key: `${this.liveSubject.account} chat/${chat.chatId}`,
        actions: liveActions(chat, this.ports.login(), this.labels.actions, this.isCustomersView),
        ...(this.earlier.hasMore(chat) && { earlier: { id: 'earlier', ...this.labels.actions.earlier } }),
        ...this.composerOf(chat),
        ...this.transferOf(chat),
        ...indicatorsOf(state, this.ports.login(), this.labels, this.isCustomersView),
        ...(this.isCustomersView && { customersView: this.labels.customersView }),
        isBusy: this.isBusy,
      },
    };
  }

  get events(): readonly EventView[] {
    return this.newest(Infinity);
  }

  newest(count: number): readonly EventView[] {
    const { state, kept, earlier } = this.drawn;
    const { conversation } = this;
    if (!state) return kept ? conversation.viewsOf(kept.chat, [], [], count) : [];
    const outgoing = this.ports.outgoing.all();
    if (!this.isCustomersView) return conversation.viewsOf(state.chat, outgoing, earlier, count);
    const threads = [...earlier.map((chat) => ({ chat, typing: [] })), state];
    const all = [
      ...threads.flatMap((thread) => customersEvents(customersView(thread), this.labels)),
      // What the customer is about to see. Its state says that it is not there yet.
      ...conversation.outgoingViews(outgoing.filter(({ isPrivate }) => !isPrivate)),
    ];
    return all.slice(-count);
  }

  dispose(): void {
    this.owned.dispose();
  }
  private get state(): ChatState | undefined {
    return this.ports.chat.state;
  }
  get chat(): LiveChat | undefined {
    return this.state?.chat;
  }
  get visitor(): ChatModel['visitor'] {
    return visitorOf(this.liveSubject.account, this.chat ?? this.ports.chat.kept?.chat);
  }

  private update(): void {
    if (this.state) {
      this.earlier.follow(this.shown, this.state);
      this.shown = this.state;
    }
    this.announce();
    this.changed.fire();
    this.markSeen();
  }

  private announce(): void {
    const { newestId } = this;
    const chat = this.drawn.state?.chat;
    const last = newestMessage(chat, this.isCustomersView);
    this.newestId = last?.id;
    delete this.announcement;
    const isNew = chat && last && newestId !== undefined && last.id !== newestId;
    const text = isNew ? announcementOf(chat, this.ports.login(), last) : undefined;
    if (text !== undefined) this.announcement = text;
  }

  private composerOf(chat: LiveChat): { readonly composer?: ComposerView; readonly hint?: string } {
    const self = memberOf(chat, this.ports.login());
    const { hints } = this.labels;
    if (!chat.isActive) {
      return { hint: hints.ended, composer: { ...this.composer.view(false), resumes: true } };
    }
    if (!self) return { hint: hints.outside };
    const composer = this.composer.view(self.isHidden === true);
    if (this.ports.isListening()) return { composer };
    return { composer, hint: hints.notListening };
  }

  private transferOf(chat: LiveChat): { readonly transfer?: string } {
    const left = this.isCustomersView ? undefined : this.transfer.left(chat);
    return left === undefined ? {} : { transfer: this.labels.transferIn(left) };
  }

  private async act(action: ChatActionId): Promise<void> {
    const { chat } = this;
    if (!chat || this.isBusy) return;
    if (action === 'customersView') {
      this.isCustomersView = !this.isCustomersView;
      this.changed.fire();
      return;
    }
    this.setBusy(true);
    try {
      if (action === 'earlier') await this.earlier.showOne(chat);
      else if (action === 'resume') await this.resume(chat);
      else await this.ports.act(action, chat);
    } finally {
      this.setBusy(false);
    }
  }

  /** Sends what is typed with it, unless that is a private note, which the new thread has to exist for. */
  private async resume(chat: LiveChat): Promise<void> {
    const { composer, ports } = this;
    const text = composer.publicText;
    if (text === '') await ports.act('resume', chat);
    else if ((await composer.scheduled(text)) !== undefined) return;
    else if (await composer.sending(() => ports.resumeWith(chat, text))) await composer.clear();
  }

  private files(isPrivate: boolean): FileTarget {
    const isForAgents = (): boolean => this.composer.isPrivate || isPrivate;
    return { ports: this.ports, isOpen: () => this.chat !== undefined, isPrivate: isForAgents };
  }

  private setBusy(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.changed.fire();
  }

  private async send(message: Parameters<LiveHandlers['send']>[0]): Promise<SendAnswer> {
    const { composer, ports } = this;
    const { text, isPrivate } = message;
    const scheduled = composer.scheduled(text);
    const notice = scheduled && (await scheduled);
    if (notice !== undefined) return { outcome: 'accepted', notice };
    const waits = ports.delay.isOn;
    if (waits && !(await composer.wait({ text, isPrivate }))) return { outcome: 'refused' };
    if (await composer.isSentElsewhere(text)) return answerOf(changedElsewhereText());
    const problem = ports.outgoing.send(message);
    if (problem === undefined) await composer.sent(waits ? text : undefined);
    return answerOf(problem);
  }

  /** Marks the customer’s messages as seen while a visible agent looks at them. Each moment is reported once. */
  private markSeen(): void {
    const { chat, ports } = this;
    if (!chat?.isActive || !ports.isLookedAt()) return;
    const self = memberOf(chat, ports.login());
    if (!self || self.isHidden) return;
    const customer = customerOf(chat);
    const last = chat.events?.findLast(({ authorId }) => authorId !== undefined && authorId === customer?.id);
    const upTo = last?.createdAt;
    if (upTo === undefined || (self.seenUpTo !== undefined && self.seenUpTo >= upTo)) return;
    if (this.seenUpTo !== undefined && this.seenUpTo >= upTo) return;
    this.seenUpTo = upTo;
    ports.markSeen(upTo);
  }
}
