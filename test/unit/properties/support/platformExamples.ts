/** Documented responses, pushes and deliveries of the current APIs, as input for mutations. */
const at = '2026-11-22T10:00:00.000000Z';
const made = '2026-11-22T10:00:00.000Z';

export const ticketId = '0c04cb99-817a-4935-9d62-137c89a74388';

export const ticket = {
  ID: ticketId,
  shortID: 'ABC12',
  subject: 'Where is it?',
  status: 'open',
  silo: 'tickets',
  spam: { status: 'none' },
  priority: 0,
  createdAt: made,
  updatedAt: made,
  requester: { email: 'kim@example.com', name: 'Kim' },
  assignment: {
    agent: { ID: 'a1', name: 'Ada', email: 'ada@example.com' },
    team: { ID: 't1', name: 'Sales' },
  },
  teamIDs: ['t1'],
  tagIDs: ['g1'],
  source: { type: 'email', url: 'https://example.com' },
  events: [
    {
      ID: 'e1',
      type: 'message',
      date: made,
      message: { text: 'Hello', isPrivate: false },
      author: { ID: 'k', type: 'client', name: 'Kim', email: 'kim@example.com' },
    },
    { ID: 'e2', type: 'status', date: made, status: { old: 'open', new: 'onhold' } },
    { ID: 'e3', type: 'assignment', date: made, assignment: { new: { agent: { ID: 'a1', name: 'Ada' } } } },
    {
      ID: 'e4',
      type: 'attachments',
      date: made,
      attachments: { isPrivate: true, files: [{ name: 'a.png' }] },
    },
  ],
};

/** Names of HelpDesk: agents, teams and tags alike. */
export const named = [{ ID: 't1', name: 'Sales', email: 'ada@example.com' }];

export const agent = {
  id: 'ada@example.com',
  account_id: 'd24f',
  name: 'Ada',
  role: 'owner',
  avatar: 'https://example.com/a.png',
  suspended: false,
  awaiting_approval: false,
  groups: [{ id: 1, priority: 'normal' }],
  job_title: 'Agent',
  login_status: 'accepting chats',
  max_chats_count: 6,
};

export const groups = [{ id: 1, name: 'Support', routing_status: 'accepting_chats' }];
export const statuses = [{ agent_id: 'ada@example.com', status: 'accepting_chats' }];

export const chat = {
  id: 'CHAT1',
  users: [
    {
      id: 'v',
      type: 'customer',
      name: 'Kim',
      email: 'kim@example.com',
      visit: { last_pages: [{ url: 'https://a.example' }] },
    },
    { id: 'ada@example.com', type: 'agent', name: 'Ada', email: 'ada@example.com' },
  ],
  thread: {
    id: 'THREAD1',
    active: true,
    created_at: at,
    tags: ['order'],
    user_ids: ['v', 'ada@example.com'],
    events: [
      { id: 'T_1', type: 'message', text: 'Hi', author_id: 'v', created_at: at, visibility: 'all' },
      {
        id: 'T_2',
        type: 'filled_form',
        author_id: 'v',
        created_at: at,
        fields: [{ id: '1', type: 'select', label: 'Why?', answer: { id: '0', label: 'Sales' } }],
      },
      {
        id: 'T_3',
        type: 'system_message',
        system_message_type: 'routing.closed',
        text: 'closed',
        created_at: at,
      },
    ],
  },
  access: { group_ids: [1] },
  properties: { routing: { continuous: false } },
};

export const archives = { chats: [chat, chat], found_chats: 2, next_page_id: 'MTUx' };
export const running = {
  chats_summary: [{ id: 'CHAT1', last_thread_summary: { id: 'THREAD1', active: true, created_at: at } }],
  found_chats: 1,
};

export const webhooks = [
  { id: 'w', url: 'https://example.com/lc/x/y', action: 'incoming_chat', type: 'license' },
];
export const organizations = [
  { organization_id: '390e', name: 'Shop', products: [{ product: 'LiveChat', created_at: made }] },
];
export const me = { account_id: 'd24f', email: 'ada@example.com', name: 'Ada' };

export const refusal = {
  error: { type: 'misdirected_request', message: 'Wrong region', data: { region: 'fra' } },
};

export const startedDelivery = {
  webhook_id: 'w',
  secret_key: 'secret',
  action: 'incoming_chat',
  organization_id: '390e',
  payload: { chat },
};
export const endedDelivery = {
  webhook_id: 'w',
  secret_key: 'secret',
  action: 'chat_deactivated',
  payload: { chat_id: 'CHAT1', thread_id: 'THREAD1', user_id: 'ada@example.com' },
};

export const pushFrame = { type: 'push', action: 'incoming_chat', payload: { chat }, version: '3.6' };
export const answerFrame = {
  request_id: '1',
  type: 'response',
  action: 'login',
  success: false,
  payload: refusal,
};
