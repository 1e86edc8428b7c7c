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
  const run =
    (id: CommandId) =>
    async (item: unknown): Promise<void> =>
      await (await open()).run(id, item);
  commands.register(commandIds.refreshChats, failed, run(commandIds.refreshChats));
  commands.register(commandIds.answerChat, failed, run(commandIds.answerChat));
  commands.register(commandIds.handOverChats, failed, run(commandIds.handOverChats));
  commands.register(commandIds.openChat, failed, run(commandIds.openChat));
  commands.register(commandIds.joinChat, failed, run(commandIds.joinChat));
  commands.register(commandIds.whisperInChat, failed, run(commandIds.whisperInChat));
  commands.register(commandIds.takeOverChat, failed, run(commandIds.takeOverChat));
  commands.register(commandIds.closeChat, failed, run(commandIds.closeChat));
  commands.register(commandIds.transferChat, failed, run(commandIds.transferChat));
  commands.register(commandIds.leaveChat, failed, run(commandIds.leaveChat));
  commands.register(commandIds.resumeChat, failed, run(commandIds.resumeChat));
  commands.register(commandIds.tagChat, failed, run(commandIds.tagChat));
  commands.register(commandIds.untagChat, failed, run(commandIds.untagChat));
  commands.register(commandIds.searchChats, failed, run(commandIds.searchChats));
  commands.register(commandIds.copyChatLink, failed, run(commandIds.copyChatLink));
  commands.register(commandIds.openChatPage, failed, run(commandIds.openChatPage));
  commands.register(commandIds.createTicketFromChat, failed, run(commandIds.createTicketFromChat));
  // A click on a row.
  commands.serve(commandIds.openChat, async (argument) => await (await open()).openById(argument));
  return { view: open, dispose: () => owned.dispose() };
}
