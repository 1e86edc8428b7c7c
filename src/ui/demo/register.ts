import { commands as editorCommands, l10n } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { accountId } from '../../core/domain/account';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import type { DemoServer } from './demoServer';

/** `LiveChat: Try the Demo Account` signs in to the built-in server, without a key or network access. */
export function registerDemo({ accounts, commands }: App, server: DemoServer): Disposable {
  commands.register(
    commandIds.openSandbox,
    () => l10n.t('The demo account could not be opened.'),
    async () => {
      const { login, secret } = await server.access();
      const account = {
        id: accountId('classic', login, true),
        kind: 'classic',
        name: login,
        demo: true,
      } as const;
      await accounts.add({ account, secret });
      await editorCommands.executeCommand('workbench.view.extension.livechat');
    },
  );
  return server;
}
