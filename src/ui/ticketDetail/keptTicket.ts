import { freshMs } from '../../core/actions/newestTickets';
import { listKey, withGroupNames } from '../../core/actions/ticketResult';
import { isFresh } from '../../core/base/clock';
import type { AgentRow, Group, Tag } from '../../core/domain/agent';
import { classicCapabilities } from '../../core/domain/capabilities';
import { accountIdOf } from '../../core/stores/sessionStore';
import { choicesOf } from '../forms/choices';
import type { App } from '../shell/app';
import type { DetailSubject, KnownTicket } from './detailPorts';
import type { ListedTicket } from './knownTickets';

/**
 * A ticket as it is kept on this machine, which is shown at once and without a network. It is current if a list that was
 * loaded a moment ago shows the same version.
 */
export async function keptTicket(
  { local, session, clock }: Pick<App, 'local' | 'session' | 'clock'>,
  { account, ticketId }: DetailSubject,
  listed: ListedTicket | undefined,
): Promise<KnownTicket | undefined> {
  try {
    const { kept } = await local.get();
    const found = kept.ticket(account, ticketId);
    if (!found) return undefined;
    const valueOf = (name: Parameters<typeof kept.list>[1]): unknown => kept.list(account, name)?.value;
    const agents = valueOf('agents') as readonly AgentRow[] | undefined;
    const choices = choicesOf(session.capabilities ?? classicCapabilities, {
      agents: agents?.flatMap((row) => (row.kind === 'agent' ? [row.agent] : [])),
      groups: (valueOf('ticketGroups') ?? valueOf('groups')) as readonly Group[] | undefined,
      tags: valueOf('tags') as readonly Tag[] | undefined,
    });
    const ticket = withGroupNames(found.ticket, kept.groupNames(account));
    const isListed = listed !== undefined && listKey(listed.ticket) === listKey(ticket);
    const hasChoices = choices.agents && choices.groups && choices.tags;
    const checkedAt = Math.max(found.fetchedAt, listed?.loadedAt ?? 0);
    const isCurrent = isListed && hasChoices !== undefined && isFresh(clock.now(), checkedAt, freshMs);
    return { seen: { ticket, readAt: found.fetchedAt }, choices, isCurrent };
  } catch {
    // Without a database, the ticket is fetched.
    return undefined;
  }
}

/** Notes that the user has read a ticket of the active account. */
export function markRead({ local, session }: App, ticketId: string): void {
  const account = accountIdOf(session.current);
  if (account !== undefined) void local.value?.kept.markRead(account, ticketId);
}
