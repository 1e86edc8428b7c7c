/**
 * The public contract as data: keybindings, scripts, other extensions and language models depend on these
 * names and titles.
 */

export const identity = {
  name: 'livechat-desk',
  publisher: 'livechat-desk',
  displayName: 'Desk for LiveChat',
  license: 'MIT',
  engines: { vscode: '^1.104.0' },
} as const;

export const category = 'LiveChat';

export const scripts: readonly string[] = ['start', 'test', 'test:unit', 'package', 'sandbox', 'bench'];

/** Every setting with its default; all are of scope `application`. */
export const settings: Readonly<Record<string, unknown>> = {
  'livechat.apiUrl': 'https://api.livechatinc.com',
  'livechat.helpdeskUrl': 'https://api.helpdesk.com/v1',
  'livechat.accountsUrl': 'https://accounts.livechat.com/v2',
  'livechat.webhooks.autoStart': false,
  'livechat.webhooks.events': ['chat_started', 'chat_ended', 'ticket_created'],
  'livechat.webhooks.tunnel': 'auto',
  'livechat.webhooks.publicUrl': '',
  'livechat.webhooks.port': 0,
  'livechat.notifications.chatStarted': 'toast',
  'livechat.notifications.chatEnded': 'toast',
  'livechat.notifications.ticketCreated': 'toast',
  'livechat.notifications.chatMessage': 'toast',
  'livechat.notifications.chatAssigned': 'toast',
  'livechat.tickets.views': [],
  'livechat.tickets.waitingMinutes': [60, 480],
  'livechat.rateLimit.callsPerMinute': 100,
  'livechat.localData.days': 30,
  'livechat.localData.prefetchPerDay': 100,
};

/** Values of the settings that have a closed list of them. */
export const settingValues: Readonly<Record<string, readonly string[]>> = {
  'livechat.webhooks.tunnel': [
    'auto',
    'devtunnel',
    'cloudflared',
    'ssh',
    'ngrok',
    'codespaces',
    'manual',
    'localtunnel',
  ],
  'livechat.notifications.chatStarted': ['toast', 'statusBar', 'off'],
  'livechat.notifications.chatEnded': ['toast', 'statusBar', 'off'],
  'livechat.notifications.ticketCreated': ['toast', 'statusBar', 'off'],
  'livechat.notifications.chatMessage': ['toast', 'statusBar', 'off'],
  'livechat.notifications.chatAssigned': ['toast', 'statusBar', 'off'],
};

export const container = 'livechat';

/** Views of the container with their English titles, in order. */
export const views: Readonly<Record<string, string>> = {
  'livechat.tickets': 'Tickets',
  'livechat.chats': 'Chats',
  'livechat.agents': 'Agents',
  'livechat.activity': 'Activity',
};

export const commands: readonly string[] = [
  'livechat.ticket.list',
  'livechat.ticket.get',
  'livechat.ticket.create',
  'livechat.ticket.update',
  'livechat.ticket.bulk',
  'livechat.agent.list',
  'livechat.agent.create',
  'livechat.agent.delete',
  'livechat.agent.get',
  'livechat.agent.update',
  'livechat.chat.list',
  'livechat.chat.get',
  'livechat.chat.join',
  'livechat.chat.send',
  'livechat.chat.transfer',
  'livechat.chat.leave',
  'livechat.chat.tag',
  'livechat.chat.untag',
  'livechat.chat.close',
  'livechat.chat.resume',
  'livechat.chat.search',
  'livechat.webhooks.start',
  'livechat.webhooks.stop',
  'livechat.webhooks.status',
  'livechat.webhooks.doctor',
  'livechat.webhooks.cleanUp',
  'livechat.team.join',
  'livechat.team.leave',
  'livechat.team.newKey',
  'livechat.account.signIn',
  'livechat.account.signOut',
  'livechat.account.switch',
  'livechat.sandbox.open',
  'livechat.localData.delete',
  'livechat.search',
  'livechat.ticket.export',
  'livechat.handover',
  'livechat.statistics',
];

/** English titles of the palette, after `LiveChat: `, with the command where the contract names it. */
export const paletteTitles: Readonly<Record<string, string | undefined>> = {
  'Sign In': 'livechat.account.signIn',
  'Sign Out': 'livechat.account.signOut',
  'Try the Demo Account': 'livechat.sandbox.open',
  'Create Ticket': 'livechat.ticket.create',
  'Create Agent': 'livechat.agent.create',
  'Search Tickets': undefined,
  'Delete Local Data': 'livechat.localData.delete',
  'Start Listening': 'livechat.webhooks.start',
  'Stop Listening': 'livechat.webhooks.stop',
  'Listening Doctor': 'livechat.webhooks.doctor',
  'Answer a Waiting Chat': undefined,
  'Search Chats': 'livechat.chat.search',
  'Export Tickets…': 'livechat.ticket.export',
  'Hand-Over Note': 'livechat.handover',
  Statistics: 'livechat.statistics',
};

export const tools: readonly string[] = [
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
];

/** Promised by the contract and not built yet. What is built must be removed from here. */
export const notYet: ReadonlySet<string> = new Set<string>();

/** Compares the contract with what exists: each promise is either kept or pending, never both. */
export function promiseFaults(
  promised: readonly string[],
  present: readonly string[],
  later: ReadonlySet<string> = notYet,
): string[] {
  return promised.flatMap((name) => {
    const here = present.includes(name);
    if (here && later.has(name)) return [`${name} is built: take it off notYet`];
    return here || later.has(name) ? [] : [`${name} is promised and missing`];
  });
}
