import { logRejection, traceOf } from '../core/base/log';
import { type ExtensionContext, Uri, window } from 'vscode';
import type { ChatFeed } from '../core/actions/actionContext';
import { learnedPrefix } from '../core/actions/learnedCapabilities';
import { systemClock as clock } from '../core/base/clock';
import { Emitter } from '../core/base/event';
import { Lazy } from '../core/base/lazy';
import type { AccountPush, TypingIndicator } from '../core/domain/liveChat';
import type { Database } from '../core/storage/database';
import { stateValues } from '../core/storage/stateStore';
import { AccountRows } from '../core/stores/accounts/accountRows';
import { AccountStore } from '../core/stores/accounts/accountStore';
import { AgentStore } from '../core/stores/agentStore';
import { DirectoryStore } from '../core/stores/directoryStore';
import { KeyOrigins } from '../core/stores/accounts/keyOrigins';
import { LazyAudit, LazyDrafts, LazyGrants } from '../core/stores/lazyStores';
import { VaultError, type SecretVault } from '../core/stores/secretVault';
import { SessionStore } from '../core/stores/sessionStore';
import { TicketStore } from '../core/stores/ticketStore';
import { settingKeys, shieldKey } from '../manifest';
import { AccountNotices } from '../ui/account/accountNotices';
import { Calls } from '../ui/account/calls/calls';
import { addressesOf, Connector } from '../ui/account/connector';
import type { AccountServices } from '../ui/account/register';
import type { CommandApi, CommandApiOptions } from '../ui/commandApi/openCommandApi';
import { DemoServer } from '../ui/demo/demoServer';
import type { App } from '../ui/shell/app';
import { ChannelLog } from '../ui/shell/channelLog';
import { CommandRegistry } from '../ui/shell/commandRegistry';
import { Comparisons } from '../ui/shell/comparison';
import { ContextKeys } from '../ui/shell/contextKeys';
import { editorSettings, isShielded } from '../ui/shell/settings';
import { Shield } from '../ui/shell/shield';

/** Registers what is disposed of with the window, and returns it. */
export type Own = <T extends { dispose(): unknown }>(item: T) => T;

/** The app, and the services that only some features need. */
export interface Built extends AccountServices {
  readonly app: App;
  readonly own: Own;
  readonly demoServer: DemoServer;
  /** Pushes about running chats, for `App.chats`. */
  readonly pushes: Emitter<AccountPush>;
  /** Fires when the person types in a running chat. */
  readonly typed: Emitter<TypingIndicator>;
  /** Waits for what is being written and closes the database. */
  readonly closeDatabase: () => Promise<void>;
  readonly commandApi: () => Promise<CommandApi>;
}

export function buildApp(context: ExtensionContext): Built {
  const { globalStorageUri } = context;
  const own: Own = (item) => {
    context.subscriptions.push(item);
    return item;
  };
  // Not a subscription: the editor disposes of those while `deactivate` still runs.
  const log = new ChannelLog();
  const settings = editorSettings();
  const open = async (): Promise<Database> => {
    const { openDatabase, workerRunner } = await import('../core/storage/openDatabase');
    return await openDatabase({
      folder: globalStorageUri.fsPath,
      clock,
      log,
      runInWorker: workerRunner(Uri.joinPath(context.extensionUri, 'dist', 'storageWorker.js').fsPath),
      onReplaced: (name) => {
        const messages = import('../ui/shell/errorMessages');
        logRejection(
          messages.then(({ errorMessages }) => errorMessages.showReplaced(name)),
          log,
        );
      },
    });
  };
  const database = new Lazy(open, (opened) => logRejection(opened.close(), log));
  const openedDatabase = (): Promise<Database> => database.get();
  const values = stateValues(openedDatabase);
  const local = own(
    new Lazy(
      async () => {
        const { openStore } = await import('../ui/localData/openStore');
        return openStore({
          ...{ context, clock, log, app, database: await openedDatabase() },
          addresses: (kind) => addressesOf[kind](settings),
        });
      },
      (store) => store.dispose(),
    ),
  );
  const calls = own(new Calls({ settings, clock, log, database: openedDatabase }));
  const demoServer = new DemoServer(() => import('../sandbox/sandbox'), log);
  const notices = new AccountNotices(values);
  const connector: Connector = new Connector(
    { settings, clock, log },
    {
      metering: () => calls.open(),
      onNotice: (account, notice) => logRejection(notices.ofApi(account, notice), log),
      loadClient: async () => {
        // Loading it blocks the extension host.
        await app.shared.drawing;
        return await import('../core/api/connect');
      },
      demoAccess: (kind) => demoServer.access(kind),
      beforeWrite: (value) => shield.refuseMasks(value),
      shownReason: (reason) => shield.logLine(reason),
      tokensOf: (account) => grants.tokensOf(account),
      // Without a database, nothing is kept.
      keeping: (connection, account) =>
        local
          .get()
          .then((store) => store.keeping(connection, account))
          .catch(() => connection),
      checkAddresses: (account, addresses) => origins.check(account, addresses),
    },
  );
  const vault = editorVault(context);
  const grants: LazyGrants = own(
    new LazyGrants(vault, async () => {
      const { GrantStore } = await import('../core/stores/grantStore');
      const hide = (secret: string): void => log.hide(secret);
      return new GrantStore({ vault, clock, log, open: connector.openGrants, hide });
    }),
  );
  const accountRows = new AccountRows(openedDatabase);
  const accounts = own(new AccountStore({ vault, storage: accountRows, clock, log }));
  const origins = new KeyOrigins({
    accounts,
    log,
    // Of several windows, the one in use asks.
    ask: async (question) => (window.state.focused ? await notices.ofAddress(question) : undefined),
  });
  // While the editor handles what is registered.
  own(clock.after(0, () => void accounts.load()));
  const session = own(new SessionStore(accounts, connector.open, clock));
  const connectionKeys = [
    settingKeys.apiUrl,
    settingKeys.helpdeskUrl,
    settingKeys.accountsUrl,
    settingKeys.callsPerMinute,
  ];
  own(settings.onDidChange(connectionKeys, () => session.reconnect()));
  own(
    accounts.onDidChange((change) => {
      // After a new sign-in the account may have other rights, or be a different one at another address.
      if (!change || change.kind === 'activated') return;
      const { id } = change.account;
      const { capabilities } = commandApi.value ?? {};
      logRejection(capabilities?.forget(id) ?? values.write(learnedPrefix + id, undefined), log);
    }),
  );
  const pushes = own(new Emitter<AccountPush>(log));
  const typed = own(new Emitter<TypingIndicator>(log));
  const chats = own(
    new Lazy(
      async () => {
        const [{ openChats }] = await Promise.all([import('../core/chats/openChats'), audit.load()]);
        const sendTyping = (typing: TypingIndicator): void => typed.fire(typing);
        return openChats({
          ...{ session, clock, log, audit, onDidPush: pushes.event, sendTyping },
          keep: async (account, chat) => (await local.get()).kept.keepChats(account, [chat], clock.now()),
        });
      },
      (opened) => opened.dispose(),
    ),
  );
  const audit = own(
    new LazyAudit(async () => {
      const { auditActions } = await import('../ui/audit/auditActions');
      return auditActions.openAuditLog(openedDatabase, clock, log);
    }),
  );
  const agents = own(
    new AgentStore(session, clock, (account) =>
      local
        .get()
        .then((store) => store.agents(account))
        .catch(() => undefined),
    ),
  );
  const shield = own(
    new Shield({
      isOn: isShielded,
      wasOn: () => context.globalState.get(shieldKey) !== undefined,
      onDidChangeSetting: (listener) => settings.onDidChange([settingKeys.shield], listener),
      load: async () =>
        (await import('../ui/shield/editorShield')).editorShield({ context, agents, session }),
      log: (thrown) => log.error(traceOf(thrown)),
    }),
  );
  log.shown = (line) => shield.logLine(line);
  const comparisons = own(new Comparisons());
  own(shield.onDidChange(() => comparisons.closeAll()));
  const app: App = {
    ...{ chats, local, context, clock, log, settings, accounts, session, agents, shield },
    database: openedDatabase,
    keys: new ContextKeys(),
    commands: own(new CommandRegistry(log, () => (accounts.isLoaded ? undefined : accounts.load()))),
    comparisons,
    shared: {},
    tickets: own(
      new TicketStore(session, clock, (account, status, count) =>
        local
          .get()
          .then((store) => store.page(account, status, count))
          .catch(() => undefined),
      ),
    ),
    directory: own(new DirectoryStore(session, clock)),
    drafts: own(
      new LazyDrafts(async () =>
        (await import('../core/stores/drafts/draftRows')).openDrafts(openedDatabase, clock),
      ),
    ),
    audit,
    actions: () => commandApi.get(),
  };
  const chatFeed: ChatFeed = {
    current: (id) => chats.value?.store.current(id),
    findEvent: (id, customId) => chats.value?.store.findEvent(id, customId),
  };
  const commandApi: Lazy<CommandApi> = own(lazyCommandApi({ ...app, values, chatFeed }, audit));
  return {
    ...{ app, own, pushes, typed, calls, connector, demoServer, grants, notices },
    commandApi: () => commandApi.get(),
    closeDatabase: async () => {
      await database.value?.close();
      // One that is being opened is closed as soon as it is open.
      database.dispose();
    },
  };
}

/** The operations on tickets and agents, loaded with the first of them. The accounts are loaded by then. */
function lazyCommandApi(deps: CommandApiOptions, audit: LazyAudit): Lazy<CommandApi> {
  return new Lazy(
    async () => {
      const [{ openCommandApi }] = await Promise.all([
        import('../ui/commandApi/openCommandApi'),
        deps.session.load(),
        audit.load(),
      ]);
      return openCommandApi(deps);
    },
    (work) => work.dispose(),
  );
}

/** The editor's secret storage. */
function editorVault({ secrets }: ExtensionContext): SecretVault {
  return {
    get: (key) => guarded(secrets.get(key)),
    store: (key, value) => guarded(secrets.store(key, value)),
    delete: (key) => guarded(secrets.delete(key)),
    onDidChange: (listener) => secrets.onDidChange(listener),
  };
}

async function guarded<T>(work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw new VaultError(thrown instanceof Error ? thrown.message : 'The secret storage failed.');
  }
}
