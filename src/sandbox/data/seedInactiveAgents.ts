import type { Account } from '../account/account';
import { personOf } from './locale';
import { locales } from './locales';
import { defaultNotifications } from './seedAgents';

const DAY = 86_400;

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
