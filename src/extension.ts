import { l10n, type ExtensionContext } from 'vscode';
import { systemClock } from './core/base/clock';
import { AccountStore } from './core/stores/accountStore';
import { AgentStore } from './core/stores/agentStore';
import { CallMeter } from './core/stores/callMeter';
import { DirectoryStore } from './core/stores/directoryStore';
import { SessionStore } from './core/stores/sessionStore';
import { TicketStore } from './core/stores/ticketStore';
import { commandIds, settingKeys } from './manifest';
import { AccountPulse } from './ui/account/accountPulse';
import { Connector } from './ui/account/connector';
import { editorAccountState, editorVault } from './ui/account/editorVault';
import { registerAccount } from './ui/account/register';
import { signInFromEnvironment } from './ui/account/startAccount';
import { registerAgents } from './ui/agents/register';
import { DemoServer } from './ui/demo/demoServer';
import { registerDemo } from './ui/demo/register';
import { interimActions, interimDrafts } from './ui/forms/interim';
import { registerForms } from './ui/forms/register';
import { ChannelLog } from './ui/shell/channelLog';
import { CommandDoor } from './ui/shell/commandDoor';
import { ContextKeys } from './ui/shell/contextKeys';
import { openSetting } from './ui/shell/messages';
import { editorSettings } from './ui/shell/settings';
import { registerTickets } from './ui/tickets/register';

/** Builds every part and joins their events; nothing else happens here, and nothing here waits. */
export function activate(context: ExtensionContext): void {
  const own = <T extends { dispose(): unknown }>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const clock = systemClock;
  const log = own(new ChannelLog());
  const keys = new ContextKeys();
  const commands = own(new CommandDoor(log));
  const settings = editorSettings();
  const meter = new CallMeter();

  const server = new DemoServer(() => import('./sandbox/sandbox'), log);
  const connector = new Connector({
    settings,
    log,
    onCall: (call) => meter.count(call),
    loadClient: () => import('./core/api/connect'),
    demoUrl: () => server.url(),
  });
  const pulse = own(new AccountPulse(context.globalStorageUri, log));
  const accounts = own(new AccountStore(editorVault(context), editorAccountState(context), pulse));
  const session = own(new SessionStore(accounts, connector.open));
  own(settings.onDidChange(() => session.reopen()));

  const agents = own(new AgentStore(session, clock));
  const tickets = own(new TicketStore(session, clock));
  const directory = own(new DirectoryStore(session, clock));

  own(registerAccount({ accounts, session, connector, meter, commands, keys }));
  own(registerDemo({ accounts, server, commands }));
  own(registerTickets({ store: tickets, agents, directory, session, clock, commands, keys }));
  own(
    registerForms({
      agents,
      directory,
      session,
      commands,
      log,
      extensionUri: context.extensionUri,
      drafts: interimDrafts(context.globalState),
      ...interimActions(session, clock),
    }),
  );
  own(registerAgents({ store: agents, session, clock, commands, keys }));

  commands.register(
    commandIds.showLog,
    () => l10n.t('The log could not be shown.'),
    () => log.show(),
  );
  commands.register(
    commandIds.openAddressSettings,
    () => l10n.t('The settings could not be opened.'),
    () => openSetting(settingKeys.apiUrl),
  );
  void signInFromEnvironment(process.env, accounts, settings, log);
}
