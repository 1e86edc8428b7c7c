import type { Account } from '../account/account';
import { personOf } from './phrasebook';
import { phrasebooks } from './phrasebooks';
import { defaultNotifications } from './seedAgents';

const DAY = 86_400;

/** Adds one agent who is suspended and two who wait for approval. Tickets and chats know nothing of them. */
export function seedOnHold(account: Account, hostile: boolean): void {
  const book = phrasebooks[1];
  if (!book) return;
  const people = [3, 7, 9].map((n) => personOf(book, n, n));
  for (const [i, { name, local }] of people.entries()) {
    const login = `${local}@onhold.harborpine.example`;
    account.agents.set(login, {
      login,
      name: hostile && i === 2 ? `${name} $(alert)\u202e<i>` : name,
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
