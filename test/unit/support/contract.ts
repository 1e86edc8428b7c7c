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

export const scripts: readonly string[] = [
  ...['start', 'test', 'test:unit', 'package', 'sandbox', 'bench', 'receiver'],
];

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
  'livechat.team.servers': [],
  'livechat.team.stream': 'LIVECHAT',
  'livechat.privacy.shield': false,
  'livechat.replies.folder': '',
};

/** The types of those that are no texts. */
export const settingTypes: Readonly<Record<string, string>> = {
  'livechat.webhooks.autoStart': 'boolean',
  'livechat.webhooks.events': 'array',
  'livechat.webhooks.port': 'integer',
  'livechat.tickets.views': 'array',
  'livechat.tickets.waitingMinutes': 'array',
  'livechat.rateLimit.callsPerMinute': 'integer',
  'livechat.localData.days': 'integer',
  'livechat.localData.prefetchPerDay': 'integer',
  'livechat.team.servers': 'array',
  'livechat.privacy.shield': 'boolean',
};

/** The least values of numbers; the others have no limit. */
export const settingMinimums: Readonly<Record<string, number>> = {
  'livechat.webhooks.port': 0,
  'livechat.rateLimit.callsPerMinute': 1,
  'livechat.localData.days': 0,
  'livechat.localData.prefetchPerDay': 0,
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
  'Search Tickets': 'livechat.tickets.search',
  'Delete Local Data': 'livechat.localData.delete',
  'Start Listening': 'livechat.webhooks.start',
  'Stop Listening': 'livechat.webhooks.stop',
  'Listening Doctor': 'livechat.webhooks.doctor',
  'Answer a Waiting Chat': 'livechat.chats.answer',
  'Hand Over My Chats': 'livechat.chats.handOver',
  'Join a Team': 'livechat.team.join',
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

/** The values of `LiveChatError.code`. */
export const errorCodes = [
  ...(['not-signed-in', 'invalid-input', 'unauthorized', 'forbidden', 'not-found', 'conflict'] as const),
  ...(['rate-limited', 'server', 'network', 'timeout', 'cancelled', 'unsupported'] as const),
] as const;

/** The values of `state` in the status of listening. */
export const listenerStates: readonly string[] = [
  ...['off', 'electing', 'follower', 'listening', 'opening', 'probing', 'registering', 'live', 'backoff'],
  ...['needs-user', 'stopping'],
];

/** The tunnels of the receiver without an editor. */
export const receiverTunnels: readonly string[] = ['cloudflared', 'ssh', 'ngrok', 'localtunnel'];

/** The names of the fields in the forms of a new ticket and a new agent. */
export const formFields = {
  ticket: [
    ...['message', 'requester.mail', 'requester.name', 'subject', 'assignee.id', 'source.type', 'source.url'],
  ],
  agent: [...['login', 'name', 'login_status', 'job_title', 'permission', 'password', 'max_chats_count']],
} as const satisfies Readonly<Record<string, readonly string[]>>;

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
