/** The names that code and `package.json` share. A test compares the two. */

export const commandIds = {
  signIn: 'livechat.account.signIn',
  signInAgain: 'livechat.account.signInAgain',
  tryKeyAgain: 'livechat.account.tryAgain',
  signInInBrowser: 'livechat.account.signInInBrowser',
  signOut: 'livechat.account.signOut',
  switchAccount: 'livechat.account.switch',
  openSandbox: 'livechat.sandbox.open',
  openPlatformSandbox: 'livechat.sandbox.openPlatform',
  refreshTickets: 'livechat.tickets.refresh',
  filterTickets: 'livechat.tickets.filter',
  clearTicketFilter: 'livechat.tickets.clearFilter',
  loadMoreTickets: 'livechat.tickets.loadMore',
  loadAll: 'livechat.tickets.loadAll',
  searchTickets: 'livechat.tickets.search',
  newTicketView: 'livechat.tickets.views.new',
  saveTicketView: 'livechat.tickets.views.saveFilter',
  editTicketView: 'livechat.tickets.views.edit',
  deleteTicketView: 'livechat.tickets.views.delete',
  groupTicketsByWait: 'livechat.tickets.groupByWait',
  openTicket: 'livechat.ticket.open',
  copyTicketId: 'livechat.tickets.copyId',
  setTicketStatus: 'livechat.tickets.setStatus',
  assignTicket: 'livechat.tickets.assign',
  addTicketTags: 'livechat.tickets.addTags',
  removeTicketTags: 'livechat.tickets.removeTags',
  replyToTicket: 'livechat.tickets.reply',
  addTicketNote: 'livechat.tickets.addNote',
  listTickets: 'livechat.ticket.list',
  getTicket: 'livechat.ticket.get',
  updateTicket: 'livechat.ticket.update',
  bulkTickets: 'livechat.ticket.bulk',
  showBulk: 'livechat.tickets.showBulk',
  createTicket: 'livechat.ticket.create',
  editTicket: 'livechat.ticket.edit',
  refreshAgents: 'livechat.agents.refresh',
  copyAgentLogin: 'livechat.agents.copyLogin',
  setAgentStatus: 'livechat.agents.setStatus',
  setAgentLoginStatus: 'livechat.agents.setLoginStatus',
  listAgents: 'livechat.agent.list',
  getAgent: 'livechat.agent.get',
  updateAgent: 'livechat.agent.update',
  deleteAgent: 'livechat.agent.delete',
  createAgent: 'livechat.agent.create',
  editAgent: 'livechat.agent.edit',
  listChats: 'livechat.chat.list',
  getChat: 'livechat.chat.get',
  joinChat: 'livechat.chat.join',
  sendToChat: 'livechat.chat.send',
  transferChat: 'livechat.chat.transfer',
  leaveChat: 'livechat.chat.leave',
  tagChat: 'livechat.chat.tag',
  untagChat: 'livechat.chat.untag',
  closeChat: 'livechat.chat.close',
  resumeChat: 'livechat.chat.resume',
  searchChats: 'livechat.chat.search',
  loadMoreChats: 'livechat.chats.loadMore',
  refreshChats: 'livechat.chats.refresh',
  openChat: 'livechat.chats.open',
  answerChat: 'livechat.chats.answer',
  whisperInChat: 'livechat.chats.whisper',
  takeOverChat: 'livechat.chats.takeOver',
  copyChatLink: 'livechat.chats.copyLink',
  openChatPage: 'livechat.chats.openPage',
  createTicketFromChat: 'livechat.chats.createTicket',
  handOverChats: 'livechat.chats.handOver',
  refreshActivity: 'livechat.activity.refresh',
  filterActivity: 'livechat.activity.filter',
  clearActivityFilter: 'livechat.activity.clearFilter',
  loadMoreActivity: 'livechat.activity.loadMore',
  openArrival: 'livechat.activity.open',
  markActivityRead: 'livechat.activity.markRead',
  markAllActivityRead: 'livechat.activity.markAllRead',
  copyActivityId: 'livechat.activity.copyId',
  replayArrival: 'livechat.activity.replay',
  sendTestEvent: 'livechat.activity.sendTestEvent',
  joinTeam: 'livechat.team.join',
  leaveTeam: 'livechat.team.leave',
  newTeamKey: 'livechat.team.newKey',
  keepOpen: 'livechat.panel.keepOpen',
  showNext: 'livechat.panel.next',
  showPrevious: 'livechat.panel.previous',
  selectedByKey: 'livechat.lists.selectedByKey',
  rowClicked: 'livechat.lists.rowClicked',
  sendLater: 'livechat.replies.sendLater',
  showScheduled: 'livechat.replies.scheduled',
  remind: 'livechat.reminders.add',
  remindOfTicket: 'livechat.tickets.remind',
  remindOfChat: 'livechat.chats.remind',
  insertReply: 'livechat.replies.insert',
  newReply: 'livechat.replies.new',
  openDraft: 'livechat.draft.open',
  discardDraft: 'livechat.draft.discard',
  startListening: 'livechat.webhooks.start',
  stopListening: 'livechat.webhooks.stop',
  listeningStatus: 'livechat.webhooks.status',
  listeningDoctor: 'livechat.webhooks.doctor',
  cleanUpWebhooks: 'livechat.webhooks.cleanUp',
  listeningMenu: 'livechat.webhooks.menu',
  toggleShield: 'livechat.privacy.toggleShield',
  showLog: 'livechat.log.show',
  showAudit: 'livechat.audit.show',
  showCalls: 'livechat.calls.show',
  deleteLocalData: 'livechat.localData.delete',
  search: 'livechat.search',
  exportTickets: 'livechat.ticket.export',
  handOverNote: 'livechat.handover',
  statistics: 'livechat.statistics',
  openWalkthrough: 'livechat.walkthrough.open',
  openAddressSettings: 'livechat.settings.openAddress',
} as const;
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const viewIds = {
  tickets: 'livechat.tickets',
  chats: 'livechat.chats',
  agents: 'livechat.agents',
  activity: 'livechat.activity',
} as const;

export const authenticationId = 'livechat';

/** Publisher and name. */
export const extensionId = 'livechat-desk.livechat-desk';

/** The extension’s id and the walkthrough’s own. */
export const walkthroughId = `${extensionId}#firstMinutes`;

/** Values of when-clause keys. */
export interface ContextValues {
  /** Whether and how an account is signed in. */
  'livechat.session': 'signed-out' | 'signed-in' | 'rejected';
  /** Selects the welcome text of the Tickets view. */
  'livechat.tickets.state': ViewState;
  'livechat.tickets.filtered': boolean;
  'livechat.agents.state': ViewState;
  /** Whether the active account has the Chats view. */
  'livechat.chats.available': boolean;
  /** Selects the welcome text of the Activity view. */
  'livechat.activity.state': ActivityViewState;
  'livechat.activity.filtered': boolean;
  'livechat.listening': boolean;
  /** Whether this machine has joined a team, whose events need no account. */
  'livechat.team': boolean;
  /** Whether an arrow key, not a click, is selecting a row. Set by keybindings. */
  'livechat.lists.isArrowKey': boolean;
  /** Whether the active panel is the preview, whose tab the next previewed item reuses. */
  'livechat.preview': boolean;
  'livechat.accounts.several': boolean;
  /** The kind of the active account, for the walkthrough. */
  'livechat.account': 'none' | 'demo' | 'own';
  /** Whether a reply was sent since the window opened, for the walkthrough. */
  'livechat.answered': boolean;
  /** True for a moment, to complete this step of the walkthrough. */
  'livechat.walkthrough.demo': boolean;
  'livechat.walkthrough.connect': boolean;
  'livechat.walkthrough.listen': boolean;
  'livechat.walkthrough.answer': boolean;
}
export type ContextKey = keyof ContextValues;

/** Each `failed-` state has a welcome text that says what the user can do. */
export type ViewState =
  | 'idle'
  | 'loading'
  | 'ready'
  | 'empty'
  | 'failed-network'
  | 'failed-timeout'
  | 'failed-rate'
  | 'failed-forbidden'
  | 'failed-settings'
  | 'failed-address'
  | 'failed-size'
  | 'failed-answer'
  | 'failed-secrets'
  | 'failed-server';

/**
 * Why the view shows no events: `off` while not listening, `stuck` while listening is interrupted, `empty` if none
 * arrived, `filtered` if none match.
 */
export type ActivityViewState =
  'loading' | 'ready' | 'empty' | 'filtered' | 'off' | 'starting' | 'stuck' | 'failed';

export const settingKeys = {
  apiUrl: 'livechat.apiUrl',
  helpdeskUrl: 'livechat.helpdeskUrl',
  accountsUrl: 'livechat.accountsUrl',
  autoStart: 'livechat.webhooks.autoStart',
  webhookEvents: 'livechat.webhooks.events',
  tunnel: 'livechat.webhooks.tunnel',
  publicUrl: 'livechat.webhooks.publicUrl',
  webhookPort: 'livechat.webhooks.port',
  chatSendKey: 'livechat.chats.sendKey',
  quietHours: 'livechat.notifications.quietHours',
  callsPerMinute: 'livechat.rateLimit.callsPerMinute',
  monthlyBudget: 'livechat.calls.monthlyBudget',
  repliesFolder: 'livechat.replies.folder',
  shield: 'livechat.privacy.shield',
} as const;
export type SettingKey = (typeof settingKeys)[keyof typeof settingKeys];

/** Where each kind of notification is shown. Not in `settingKeys`, because only lazy bundles read them. */
export const surfaceSettings = {
  chat_started: 'livechat.notifications.chatStarted',
  chat_ended: 'livechat.notifications.chatEnded',
  ticket_created: 'livechat.notifications.ticketCreated',
  message: 'livechat.notifications.chatMessage',
  assigned: 'livechat.notifications.chatAssigned',
  waiting: 'livechat.notifications.chatWaiting',
} as const;

/** Read by when-clauses in `package.json` only. */
export const whenSettings = { previewByArrowKeys: 'livechat.lists.previewByArrowKeys' } as const;

/** What is kept on this machine. Not in `settingKeys`, because only lazy bundles read them. */
export const localDataSettings = {
  days: 'livechat.localData.days',
  prefetchPerDay: 'livechat.localData.prefetchPerDay',
} as const;

/** Of members of a team. Not in `settingKeys`, because nearly only lazy bundles read them. */
export const teamSettings = {
  servers: 'livechat.team.servers',
  stream: 'livechat.team.stream',
  groups: 'livechat.team.groups',
} as const;

/** Of running chats. Not in `settingKeys`, because only lazy bundles read them. */
export const chatSettings = {
  handOverAtClose: 'livechat.chats.handOverAtClose',
  waitingMinutes: 'livechat.chats.waitingMinutes',
} as const;

/** Who else reads or types. Not in `settingKeys`, because only lazy bundles read it. */
export const presenceSettings = { enabled: 'livechat.presence.enabled' } as const;

/** Of the Tickets view. Not in `settingKeys`, because only lazy bundles read them. */
export const ticketSettings = {
  views: 'livechat.tickets.views',
  waitingMinutes: 'livechat.tickets.waitingMinutes',
} as const;

/** Of replies. Not in `settingKeys`, because only lazy bundles read them. */
export const replySettings = { takeBackSeconds: 'livechat.replies.takeBackSeconds' } as const;

/** Name of the privacy shield’s key in the editor’s state of this machine. */
export const shieldKey = 'livechat.privacy.key';

/** Types of the panels that are restored after a reload. */
export const panelTypes = {
  form: 'livechat.form',
  detail: 'livechat.ticketDetail',
  chat: 'livechat.chat',
  bulk: 'livechat.bulk',
  statistics: 'livechat.statistics',
} as const;

/** Tools for language models, by the names in `package.json`. */
export const toolNames = [
  'livechat_list_tickets',
  'livechat_get_ticket',
  'livechat_create_ticket',
  'livechat_update_ticket',
  'livechat_list_agents',
  'livechat_create_agent',
  'livechat_delete_agent',
  'livechat_recent_events',
  'livechat_list_chats',
  'livechat_get_chat',
  'livechat_send_chat_message',
] as const;
export type ToolName = (typeof toolNames)[number];
