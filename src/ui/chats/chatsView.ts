import { l10n, window } from 'vscode';
import { repeatEvery } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import { asRecord } from '../../core/base/json';
import type { ChatStore } from '../../core/chats/chatStore';
import { receivesPushes, type ListenerView } from '../../core/events/status/listenerStatus';
import { fail, failureOf } from '../../core/domain/failure';
import type { LiveChat } from '../../core/domain/liveChat';
import { commandIds, viewIds, type CommandId } from '../../manifest';
import { showFailure } from '../messages/failureMessages';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import { presenceOf } from '../shell/panels/presence';
import type { ShowOptions } from '../shell/panels/previewTab';
import { Repaint } from '../shell/trees/repaint';
import { OfflineRetry } from '../shell/trees/offlineRetry';
import { chatOf, type ChatNode } from '../shell/trees/nodes';
import { waitsForMe } from './chatItem';
import { ChatsAtClose, type ClosePorts } from './chatsAtClose';
import { ChatPrompts } from './chatPrompts';
import { ChatTree } from './chatTree';
import { EndedToday } from './endedToday';
import { KeptChatRows } from './keptChatRows';
import { candidatesFor, pickChat } from './pickChat';
import { ThrottledRedraw } from './throttledRedraw';
import { searchChats } from './searchChats';
import { TransferCountdown } from './transferCountdown';

/** The actions of a chat's panel that are commands, too. */
const panelCommands = {
  takeOver: commandIds.takeOverChat,
  resume: commandIds.resumeChat,
  close: commandIds.closeChat,
  transfer: commandIds.transferChat,
  leave: commandIds.leaveChat,
  tag: commandIds.tagChat,
  untag: commandIds.untagChat,
  createTicket: commandIds.createTicketFromChat,
  copyLink: commandIds.copyChatLink,
  openPage: commandIds.openChatPage,
} as const;
export type ChatPanelAction = keyof typeof panelCommands | 'join' | 'whisper';

/** How often waiting and running times are drawn again while the view is visible. */
const agesMs = 10_000;

/** What running chats use of other features. */
export interface ChatsPorts extends ClosePorts {
  /** Whether this machine receives pushes now. */
  readonly listening: { readonly view: ListenerView; readonly onDidChange: Event<unknown> };
  /** Opens the panel of a chat of the active account. */
  openChat(chat: Pick<LiveChat, 'chatId'>, options?: ShowOptions): Promise<void>;
  /** Asks when to remind the user of a chat. */
  remind(chat: LiveChat): Promise<void>;
  /** Opens the form of a new ticket. */
  openNewTicket(): Promise<void>;
}

/** The Chats view, and what its commands do. */
export class ChatsView implements Disposable {
  readonly prompts: ChatPrompts;
  /** When LiveChat transfers a chat on its own. */
  readonly transfers: Pick<TransferCountdown, 'of' | 'onDidChange'>;
  private readonly owned = new DisposableStore();
  private readonly atClose: ChatsAtClose;
  private readonly ended: EndedToday;
  private shown: Disposable | undefined;

  constructor(
    private readonly app: App,
    private readonly store: ChatStore,
    private readonly ports: ChatsPorts,
  ) {
    const { clock } = app;
    this.atClose = this.owned.add(new ChatsAtClose(app, store, ports));
    this.prompts = new ChatPrompts(app, store);
    const repaint: Repaint<ChatNode> = this.owned.add(
      new Repaint<ChatNode>(
        clock,
        () => drawBadge(),
        () => false,
        () => tree.changedRows(),
      ),
    );
    const kept = new KeptChatRows(app, store, () => repaint.ask());
    const countdown = (this.transfers = this.owned.add(new TransferCountdown(app, store)));
    this.owned.add(countdown.onDidChange(() => repaint.ask()));
    this.ended = this.owned.add(new EndedToday(app, store));
    this.owned.add(this.ended.onDidChange(() => repaint.ask()));
    const tree: ChatTree = new ChatTree(
      app,
      store,
      () => this.isListening,
      (chat) => countdown.of(chat),
      kept,
      this.ended,
      repaint.event,
    );
    const view = this.owned.add(window.createTreeView(viewIds.chats, { treeDataProvider: tree }));
    const drawBadge = (): void => {
      const count = waitsForMe(store.sections).length;
      view.badge =
        count > 0
          ? { value: count, tooltip: l10n.t('Chats that wait for you: {0}', wholeNumber(count)) }
          : undefined;
    };
    // The list is kept complete only while it is visible.
    const look = (): void => {
      this.ended.setVisible(view.visible);
      if (view.visible) void kept.look();
      if (view.visible) this.shown ??= store.showList();
      else {
        this.shown?.dispose();
        this.shown = undefined;
      }
    };
    this.owned.add(view.onDidChangeVisibility(look));
    this.owned.add(app.session.onDidChange(look));
    this.owned.add({ dispose: () => this.shown?.dispose() });
    const retry = this.owned.add(
      new OfflineRetry(clock, {
        isOffline: () => store.listStatus.kind === 'failed' && store.listStatus.failure.code === 'network',
        isShown: () => view.visible && window.state.focused,
        load: () => store.refresh(),
      }),
    );
    this.owned.add(store.onDidChange(() => retry.look()));
    const redraw = this.owned.add(new ThrottledRedraw(clock, () => repaint.ask('changed')));
    this.owned.add(store.onDidChange(({ isIndicator }) => !isIndicator && redraw.ask()));
    const redrawAll = this.owned.add(new ThrottledRedraw(clock, () => repaint.ask()));
    this.owned.add(presenceOf(app).onDidChange(() => redrawAll.ask()));
    this.owned.add(ports.listening.onDidChange(() => repaint.ask()));
    this.owned.add(app.shield.onDidChange(() => repaint.ask()));
    this.owned.add(repeatEvery(clock, agesMs, () => view.visible && repaint.ask()));
    repaint.ask();
    look();
  }

  /** The window closes. Never rejects. */
  async close(): Promise<void> {
    await this.atClose.close();
  }

  /** Runs a command on the chat of a row, or on one that the person selects. */
  async run(id: CommandId, item: unknown): Promise<void> {
    const { prompts, ports } = this;
    switch (id) {
      case commandIds.refreshChats:
        await window.withProgress({ location: { viewId: viewIds.chats } }, () => this.store.refresh());
        return;
      case commandIds.answerChat:
        await this.answer(item);
        return;
      case commandIds.handOverChats:
        await this.loadList();
        await prompts.handOver(this.store.sections.mine);
        return;
      case commandIds.loadMoreChats:
        await this.ended.loadMore();
        return;
      case commandIds.searchChats: {
        const found = await searchChats(this.app);
        if (found) await ports.openChat(found);
        return;
      }
      default: {
        const row = chatOf(item);
        if (!row) await this.loadList();
        const chat = row ?? (await pickChat(this.app, candidatesFor(id, this.store)));
        if (!chat) return;
        await this.runOn(id, chat);
        await this.readUnlessListening(chat);
      }
    }
  }

  /** Opens the chat of a row that was clicked. @throws FailureError */
  async openById(argument: unknown): Promise<void> {
    const { chatId, preview } = asRecord(argument);
    if (typeof chatId !== 'string') return fail({ code: 'invalid-input', field: 'chatId', reasons: [] });
    await this.ports.openChat({ chatId }, { preview: preview === true });
  }

  /** Runs an action of a chat's panel, which has said who will see the person. Shows its own failures. */
  async act(action: ChatPanelAction, chat: LiveChat): Promise<void> {
    try {
      if (action === 'join') await this.prompts.join(chat, 'visible');
      else if (action === 'whisper') await this.prompts.join(chat, 'whisper');
      else await this.runOn(panelCommands[action], chat);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!failure) throw thrown;
      await showFailure(failure, () => l10n.t('That could not be done in the chat.'));
    } finally {
      await this.readUnlessListening(chat);
    }
  }

  /** While this machine does not listen, no push shows what an action changed. */
  private async readUnlessListening({ chatId }: LiveChat): Promise<void> {
    if (this.isListening) return;
    try {
      await this.store.read(chatId);
    } catch (thrown) {
      // What was known before stays.
      if (!failureOf(thrown)) throw thrown;
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** @throws FailureError */
  private async runOn(id: CommandId, chat: LiveChat): Promise<void> {
    const { prompts, ports } = this;
    switch (id) {
      case commandIds.openChat:
        await ports.openChat(chat);
        return;
      case commandIds.joinChat:
      case commandIds.whisperInChat:
      case commandIds.takeOverChat: {
        const how =
          id === commandIds.joinChat ? 'visible' : id === commandIds.whisperInChat ? 'whisper' : 'takeOver';
        if (await prompts.enter(chat, how)) await ports.openChat(chat);
        return;
      }
      case commandIds.closeChat:
        await prompts.close(chat);
        return;
      case commandIds.transferChat:
        await prompts.transfer(chat);
        return;
      case commandIds.leaveChat:
        await prompts.leave(chat);
        return;
      case commandIds.resumeChat:
        await prompts.resume(chat);
        await ports.openChat(chat);
        return;
      case commandIds.tagChat:
        await prompts.addTag(chat);
        return;
      case commandIds.untagChat:
        await prompts.removeTag(chat);
        return;
      case commandIds.copyChatLink:
        await prompts.copyLink(chat);
        return;
      case commandIds.openChatPage:
        await prompts.openPage(chat);
        return;
      case commandIds.remindOfChat:
        await ports.remind(chat);
        return;
      case commandIds.createTicketFromChat:
        if (await prompts.draftTicket(chat)) await ports.openNewTicket();
        return;
      default:
        throw new TypeError(`${id} is no command of a chat`);
    }
  }

  /** Opens a chat that waits, and joins it if the person agrees. */
  private async answer(item: unknown): Promise<void> {
    const row = chatOf(item);
    if (!row) await this.loadList();
    const waiting = waitsForMe(this.store.sections);
    if (waiting.length === 0 && !row) {
      void window.showInformationMessage(l10n.t('No chat is waiting.'));
      return;
    }
    const chat = row ?? (await pickChat(this.app, waiting));
    if (!chat) return;
    const isMine = this.store.sections.mine.some(({ chatId }) => chatId === chat.chatId);
    await this.ports.openChat(chat, { preserveFocus: !isMine });
    if (isMine || !(await this.prompts.enter(chat, 'visible'))) return;
    await this.readUnlessListening(chat);
    await this.ports.openChat(chat);
  }

  private get isListening(): boolean {
    return receivesPushes(this.ports.listening.view);
  }

  private async loadList(): Promise<void> {
    // Without pushes, the list is as old as its last load.
    if (this.store.listStatus.kind !== 'loaded' || !this.isListening) await this.store.refresh();
  }
}
