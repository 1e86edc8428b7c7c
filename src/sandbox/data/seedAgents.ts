import type { Account } from '../account/account';
import type { Agent, AgentStatus, Credential } from '../account/agent';
import { personOf } from './locale';
import { locales } from './locales';

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

const FIXED_AGENTS = [
  { login: `nora@${DOMAIN}`, name: 'Nora Lindqvist', permission: 'owner', status: 'accepting chats' },
  {
    login: `tomas@${DOMAIN}`,
    name: 'Tomás Ferreira',
    permission: 'administrator',
    status: 'not accepting chats',
  },
  { login: `priya@${DOMAIN}`, name: 'Priya Raman', permission: 'normal', status: 'accepting chats' },
] as const;

/** Adds groups, tags and `count` agents. Returns credentials of an owner, an administrator and a normal agent. */
export function seedAgents(
  account: Account,
  count: number,
  hostileName: string | undefined,
): readonly Credential[] {
  for (const group of GROUPS) account.groups.set(group.id, { ...group });
  account.tags = TAGS.map((name, i) => ({
    name,
    author: FIXED_AGENTS[0].login,
    created: account.now() - (200 + i * 9) * DAY,
    group: i === 5 ? 4 : 0,
  }));
  for (let i = 0; i < Math.max(count, FIXED_AGENTS.length); i += 1) {
    const agent = buildAgent(account, i, hostileName);
    account.agents.set(agent.login, agent);
  }
  return FIXED_AGENTS.map(({ login, name }) => {
    const apiKey = account.secret('API key', login);
    account.keys.set(login, apiKey);
    return { login, apiKey, name };
  });
}

function buildAgent(account: Account, i: number, hostileName: string | undefined): Agent {
  const { random } = account;
  const fixed = FIXED_AGENTS[i];
  const status: AgentStatus =
    fixed?.status ?? random.pick(['accepting chats', 'not accepting chats', 'offline', 'offline']);
  const neverSignedIn = i === 7;
  return {
    ...identityOf(i),
    ...(i === 6 && hostileName !== undefined && { name: hostileName }),
    permission: fixed?.permission ?? (random.chance(0.1) ? 'administrator' : 'normal'),
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

function identityOf(i: number): { login: string; name: string } {
  const fixed = FIXED_AGENTS[i];
  if (fixed) return { login: fixed.login, name: fixed.name };
  const distinct = [...new Set(locales)];
  const locale = distinct[i % distinct.length];
  if (!locale) throw new RangeError('No locales are defined.');
  const nth = Math.floor(i / distinct.length);
  // Shifts the family name after each round of given names, so that the first hundred pairs are distinct.
  const { name, local } = personOf(locale, nth % 10, nth + Math.floor(nth / 10));
  return { name, login: `${local}@${DOMAIN}` };
}

/** Default notifications of a new agent, as in the sample of REST API v2, "Agents". */
export function defaultNotifications(): Agent['notifications'] {
  return { new_visitor: 1, returning_visitor: 1, queued_visitor: 1, visitor_is_typing: 0, new_goal: 1 };
}

/** Adds one suspended agent and two awaiting approval. No ticket or chat refers to them. */
export function seedInactiveAgents(account: Account, hostileSuffix: string): void {
  const locale = locales[1];
  if (!locale) return;
  const people = [3, 7, 9].map((n) => personOf(locale, n, n));
  for (const [i, { name, local }] of people.entries()) {
    const login = `${local}@onhold.harborpine.example`;
    account.agents.set(login, {
      login,
      name: i === 2 ? name + hostileSuffix : name,
      permission: 'normal',
      avatar: `avatars.harborpine.example/1/hold/${i}.png`,
      jobTitle: 'Support Agent',
      dailySummary: 0,
      notifications: defaultNotifications(),
      maxChatsCount: 6,
      groups: [],
      loginStatus: 'not accepting chats',
      status: 'offline',
      lastLogout: i === 0 ? account.now() - 40 * DAY : 0,
      ...(i === 0 ? { suspended: true } : { awaitingApproval: true }),
    });
  }
}
