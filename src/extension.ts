import { commands as editorCommands, l10n, Uri, type ExtensionContext } from 'vscode';
import { AgentActions } from './core/actions/agentActions';
import { LearnedCapabilities } from './core/actions/learnedCapabilities';
import { listArrival } from './core/actions/listArrival';
import { TicketActions } from './core/actions/ticketActions';
import { systemClock } from './core/base/clock';
import type { Arrival } from './core/domain/arrival';
import type { Account } from './core/domain/account';
import { loadDesk } from './core/relay/loadDesk';
import { loadTunnels } from './core/tunnel/loadTunnels';
import { AccountStore } from './core/stores/accountStore';
import { ActivityStore } from './core/stores/activityStore';
import { AgentStore } from './core/stores/agentStore';
import { AuditLog } from './core/stores/auditLog';
import { DirectoryStore } from './core/stores/directoryStore';
import { DraftShelf } from './core/stores/draftShelf';
import { DraftStore, type DraftSubject } from './core/stores/draftStore';
import { DraftFiles, LineFile } from './core/stores/fileStorage';
import { accountIdOf, SessionStore } from './core/stores/sessionStore';
import { TicketStore } from './core/stores/ticketStore';
import { commandIds, settingKeys, viewIds } from './manifest';
import { registerActivity } from './ui/activity/register';
import { AccountNotices } from './ui/account/accountNotices';
import { AccountPulse } from './ui/account/accountPulse';
import { Calls } from './ui/account/calls';
import { Connector } from './ui/account/connector';
import { editorAccountState, editorVault } from './ui/account/editorVault';
import { registerAccount } from './ui/account/register';
import { signInFromEnvironment } from './ui/account/startAccount';
import { registerAgents } from './ui/agents/register';
import { registerAudit } from './ui/audit/register';
import { ChatPanels } from './ui/chatDetail/chatPanels';
import { DemoLife } from './ui/demo/demoLife';
import { DemoServer } from './ui/demo/demoServer';
import { registerDemo } from './ui/demo/register';
import { ExtensionApi, type Exports } from './ui/extensionApi/extensionApi';
import { isFormName } from './ui/forms/formSource';
import { registerForms } from './ui/forms/register';
import { atAccount } from './ui/listening/atAccount';
import { Listening } from './ui/listening/listening';
import { registerListening } from './ui/listening/register';
import { showArrival } from './ui/shell/arrivalToast';
import { phaseOf, problemText } from './ui/listening/listeningWords';
import { ChannelLog } from './ui/shell/channelLog';
import { CommandDoor } from './ui/shell/commandDoor';
import { Comparisons } from './ui/shell/comparison';
import { ContextKeys } from './ui/shell/contextKeys';
import { openSetting } from './ui/shell/messages';
import { editorSettings } from './ui/shell/settings';
import { registerTicketDetail } from './ui/ticketDetail/register';
import { ticketVersions } from './ui/ticketDetail/ticketVersions';
import { registerTickets } from './ui/tickets/register';
import { registerTools } from './ui/tools/register';
import { registerWalkthrough } from './ui/walkthrough/register';
import { AgentWork } from './ui/work/agentWork';
import { removeAgentWithPerson, removeWithDelay } from './ui/work/removeAgent';
import { TicketWork } from './ui/work/ticketWork';

/** What must be given back before the window closes, and takes some seconds. */
let leaving: (() => Promise<void>) | undefined;

/** Builds every part and joins their events; nothing else happens here, and nothing here waits. */
export function activate(context: ExtensionContext): Exports {
  const own = <T extends { dispose(): unknown }>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const clock = systemClock;
  const log = own(new ChannelLog());
  const keys = new ContextKeys();
  const commands = own(new CommandDoor(log));
  const settings = editorSettings();
  const calls = own(new Calls({ globalStorageUri: context.globalStorageUri, settings, clock, log }));

  const server = new DemoServer(() => import('./sandbox/sandbox'), log);
  const notices = new AccountNotices(context.globalState);
  const connector = new Connector({
    settings,
    log,
    onCall: calls.count,
    budgetOf: calls.budgetOf,
    onNotice: (account, notice) => void notices.ofApi(account, notice),
    callsDir: Uri.joinPath(context.globalStorageUri, 'calls').fsPath,
    loadClient: () => import('./core/api/connect'),
    demoUrl: () => server.url(),
  });
  const pulse = own(new AccountPulse(context.globalStorageUri, log));
  const accounts = own(new AccountStore(editorVault(context), editorAccountState(context), pulse));
  const session = own(new SessionStore(accounts, connector.open));
  const forCalls = [
    settingKeys.apiUrl,
    settingKeys.helpdeskUrl,
    settingKeys.accountsUrl,
    settingKeys.callsPerMinute,
  ];
  own(settings.onDidChange(forCalls, () => session.reopen()));

  const agents = own(new AgentStore(session, clock));
  const tickets = own(new TicketStore(session, clock));
  const directory = own(new DirectoryStore(session, clock));

  const auditFile = Uri.joinPath(context.globalStorageUri, 'audit.jsonl').fsPath;
  const audit = own(new AuditLog(new LineFile(auditFile), clock, log));
  const draftFolder = Uri.joinPath(context.globalStorageUri, 'drafts').fsPath;
  const drafts = own(new DraftStore(new DraftFiles(draftFolder), clock));
  const capabilities = new LearnedCapabilities(context.globalState, clock);
  own(
    accounts.onDidChange((change) => {
      // Signed in anew, an account may have other rights, or be another one at another address.
      if (change && change.kind !== 'activated') void capabilities.forget(change.account.id);
    }),
  );
  const actionDeps = { session, tickets, agents, directory, audit, capabilities, clock };
  const ticketActions = new TicketActions(actionDeps);
  const agentActions = own(new AgentActions(actionDeps));
  const ticketWork = new TicketWork(ticketActions);
  const remove = (login: string) => removeAgentWithPerson(agentActions, clock, login);
  const agentWork = new AgentWork(agentActions, remove);

  const showActivity = () => editorCommands.executeCommand(`${viewIds.activity}.focus`);
  const listening = own(
    new Listening({
      context,
      session,
      settings,
      clock,
      log,
      keys,
      environment: process.env,
      loadDesk,
      loadTunnels,
      atAccount: atAccount(accounts, connector.open),
      openArrival: (arrival) => openArrival(arrival),
      showActivity,
    }),
  );
  const { desk, status } = listening;
  leaving = async () => {
    await Promise.all([listening.dispose(), calls.close()]);
  };
  const activity = own(new ActivityStore(desk.activity, () => accountIdOf(session.current)));

  const signOut = async (account: Account): Promise<void> => {
    await listening.leave(account);
    await accounts.remove(account);
  };
  own(
    registerAccount({ accounts, session, connector, notices, calls, clock, commands, keys, signOut, status }),
  );
  own(registerDemo({ accounts, server, commands }));
  const life = own(new DemoLife(() => server.life(), clock, log));
  own(desk.onDidChange(({ state }) => life.follow(state === 'live' && listening.isDemo())));
  own(
    registerListening({
      desk,
      picker: listening.picker,
      newTickets: listening.newTickets,
      quiet: listening.quiet,
      settings,
      clock,
      commands,
      keys,
      isSignedIn: () => session.current.kind === 'signed-in',
      isDemo: listening.isDemo,
      showActivity,
    }),
  );
  const comparisons = own(new Comparisons());
  const forms = own(
    registerForms({
      agents,
      directory,
      session,
      commands,
      log,
      extensionUri: context.extensionUri,
      windowState: context.workspaceState,
      drafts,
      ticketActions,
      agentActions,
      compare: (conflict) =>
        comparisons.show(`form/ticket/${conflict.theirs.id}`, ticketVersions(conflict, session.capabilities)),
      endComparison: (id) => comparisons.close(`form/ticket/${id}`),
      compareAgents: (login, versions) => comparisons.show(`form/agent/${login}`, versions),
      endAgentComparison: (login) => comparisons.close(`form/agent/${login}`),
    }),
  );
  const detail = own(
    registerTicketDetail({
      store: tickets,
      agents,
      directory,
      session,
      clock,
      commands,
      log,
      drafts,
      extensionUri: context.extensionUri,
      windowState: context.workspaceState,
      actions: ticketActions,
      comparisons,
    }),
  );
  const chats = own(
    new ChatPanels({
      extensionUri: context.extensionUri,
      source: { page: (query) => desk.activity.page(query), get: (eventId) => desk.get(eventId) },
      onDidArrive: desk.onDidArrive,
      log,
      windowState: context.workspaceState,
    }),
  );
  const api = new ExtensionApi(log);
  own(desk.onDidArrive((arrival) => api.raise(arrival)));
  own(desk.onDidArrive((arrival) => listArrival(arrival, accountIdOf(session.current), tickets)));
  const openArrival = (arrival: Arrival): void =>
    arrival.kind === 'ticket_created' ? detail.open(arrival.ticket.id) : chats.open(arrival);
  const editTicket = (id: string): void => forms.open(`ticket.edit/${id}`);
  const openDraft = (subject: DraftSubject): void => {
    if (isFormName(subject)) forms.open(subject);
    else detail.open(subject.slice('reply/'.length));
  };
  own(
    registerTickets({
      store: tickets,
      agents,
      directory,
      session,
      clock,
      commands,
      keys,
      log,
      actions: ticketActions,
      work: ticketWork,
      openTicket: (id) => detail.open(id),
      editTicket,
      drafts: own(new DraftShelf(drafts, session, clock)),
      openDraft,
      discardDraft: (draft) => drafts.discard(draft),
      messageDrafts: drafts,
      typedMessage: (id) => detail.typedElsewhere(id),
    }),
  );
  own(
    registerAgents({
      store: agents,
      session,
      clock,
      commands,
      keys,
      actions: agentActions,
      work: agentWork,
      remove,
      editAgent: (login) => forms.open(`agent.edit/${login}`),
    }),
  );
  own(
    registerActivity({
      store: activity,
      directory,
      session,
      clock,
      commands,
      keys,
      desk,
      words: { phaseOf, problemText },
      memory: context.globalState,
      openArrival,
      replayHere: (arrival) => {
        api.raise(arrival);
        void showArrival(arrival, () => openArrival(arrival));
      },
    }),
  );
  own(registerAudit({ audit, commands }));
  own(registerWalkthrough({ session, audit, commands, keys }));
  const removeLater = async (login: string) =>
    await removeWithDelay(agentActions, clock, await agentActions.get(login));
  const events = { desk, account: () => accountIdOf(session.current) };
  own(registerTools({ tickets: ticketWork, agents: agentWork, removeLater, events, log }));

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
  void signInFromEnvironment(process.env, accounts, notices, settings, log);
  return api.exports;
}

/** Called by the editor, which waits for it, before it disposes of what `activate` built. */
export async function deactivate(): Promise<void> {
  await leaving?.();
}
