import { commandIds, type CommandId } from '../../manifest';
import type { ChatCommandApi } from '../commandApi/chatCommandApi';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { App } from '../shell/app';

/** Running chats with an argument object, from other extensions, keybindings and scripts. */
export function registerChatCommands({ commands }: App, commandApi: () => Promise<CommandApi>): void {
  const serve = (
    id: CommandId,
    method: keyof ChatCommandApi,
    options?: { readonly alsoWithoutArgument: boolean },
  ): void =>
    commands.serve(id, async (argument) => await (await commandApi()).chats[method](argument), options);
  serve(commandIds.listChats, 'list', { alsoWithoutArgument: true });
  serve(commandIds.getChat, 'get');
  serve(commandIds.joinChat, 'join');
  serve(commandIds.sendToChat, 'send');
  serve(commandIds.transferChat, 'transfer');
  serve(commandIds.leaveChat, 'leave');
  serve(commandIds.tagChat, 'tag');
  serve(commandIds.untagChat, 'untag');
  serve(commandIds.closeChat, 'close');
  serve(commandIds.resumeChat, 'resume');
  serve(commandIds.searchChats, 'search');
}
