import { commands as editorCommands, l10n } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { accountId } from '../../core/domain/account';
import type { AccountStore } from '../../core/stores/accountStore';
import { commandIds } from '../../manifest';
import type { CommandRegistry } from '../shell/commandRegistry';
import type { DemoServer } from './demoServer';

/** `LiveChat: Try the Demo Account`: an account without a key or a network. */
export function registerDemo(deps: {
  readonly accounts: AccountStore;
  readonly server: DemoServer;
  readonly commands: CommandRegistry;
}): Disposable {
  const owned = new DisposableStore();
  owned.add(deps.server);
  deps.commands.register(
    commandIds.openSandbox,
    () => l10n.t('The demo account could not be opened.'),
    async () => {
      const { login, apiKey } = await deps.server.credential();
      const account = {
        id: accountId('classic', login, true),
        kind: 'classic',
        name: login,
        demo: true,
      } as const;
      await deps.accounts.add({ account, secret: apiKey });
      await editorCommands.executeCommand('workbench.view.extension.livechat');
    },
  );
  return owned;
}
