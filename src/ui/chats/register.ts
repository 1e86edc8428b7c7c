import { logRejection } from '../../core/base/log';
import { l10n } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { fail } from '../../core/domain/failure';
import { commandIds, type CommandId } from '../../manifest';
import type { App } from '../shell/app';
import type { ChatsPorts, ChatsView } from './chatsView';

export interface Chats extends Disposable {
  /** The view, loaded on first use. @throws FailureError without an account that has chats */
  view(): Promise<ChatsView>;
  /** The window closes. Never rejects. */
  close(): Promise<void>;
}

/** The Chats view of platform accounts and its commands. Its bundle is loaded when such an account is active. */
export function registerChats(app: App, ports: ChatsPorts): Chats {
  const { session, commands, keys } = app;
  const owned = new DisposableStore();
  const view = owned.add(
    new Lazy<ChatsView>(
      async () => {
        const [{ ChatsView: View }, { store }] = await Promise.all([import('./chatsView'), app.chats.get()]);
        return new View(app, store, ports);
      },
      (opened) => opened.dispose(),
    ),
  );
  const hasChats = (): boolean =>
    session.current.kind !== 'signed-out' && session.current.account.kind === 'platform';
  const update = (): void => {
    const isAvailable = hasChats();
    keys.set('livechat.chats.available', isAvailable);
    if (isAvailable) logRejection(view.get(), app.log);
  };
  const open = async (): Promise<ChatsView> => {
    if (session.current.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    if (!hasChats()) return fail({ code: 'unsupported', field: 'chats' });
    return await view.get();
  };
  update();
  owned.add(session.onDidChange(update));
  const failed = (): string => l10n.t('That could not be done in the chat.');
  const run = async (item: unknown, _: unknown, id: CommandId): Promise<void> =>
    await (await open()).run(id, item);
  commands.register(commandIds.refreshChats, failed, run);
  commands.register(commandIds.loadMoreChats, failed, run);
  commands.register(commandIds.answerChat, failed, run);
  commands.register(commandIds.handOverChats, failed, run);
  commands.register(commandIds.openChat, failed, run);
  commands.register(commandIds.joinChat, failed, run);
  commands.register(commandIds.whisperInChat, failed, run);
  commands.register(commandIds.takeOverChat, failed, run);
  commands.register(commandIds.closeChat, failed, run);
  commands.register(commandIds.transferChat, failed, run);
  commands.register(commandIds.leaveChat, failed, run);
  commands.register(commandIds.resumeChat, failed, run);
  commands.register(commandIds.tagChat, failed, run);
  commands.register(commandIds.untagChat, failed, run);
  commands.register(commandIds.searchChats, failed, run);
  commands.register(commandIds.copyChatLink, failed, run);
  commands.register(commandIds.openChatPage, failed, run);
  commands.register(commandIds.createTicketFromChat, failed, run);
  commands.register(commandIds.remindOfChat, failed, run);
  // A click on a row.
  commands.serve(commandIds.openChat, async (argument) => await (await open()).openById(argument));
  return { view: open, close: async () => await view.value?.close(), dispose: () => owned.dispose() };
}
