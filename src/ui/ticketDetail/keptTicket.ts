import { freshMs } from '../../core/actions/newestTickets';
import { listKey } from '../../core/actions/ticketResult';
import { isFresh } from '../../core/base/clock';
import { accountIdOf } from '../../core/stores/sessionStore';
import { keptTicketWithChoices } from '../forms/keptTicket';
import type { App } from '../shell/app';
import type { DetailSubject, KnownTicket } from './detailPorts';
import type { ListedTicket } from './knownTickets';

/**
 * A ticket as it is kept on this machine, which is shown at once and without a network. It is current if a list that was
 * loaded a moment ago shows the same version.
 */
export async function keptTicket(
  app: Pick<App, 'local' | 'session' | 'clock'>,
  { account, ticketId }: DetailSubject,
  listed: ListedTicket | undefined,
): Promise<KnownTicket | undefined> {
  const kept = await keptTicketWithChoices(app, account, ticketId);
  if (!kept) return undefined;
  const { seen, choices } = kept;
  const isListed = listed !== undefined && listKey(listed.ticket) === listKey(seen.ticket);
  const hasChoices = choices.agents && choices.groups && choices.tags;
  const checkedAt = Math.max(seen.readAt, listed?.loadedAt ?? 0);
  const isCurrent = isListed && hasChoices !== undefined && isFresh(app.clock.now(), checkedAt, freshMs);
  return { seen, choices, isCurrent };
}

/** Notes that the user has read a ticket of the active account. */
export function markRead({ local, session }: App, ticketId: string): void {
  const account = accountIdOf(session.current);
  if (account !== undefined) void local.value?.kept.markRead(account, ticketId);
}
