/** The names that code and `package.json` share. A test holds the two against each other. */

export const commandIds = {
  signIn: 'livechat.account.signIn',
  signInAgain: 'livechat.account.signInAgain',
  signOut: 'livechat.account.signOut',
  switchAccount: 'livechat.account.switch',
  openSandbox: 'livechat.sandbox.open',
  refreshTickets: 'livechat.tickets.refresh',
  filterTickets: 'livechat.tickets.filter',
  clearTicketFilter: 'livechat.tickets.clearFilter',
  loadMoreTickets: 'livechat.tickets.loadMore',
  searchTickets: 'livechat.tickets.search',
  copyTicketId: 'livechat.tickets.copyId',
  createTicket: 'livechat.ticket.create',
  editTicket: 'livechat.ticket.edit',
  refreshAgents: 'livechat.agents.refresh',
  copyAgentLogin: 'livechat.agents.copyLogin',
  createAgent: 'livechat.agent.create',
  editAgent: 'livechat.agent.edit',
  showLog: 'livechat.log.show',
  openAddressSettings: 'livechat.settings.openAddress',
} as const;
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const viewIds = {
  tickets: 'livechat.tickets',
  agents: 'livechat.agents',
} as const;

export const authenticationId = 'livechat';

/** Values of when-clause keys; `undefined` in place of a failure code where nothing failed. */
export interface ContextValues {
  /** Whether and how an account is signed in. */
  'livechat.session': 'signed-out' | 'signed-in' | 'rejected';
  /** What the empty view of tickets has to say. */
  'livechat.tickets.state': ViewState;
  'livechat.tickets.filtered': boolean;
  'livechat.agents.state': ViewState;
  'livechat.accounts.several': boolean;
}
export type ContextKey = keyof ContextValues;

/** `failed-` states name what a person can do about it. */
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
  | 'failed-answer'
  | 'failed-server';

export const settingKeys = {
  apiUrl: 'livechat.apiUrl',
  callsPerMinute: 'livechat.rateLimit.callsPerMinute',
} as const;

/** Kinds of panels that the editor brings back after a reload. */
export const panelTypes = {
  form: 'livechat.form',
} as const;
