import { commandIds, type CommandId } from '../../manifest';
import type { ChatCommandApi } from '../commandApi/chatCommandApi';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { App } from '../shell/app';

/** Running chats with an argument object, from other extensions, keybindings and scripts. */
export function registerChatCommands({ commands }: App, commandApi: () => Promise<CommandApi>): void {
  const serve = (
    id: CommandId,
    run: (api: ChatCommandApi, argument: unknown) => Promise<unknown>,
    options?: { readonly alsoWithoutArgument: boolean },
  ): void => commands.serve(id, async (argument) => await run((await commandApi()).chats, argument), options);
  serve(commandIds.listChats, (api, argument) => api.list(argument), { alsoWithoutArgument: true });
  serve(commandIds.getChat, (api, argument) => api.get(argument));
  serve(commandIds.joinChat, (api, argument) => api.join(argument));
  serve(commandIds.sendToChat, (api, argument) => api.send(argument));
  serve(commandIds.transferChat, (api, argument) => api.transfer(argument));
  serve(commandIds.leaveChat, (api, argument) => api.leave(argument));
  serve(commandIds.tagChat, (api, argument) => api.tag(argument));
  serve(commandIds.untagChat, (api, argument) => api.untag(argument));
  serve(commandIds.closeChat, (api, argument) => api.close(argument));
  serve(commandIds.resumeChat, (api, argument) => api.resume(argument));
  serve(commandIds.searchChats, (api, argument) => api.search(argument));
}
