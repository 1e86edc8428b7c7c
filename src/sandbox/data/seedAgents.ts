import type { Account } from '../account/account';
import type { Agent, AgentStatus } from '../account/agent';
import type { Credential } from '../account/credential';
import { personOf } from './phrasebook';
import { phrasebooks } from './phrasebooks';

const DOMAIN = 'harborpine.example';
const DAY = 86_400;
const GROUPS = [
  { id: 0, name: 'All operators', language: 'en' },
  { id: 1, name: 'Sales', language: 'en' },
  { id: 2, name: 'Suporte Brasil', language: 'pt' },
  { id: 3, name: 'Retouren & Reklamation', language: 'de' },
  { id: 4, name: 'VIP', language: 'en' },
];
const TAGS = ['billing', 'praise', 'product', 'returns', 'shipping', 'urgent', 'warranty', 'ação necessária'];
const JOBS = ['Support Agent', 'Shift Lead', 'Product Specialist', 'Analista de Suporte', 'Kundenberater'];
/** An agent's own data is no safer than a customer's. */
const HOSTILE_NAME = '$(trash) Nils <b>Ødegård</b>';

const FOUNDERS = [
  { login: `nora@${DOMAIN}`, name: 'Nora Lindqvist', permission: 'owner', status: 'accepting chats' },
  {
    login: `tomas@${DOMAIN}`,
    name: 'Tomás Ferreira',
    permission: 'administrator',
    status: 'not accepting chats',
  },
  { login: `priya@${DOMAIN}`, name: 'Priya Raman', permission: 'normal', status: 'accepting chats' },
] as const;

/** Fills groups, tags and `count` agents in and returns the three ways to sign in. */
export function seedAgents(account: Account, count: number, hostile: boolean): readonly Credential[] {
  for (const group of GROUPS) account.groups.set(group.id, { ...group });
  account.tags = TAGS.map((name, i) => ({
    name,
    author: FOUNDERS[0].login,
    created: account.now() - (200 + i * 9) * DAY,
    group: i === 5 ? 4 : 0,
  }));
  for (let i = 0; i < Math.max(count, FOUNDERS.length); i += 1) {
    const agent = agentNumber(account, i, hostile);
    account.agents.set(agent.login, agent);
  }
  return FOUNDERS.map(({ login, name }) => {
    const apiKey = account.random.hex(32);
    account.keys.set(login, apiKey);
    return { login, apiKey, name };
  });
}

function agentNumber(account: Account, i: number, hostile: boolean): Agent {
  const { random } = account;
  const founder = FOUNDERS[i];
  const status: AgentStatus =
    founder?.status ?? random.pick(['accepting chats', 'not accepting chats', 'offline', 'offline']);
  const neverSignedIn = i === 7;
  return {
    ...identity(i),
    ...(i === 6 && hostile && { name: HOSTILE_NAME }),
    permission: founder?.permission ?? (random.chance(0.1) ? 'administrator' : 'normal'),
    avatar: `avatars.${DOMAIN}/1/all/${i}.png`,
    jobTitle: i === 0 ? 'Owner' : (JOBS[i % JOBS.length] ?? ''),
    dailySummary: i % 2 === 0 ? 1 : 0,
    notifications: defaultNotifications(),
    maxChatsCount: 3 + (i % 5),
    groups: [1 + (i % 4), ...(i % 5 === 0 ? [1 + ((i + 1) % 4)] : [])].sort((a, b) => a - b),
    loginStatus: i % 4 === 1 ? 'not accepting chats' : 'accepting chats',
    status: neverSignedIn ? 'offline' : status,
    lastLogout: neverSignedIn ? 0 : account.now() - 3600 - random.int(20 * DAY),
  };
}

function identity(i: number): { login: string; name: string } {
  const founder = FOUNDERS[i];
  if (founder) return { login: founder.login, name: founder.name };
  const books = [...new Set(phrasebooks)];
  const book = books[i % books.length];
  if (!book) throw new RangeError('There is no phrasebook.');
  const nth = Math.floor(i / books.length);
  // Shifting the family name by one after each round of given names makes the first hundred pairs differ.
  const { name, local } = personOf(book, nth % 10, nth + Math.floor(nth / 10));
  return { name, login: `${local}@${DOMAIN}` };
}

/** What a new agent is told about unless the request says otherwise (section 3.4, the sample's five). */
export function defaultNotifications(): Agent['notifications'] {
  return { new_visitor: 1, returning_visitor: 1, queued_visitor: 1, visitor_is_typing: 0, new_goal: 1 };
}
