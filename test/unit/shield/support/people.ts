import type { Arrival } from '../../../../src/core/domain/arrival';
import type { LiveChat } from '../../../../src/core/domain/liveChat';
import type { Ticket } from '../../../../src/core/domain/ticket';
import { openShield, type OpenShield } from '../../../../src/core/shield/openShield';
import type { ShieldView } from '../../../../src/ui/shell/shield';

export const agent = 'anna@desk.test';

/** A shield that is on. */
export function shieldOf(key = 'key of a test', agents: readonly string[] = [agent]): OpenShield {
  return openShield({
    key,
    labels: {
      requester: (code) => `Requester ${code}`,
      visitor: (code) => `Visitor ${code}`,
      email: (code) => `E-mail ${code}`,
      ip: (code) => `IP ${code}`,
      draft: (subject) => `Draft of ${subject}`,
    },
    agents: () => agents,
  });
}

export function shieldView({ shown } = shieldOf()): ShieldView {
  return { isOn: true, onDidChange: () => ({ dispose: () => undefined }), shown };
}

/** Texts that must not remain, in upper or lower case. Each is in the ticket, the chat and the events below. */
export const secrets = [
  ...['joão', 'joao', 'azevedo', 'joao.azevedo@mail.test', 'other.person@mail.test', 'mail.test'],
  ...['203.0.113.77', '2001:db8::77', 'jo%C3%A3o', 'azevedo%40'],
];

export const name = 'João Azevedo';
export const mail = 'Joao.Azevedo@Mail.Test';
const hidden = 'Jo\u200bão';
const text = `Hi, ${hidden} here (JOÃO AZEVEDO, joao.azevedo@mail.test). Call ${name}\u202e at 203.0.113.77 or 2001:db8::77, not other.person@mail.test. ${agent} knows.`;
export const url = 'https://shop.test/order?mail=joao.azevedo%40mail.test&name=Jo%C3%A3o+Azevedo';

export const ticket: Ticket = {
  id: 'T1',
  shortId: 'AB12',
  subject: `Order of ${name} <${mail}>`,
  status: 'open',
  date: '2026-01-01T10:00:00.000Z',
  modified: '2026-01-02T10:00:00.000Z',
  requester: { name, mail, ip: '203.0.113.77' },
  assignee: { id: agent, name: 'Anna Agent' },
  source: { type: 'chat-window', url, id: `chat of ${name}` },
  tags: ['vip', `of ${mail}`],
  groups: [{ id: 1, name: 'Sales' }],
  parent: { id: 'T0', subject: `Earlier order of ${name}` },
  children: [{ id: 'T2', subject: `Next of ${name}` }],
  events: [
    {
      type: 'message',
      date: '2026-01-01T10:00:00.000Z',
      message: text,
      author: { id: mail, name, type: 'client' },
      files: [{ name: `${name}.pdf`, url }],
      source: { type: 'mail', url },
    },
    { type: 'message', message: `Dear ${name}`, author: { id: agent, name: 'Anna Agent', type: 'agent' } },
    {
      type: 'assignee_changed',
      author: { id: agent, name: 'Anna Agent' },
      to: { id: agent, name: 'Anna Agent' },
    },
    { type: 'subject', changes: [{ field: 'subject', from: `Of ${name}`, to: `By ${mail}` }] },
    { type: 'cc', changes: [{ field: 'cc', to: 'other.person@mail.test' }] },
    { type: 'unknown', details: `who: ${name}\nip: 203.0.113.77` },
  ],
};

export const chat: LiveChat = {
  chatId: 'C1',
  threadId: 'H1',
  isActive: true,
  isFollowed: false,
  groups: [0],
  tags: [`of ${name}`],
  startUrl: url,
  startedAt: '2026-01-01T10:00:00.000Z',
  ratingComment: `Good, says ${name}`,
  rating: 1,
  users: [
    { id: 'v1', kind: 'customer', name, email: mail, isPresent: true, page: url },
    { id: agent, kind: 'agent', name: 'Anna Agent', email: agent, isPresent: true },
  ],
  lastMessage: { id: 'e2', authorId: 'v1', content: { kind: 'message', text } },
  events: [
    {
      id: 'e0',
      content: {
        kind: 'form',
        when: 'before',
        answers: [
          { label: 'Your name', answer: 'João A. Azevedo' },
          { label: 'E-mail', answer: mail },
        ],
      },
    },
    { id: 'e1', content: { kind: 'system', type: 'user_added', text: `${name} has joined.` } },
    { id: 'e2', authorId: 'v1', content: { kind: 'message', text } },
    { id: 'e3', authorId: 'v1', content: { kind: 'file', file: { name: `${name}.png`, url } } },
    {
      id: 'e4',
      authorId: agent,
      content: { kind: 'rich', text: `Dear ${name}`, files: [{ name: mail, url }] },
    },
  ],
};

export const chatStarted: Arrival = {
  kind: 'chat_started',
  eventId: 'E1',
  account: 'platform:a',
  visitor: { id: 'v1', name, email: mail, page_current: url },
  pre_chat_survey: [
    { label: 'Nome', answer: name },
    { label: 'E-mail', answer: mail },
  ],
  chat: {
    id: 'H1',
    url,
    agents: [{ login: agent, name: 'Anna Agent' }],
    groups: [0],
    tags: [`of ${name}`],
    messages: [
      { text, user_type: 'visitor', author_name: name },
      { text: `Dear ${name}`, user_type: 'agent', agent_id: agent, author_name: 'Anna Agent' },
    ],
    events: [
      { type: 'attachment', text: name, user_type: 'visitor', author_name: name, files: [{ name, url }] },
    ],
  },
};

export const ticketCreated: Arrival = {
  kind: 'ticket_created',
  eventId: 'E2',
  account: 'platform:a',
  ticket,
};

/** What of the person is left in a value that is shown. */
export function leftIn(value: unknown): string[] {
  const folded = (text: string): string => text.replace(/[\u200b\u202e]/g, '').toLowerCase();
  const whole = folded(typeof value === 'string' ? value : JSON.stringify(value));
  return secrets.filter((secret) => whole.includes(secret.toLowerCase()));
}
