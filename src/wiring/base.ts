import { Uri, type ExtensionContext } from 'vscode';
import { LearnedCapabilities } from '../core/actions/learnedCapabilities';
import { systemClock, type Clock } from '../core/base/clock';
import { AccountStore } from '../core/stores/accountStore';
import { AgentStore } from '../core/stores/agentStore';
import { AuditLog } from '../core/stores/auditLog';
import { DirectoryStore } from '../core/stores/directoryStore';
import { DraftStore } from '../core/stores/draftStore';
import { DraftFiles, LineFile } from '../core/stores/fileStorage';
import { GrantStore } from '../core/stores/grantStore';
import { SessionStore } from '../core/stores/sessionStore';
import { TicketStore } from '../core/stores/ticketStore';
import { settingKeys } from '../manifest';
import { AccountNotices } from '../ui/account/accountNotices';
import { AccountBroadcast } from '../ui/account/accountBroadcast';
import { Calls } from '../ui/account/calls';
import { Connector } from '../ui/account/connector';
import { editorAccountState, editorVault } from '../ui/account/editorVault';
import { DemoServer } from '../ui/demo/demoServer';
import { ChannelLog } from '../ui/shell/channelLog';
import { CommandRegistry } from '../ui/shell/commandRegistry';
import { ContextKeys } from '../ui/shell/contextKeys';
import { editorSettings, type Settings } from '../ui/shell/settings';

/** Takes what is to be disposed of with the window, and gives it back. */
export type Own = <T extends { dispose(): unknown }>(item: T) => T;

/** What every feature may need: the editor's doors, and what is known of the accounts and of LiveChat. */
export interface Base {
  readonly context: ExtensionContext;
  readonly own: Own;
  readonly clock: Clock;
  readonly log: ChannelLog;
  readonly keys: ContextKeys;
  readonly commands: CommandRegistry;
  readonly settings: Settings;
  readonly calls: Calls;
  readonly server: DemoServer;
  readonly notices: AccountNotices;
  readonly connector: Connector;
  readonly accounts: AccountStore;
  readonly session: SessionStore;
  readonly grants: GrantStore;
  readonly agents: AgentStore;
  readonly tickets: TicketStore;
  readonly directory: DirectoryStore;
  readonly audit: AuditLog;
  readonly drafts: DraftStore;
  readonly capabilities: LearnedCapabilities;
}

export function buildBase(context: ExtensionContext): Base {
  const { globalState, globalStorageUri } = context;
  const own: Own = (item) => {
    context.subscriptions.push(item);
    return item;
  };
  const fileOf = (name: string): string => Uri.joinPath(globalStorageUri, name).fsPath;
  const clock = systemClock;
  const log = own(new ChannelLog());
  const keys = new ContextKeys();
  const commands = own(new CommandRegistry(log));
  const settings = editorSettings();
  const calls = own(new Calls({ globalStorageUri, settings, clock, log }));

  const server = new DemoServer(() => import('../sandbox/sandbox'), log);
  const notices = new AccountNotices(globalState);
  const connector: Connector = new Connector({
    settings,
    log,
    onCall: calls.count,
    budgetOf: calls.budgetOf,
    onNotice: (account, notice) => void notices.ofApi(account, notice),
    callsDir: fileOf('calls'),
    loadClient: () => import('../core/api/connect'),
    demoUrl: () => server.url(),
    tokensOf: (account) => grants.tokensOf(account),
    clock,
  });
  const broadcast = own(new AccountBroadcast(globalStorageUri, log));
  const vault = editorVault(context);
  const grants: GrantStore = own(
    new GrantStore({
      vault,
      clock,
      log,
      open: connector.openGrants,
      hide: (secret) => log.hide(secret),
    }),
  );
  const accounts = own(new AccountStore(vault, editorAccountState(context), broadcast));
  const session = own(new SessionStore(accounts, connector.open));
  const forCalls = [
    settingKeys.apiUrl,
    settingKeys.helpdeskUrl,
    settingKeys.accountsUrl,
    settingKeys.callsPerMinute,
  ];
  own(settings.onDidChange(forCalls, () => session.reopen()));

  const capabilities = new LearnedCapabilities(globalState, clock);
  own(
    accounts.onDidChange((change) => {
      // Signed in anew, an account may have other rights, or be another one at another address.
      if (change && change.kind !== 'activated') void capabilities.forget(change.account.id);
    }),
  );
  return {
    ...{ context, own, clock, log, keys, commands, settings, calls, server, notices, connector },
    ...{ accounts, session, grants, capabilities },
    agents: own(new AgentStore(session, clock)),
    tickets: own(new TicketStore(session, clock)),
    directory: own(new DirectoryStore(session, clock)),
    audit: own(new AuditLog(new LineFile(fileOf('audit.jsonl')), clock, log)),
    drafts: own(new DraftStore(new DraftFiles(fileOf('drafts')), clock)),
  };
}
