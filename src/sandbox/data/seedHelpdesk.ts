import type { Account } from '../account/account';
import type { HelpdeskPriority } from '../account/ticket';
import { createRandom } from './random';

const PRIORITIES: readonly HelpdeskPriority[] = [0, 0, 0, 0, -10, 10, 10, 20];

/** Sets the fields of tickets that exist in HelpDesk only. */
export function seedHelpdesk(account: Account, seed: number): void {
  let nth = 0;
  for (const ticket of account.tickets.values()) {
    const random = createRandom(seed + 31 + nth * 0x9e3779b1);
    nth += 1;
    const { status } = ticket;
    const isOnHold = status === 'pending' && random.chance(0.4);
    const isClosed = status === 'solved' && random.chance(0.5);
    ticket.helpdesk = {
      priority: random.pick(PRIORITIES),
      ...(isOnHold && { substatus: 'onhold' }),
      ...(isClosed && { substatus: 'closed' }),
      ...(isClosed && random.chance(0.5) && { silo: 'archive' }),
      ...(random.chance(0.2) && { cc: [{ email: `boss${nth}@mail.example`, name: null }] }),
    };
  }
}
