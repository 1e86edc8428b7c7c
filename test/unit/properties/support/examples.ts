/** Documented responses and deliveries, as input for mutations. */
const event = {
  type: 'message',
  date: '2026-11-22T10:00:00Z',
  is_private: false,
  message: 'Hello',
  author: { id: 'kim@example.com', name: 'Kim', type: 'client' },
  source: { type: 'mail', url: 'https://example.com' },
};

export const ticket = {
  id: 'ABC12',
  subject: 'Where is it?',
  status: 'open',
  date: '2026-11-22T10:00:00Z',
  modified: '2026-11-22T10:05:00Z',
  requester: { mail: 'kim@example.com', name: 'Kim', ip: '192.0.2.1' },
  source: { id: 's', type: 'mail', url: 'https://example.com' },
  assignee: { id: 'ada@example.com', name: 'Ada' },
  currentGroup: { id: 1, name: 'Support' },
  groups: [{ id: 1, name: 'Support' }],
  tags: ['order'],
  events: [event],
};

export const ticketList = { tickets: [ticket, ticket], total: 2, pages: 1 };

export const agent = {
  login: 'ada@example.com',
  name: 'Ada',
  permission: 'owner',
  avatar: 'https://example.com/a.png',
  status: 'accepting chats',
  groups: [{ id: 1, name: 'Support' }],
  job_title: 'Agent',
  login_status: 'accepting chats',
  max_chats_count: '6',
};

const chat = {
  id: 'CH1',
  url: 'https://example.com',
  started_timestamp: 1_700_000_000,
  ended_timestamp: 1_700_000_100,
  agents: [{ login: 'ada@example.com', name: 'Ada' }],
  groups: [1],
  tags: ['a'],
  messages: [
    { text: 'Hi', timestamp: 1_700_000_001, author_name: 'Kim', user_type: 'visitor' },
    {
      text: 'Hello',
      timestamp: 1_700_000_002,
      author_name: 'Ada',
      agent_id: 'ada@example.com',
      user_type: 'agent',
    },
  ],
  events: [{ type: 'closed', text: 'closed', timestamp: 1_700_000_100, user_type: 'agent' }],
};

export const chatDelivery = {
  event_type: 'chat_ended',
  event_unique_id: 'e-1',
  token: 'token',
  license_id: '1520',
  chat,
  visitor: {
    id: 'v',
    name: 'Kim',
    email: 'kim@example.com',
    language: 'en',
    page_current: 'https://example.com',
  },
  pre_chat_survey: [{ id: '1', type: 'select', label: 'Why?', answers: [{ label: 'Sales', chosen: true }] }],
};

export const ticketDelivery = {
  event_type: 'ticket_created',
  event_unique_id: 'e-2',
  token: 'token',
  ticket,
};

export const chatList = {
  chats: [{ ...chat, type: 'chat', visitor: chatDelivery.visitor, prechat_survey: [] }],
  total: 1,
  pages: 1,
};

export const webhooks = {
  events: [
    {
      id: 'w',
      url: 'https://example.com/lc/x/y',
      event_type: 'chat_started',
      data_types: ['chat'],
      token: 't',
    },
  ],
};

export const windowsMessages = [
  { t: 'join', focused: true, claim: { settled: true, term: 1, portIndex: 0 } },
  { t: 'welcome', claim: { settled: true, term: 1, portIndex: 0 } },
  {
    t: 'request',
    id: 1,
    method: 'serve',
    body: { method: 'sendTestEvent', args: { kind: 'chat_started', name: 'Kim' } },
  },
  { t: 'response', id: 1, ok: true, body: {} },
  { t: 'show', body: { kind: 'many', surface: 'toast', counts: { chat_started: 1 }, eventIds: ['a'] } },
  { notify: 'view', view: { state: 'live', events: ['chat_started'], problem: { kind: 'tunnel' } } },
  { method: 'markRead', args: { eventIds: ['a'] } },
  { method: 'sendTestEvent', args: { kind: 'chat_started', name: 'Kim' } },
];

export const ticketInput = {
  ticketId: 'ABC12',
  message: 'Hello',
  private: true,
  requester: { mail: 'kim@example.com', name: 'Kim' },
  subject: 'Where?',
  assignee: { id: 'ada@example.com' },
  source: { type: 'mail', url: 'https://example.com' },
  status: 'open',
  groups: [1],
  tags: ['a'],
};

export const agentInput = {
  login: 'ada@example.com',
  name: 'Ada',
  login_status: 'accepting chats',
  job_title: 'Agent',
  permission: 'normal',
  password: 'secret-word',
  max_chats_count: 6,
  groups: [1],
};

export const queryInput = {
  dateFrom: '2026-11-01',
  dateTo: '2026-11-22',
  page: 2,
  assigned: true,
  order: 'asc',
  status: 'open',
  assignee: 'ada@example.com',
  query: 'lamp',
  requesterMail: 'kim@example.com',
  group: 1,
  source: 'mail',
  tag: 'a',
  tagged: true,
};
