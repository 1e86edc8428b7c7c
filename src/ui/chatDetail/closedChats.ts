import { commands, l10n, window } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { customerOf, memberOf, type LiveChat } from '../../core/domain/liveChat';
import { commandIds } from '../../manifest';
import { visitorName } from '../messages/arrivalLabels';
import { offer, toastText, type Action } from '../messages/failureMessages';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import type { ChatModel } from './chatModel';
import type { LiveChats } from './live/liveModelPorts';

/** Panels that are closed together, such as all tabs of a group, are named in one notification. */
const togetherMs = 300;

/** Says that a chat of the person goes on after its panel was closed, and offers to hand it over or to close it. */
export class ClosedChats implements Disposable {
  private closed:
    { readonly live: LiveChats; readonly chatIds: Set<string>; readonly timer: Disposable } | undefined;

  /** @param isOpen whether another panel of this window shows the chat */
  constructor(
    private readonly app: Pick<App, 'clock' | 'shield'>,
    private readonly isOpen: (chatId: string) => boolean,
  ) {}

  add(live: LiveChats, { subject, view }: Pick<ChatModel, 'subject' | 'view'>): void {
    const chatId = subject.chat?.chatId;
    // An action such as closing the chat is under way.
    if (chatId === undefined || view.live?.isBusy === true) return;
    this.closed ??= {
      live,
      chatIds: new Set(),
      timer: this.app.clock.after(togetherMs, () => this.show()),
    };
    this.closed.chatIds.add(chatId);
  }

  dispose(): void {
    this.closed?.timer.dispose();
  }

  private show(): void {
    const { closed } = this;
    this.closed = undefined;
    if (!closed) return;
    const { live, chatIds } = closed;
    const chats = [...chatIds].flatMap((chatId) => live.store.get(chatId)?.chat ?? []);
    const going = chats.filter((chat) => isMine(chat, live.store.login) && !this.isOpen(chat.chatId));
    const [first, ...others] = going;
    if (!first) return;
    void offer(
      window.showInformationMessage,
      others.length === 0
        ? l10n.t('The chat with {0} goes on. You are still in it.', nameOf(this.app.shield.shown.chat(first)))
        : l10n.t('{0} chats go on. You are still in them.', wholeNumber(going.length)),
      others.length === 0 ? actionsFor(live, first) : [handOverAll()],
    );
  }
}

function actionsFor(live: LiveChats, chat: LiveChat): readonly Action[] {
  return [
    { title: l10n.t('Hand Over…'), run: () => live.act('transfer', chat) },
    { title: l10n.t('Close Chat'), run: () => live.act('close', chat) },
  ];
}

function handOverAll(): Action {
  return {
    title: l10n.t('Hand Over My Chats'),
    run: () => commands.executeCommand(commandIds.handOverChats),
  };
}

function isMine(chat: LiveChat, login: string | undefined): boolean {
  const self = memberOf(chat, login);
  return chat.isActive && self !== undefined && !self.isHidden;
}

function nameOf(chat: LiveChat): string {
  return toastText(visitorName(customerOf(chat) ?? {}), 60);
}
