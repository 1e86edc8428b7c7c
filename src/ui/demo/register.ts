import { commands as editorCommands, l10n, commands } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { type Account, accountId, type AccountKind } from '../../core/domain/account';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import type { DemoServer } from './demoServer';

/**
 * Signs in to the built-in server, without a key or network access. A person has a command for each kind of account, so
 * that neither asks: buttons, tasks and other extensions call them, too. Without an argument the classic account is
 * opened; code may ask for either.
 */
export function registerDemo({ accounts, commands }: App, server: DemoServer): Disposable {
  const open = async (kind: AccountKind): Promise<void> => {
    const { name, login, secret } = await server.access(kind);
    const account: Account = {
      id: accountId(kind, name, true),
      kind,
      name,
      ...(login !== name && { login }),
      demo: true,
    };
    await accounts.add({ account, secret });
    await editorCommands.executeCommand('workbench.view.extension.livechat');
  };
  const failed = (): string => l10n.t('The demo account could not be opened.');
  commands.register(commandIds.openSandbox, failed, () => open('classic'));
  commands.register(commandIds.openPlatformSandbox, failed, () => open('platform'));
  commands.serve(commandIds.openSandbox, async (argument) => {
    const { readDemoKind } = await import('./demoArgument');
    await open(readDemoKind(argument));
  });
  return server;
}

/** Opens the LiveChat views and the newest ticket beside them, as `npm start` does. The list of tickets has the focus. */
export async function showFirstScreen(views: {
  readonly focusFirstTicket: () => Promise<string | undefined>;
  readonly openTicket: (ticketId: string, options: { readonly preserveFocus: true }) => Promise<void>;
}): Promise<void> {
  await commands.executeCommand('workbench.view.extension.livechat');
  const ticketId = await views.focusFirstTicket();
  if (ticketId !== undefined) await views.openTicket(ticketId, { preserveFocus: true });
}
