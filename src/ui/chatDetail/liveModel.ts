import { l10n } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import { oneLine } from '../../core/base/plainText';
import { customersView } from '../../core/chats/customersView';
import type { ChatState } from '../../core/chats/chatState';
import type { Failure } from '../../core/domain/failure';
import { customerOf, memberOf, type LiveChat } from '../../core/domain/liveChat';
import type { ChatState as PageState, ChatSubject } from '../../protocol/chat';
import type { EventView } from '../../protocol/conversation';
import type { ChatActionId, ComposerView, SendAnswer } from '../../protocol/liveChat';
import { whyOf, nextOf } from '../messages/failureMessages';
import { chatViewLabels } from './chatLabels';
import type { ChatModel, LiveHandlers } from './chatPanel';
import { addressesIn, chatView } from './chatView';
import { ComposerModel, type ComposerPorts, type SentFile } from './composerModel';
import { agentsIndicators, customersIndicators } from './indicators';
import { liveActions } from './liveActions';
import { liveViewLabels } from './liveLabels';
import { customersEvents, LiveEvents, reportedChat, type OutgoingView } from './liveView';

/** A chat that LiveChat still has, by the account's id; its newest thread is shown. */
export interface LiveSubject {
  readonly account: string;
  readonly chatId: string;
}

/** What is known of a chat while a panel shows it. */
export interface WatchedChat extends Disposable {
  /** Absent until it was fetched. */
  readonly state: ChatState | undefined;
  /** Why it could not be fetched. */
  readonly failure: Failure | undefined;
  readonly onDidChange: Event<unknown>;
}

/** Messages of one chat that LiveChat does not have yet. */
export interface OutgoingPort {
  readonly all: () => readonly OutgoingView[];
  readonly onDidChange: Event<unknown>;
  /** @returns why the message is not accepted; `undefined` once it is on its way */
  send(message: {
    readonly text: string;
    readonly isPrivate: boolean;
    readonly customId: string;
  }): string | undefined;
  retry(customId: string): void;
  /** @returns the text and kind of a message that was not sent, which is then forgotten */
  takeBack(customId: string): { readonly text: string; readonly isPrivate: boolean } | undefined;
}

export interface LivePorts extends ComposerPorts {
  /** The person's login; `undefined` until it is known. */
  readonly login: () => string | undefined;
  readonly chat: WatchedChat;
  /** Whether pushes keep the chat up to date. */
  readonly isListening: () => boolean;
  readonly outgoing: OutgoingPort;
  /** Runs an action of the toolbar. Reports its own failures. */
  act(action: ChatActionId, chat: LiveChat): Promise<void>;
  sendFile(chat: LiveChat, isPrivate: boolean, file: SentFile): Promise<string | undefined>;
  /** The same for a file that the person selects. Shows its own failures. */
  pickFile(chat: LiveChat, isPrivate: boolean): Promise<void>;
  /** Whether the person looks at the panel now. */
  readonly isLookedAt: () => boolean;
  readonly onDidLook: Event<unknown>;
  /** The customer sees it. */
  markSeen(upTo: string): void;
}

/** A chat that LiveChat still has, in which the person may take part. */
export class LiveModel implements ChatModel {
  readonly live: LiveHandlers;
  announcement?: string;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly labels = liveViewLabels();
  private readonly viewLabels = chatViewLabels();
  private readonly conversation: LiveEvents;
  private readonly composer: ComposerModel;
  private isCustomersView = false;
  private isBusy = false;
  private seenUpTo: string | undefined;
  private newest: string | undefined;

  constructor(
    private readonly liveSubject: LiveSubject,
    private readonly ports: LivePorts,
  ) {
    this.conversation = new LiveEvents(this.labels, ports.login);
    this.composer = this.owned.add(
      new ComposerModel(
        ports,
        () => this.title,
        () => {
          const self = this.chat && memberOf(this.chat, ports.login());
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
      restore: (typed) => this.composer.restore(typed),
      act: (action) => this.act(action),
      retry: (customId) => outgoing.retry(customId),
      takeBack: (customId) => {
        const taken = outgoing.takeBack(customId);
        if (taken) this.composer.prepend(taken.text, taken.isPrivate);
      },
      pickFile: () => this.chat && ports.pickFile(this.chat, this.composer.isPrivate),
      draft: (values, at) => this.composer.draft(values, at),
      send: (message) => this.send(message),
      paste: (file) => this.paste(file),
    };
  }

  get subject(): ChatSubject {
    return { chat: this.liveSubject };
  }

  get title(): string {
    const { chat } = this;
    return chat ? oneLine(this.viewLabels.visitor(customerOf(chat) ?? {}), 40) : l10n.t('Chat');
  }

  get hasUnsaved(): boolean {
    return this.ports.outgoing.all().length > 0 || !this.composer.isEmpty;
  }

  get addresses(): ReadonlySet<string> {
    return this.chat ? addressesIn(reportedChat(this.chat)) : new Set();
  }

  get view(): Pick<PageState, 'chat' | 'live' | 'problem'> {
    const { state, chat } = this;
    const { failure } = this.ports.chat;
    if (!state || !chat) {
      return failure ? { problem: { title: whyOf(failure), text: nextOf(failure) } } : {};
    }
    const reported = reportedChat(this.isCustomersView ? withoutHidden(chat) : chat);
    const { status, ...rest } = chatView(
      { ...reported, kind: chat.isActive ? 'chat_started' : 'chat_ended' },
      this.viewLabels,
    );
    const isWaiting = chat.isActive && chat.waiting !== undefined;
    return {
      chat: {
        ...rest,
        status: isWaiting ? { value: 'waiting', label: l10n.t('Waiting') } : status,
      },
      live: {
        key: `${this.liveSubject.account} chat/${chat.chatId}`,
        actions: liveActions(chat, this.ports.login(), this.labels.actions, this.isCustomersView),
        ...this.composerOf(chat),
        ...(this.isCustomersView
          ? customersIndicators(customersView(state), this.labels)
          : agentsIndicators(state, this.ports.login(), this.viewLabels)),
        ...(this.isCustomersView && {
          customersView: l10n.t(
            'This is what the customer sees. Private notes and whispering agents are left out.',
          ),
        }),
        isBusy: this.isBusy,
      },
    };
  }

  get events(): readonly EventView[] {
    const { state } = this;
    if (!state) return [];
    return this.isCustomersView
      ? customersEvents(customersView(state), this.labels)
      : this.conversation.viewsOf(state.chat, this.ports.outgoing.all());
  }

  dispose(): void {
    this.owned.dispose();
  }
  private get state(): ChatState | undefined {
    return this.ports.chat.state;
  }
  private get chat(): LiveChat | undefined {
    return this.state?.chat;
  }

  private update(): void {
    this.announce();
    this.changed.fire();
    this.markSeen();
  }

  /** Screen readers speak new messages of others once. */
  private announce(): void {
    const { chat, ports } = this;
    const last = chat?.events?.findLast(
      ({ content, isPrivate }) => content.kind === 'message' && !(this.isCustomersView && isPrivate),
    );
    const { newest } = this;
    this.newest = last?.id;
    delete this.announcement;
    if (!chat || !last || newest === undefined || last.id === newest) return;
    const self = memberOf(chat, ports.login());
    if (last.authorId === undefined || last.authorId === self?.id || last.content.kind !== 'message') return;
    const author = chat.users.find(({ id }) => id === last.authorId);
    this.announcement = [oneLine(author?.name ?? '', 60), oneLine(last.content.text, 300)]
      .filter(Boolean)
      .join(': ');
  }

  private composerOf(chat: LiveChat): { readonly composer?: ComposerView; readonly hint?: string } {
    const self = memberOf(chat, this.ports.login());
    if (!chat.isActive) {
      const hint = l10n.t('This chat has ended. Resume it to write.');
      // What was typed stays readable and can be sent once the chat is resumed.
      return this.composer.isEmpty ? { hint } : { hint, composer: this.composer.view(false) };
    }
    if (!self)
      return { hint: l10n.t('You are not in this chat. If you join, you will be visible to the customer.') };
    const composer = this.composer.view(self.isHidden === true);
    if (this.ports.isListening()) return { composer };
    return { composer, hint: l10n.t('New messages are not shown until you start listening.') };
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
      await this.ports.act(action, chat);
    } finally {
      this.setBusy(false);
    }
  }

  private setBusy(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.changed.fire();
  }

  private send(message: {
    readonly text: string;
    readonly isPrivate: boolean;
    readonly customId: string;
  }): Promise<SendAnswer> {
    const problem = this.ports.outgoing.send(message);
    if (problem !== undefined) return Promise.resolve({ outcome: 'refused', problem });
    this.composer.stopTyping();
    return Promise.resolve({ outcome: 'accepted' });
  }

  private async paste({ name, data }: { readonly name: string; readonly data: string }): Promise<SendAnswer> {
    const file = { name: oneLine(name, 120) || l10n.t('Pasted file'), bytes: Buffer.from(data, 'base64') };
    const problem = this.chat && (await this.ports.sendFile(this.chat, this.composer.isPrivate, file));
    return problem === undefined ? { outcome: 'accepted' } : { outcome: 'refused', problem };
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

/** Without the agents whom the customer does not see. */
function withoutHidden(chat: LiveChat): LiveChat {
  return { ...chat, users: chat.users.filter(({ isHidden }) => isHidden !== true) };
}
