import type { TicketSnapshot } from '../../core/actions/ticketOutcome';
import { withGroupNames } from '../../core/actions/ticketResult';
import type { AgentRow, Group, Tag } from '../../core/domain/agent';
import { classicCapabilities } from '../../core/domain/capabilities';
import type { App } from '../shell/app';
import { choicesOf, type Choices } from './choices';

export interface TicketWithChoices {
  /** `readAt`: when it was fetched. */
  readonly seen: TicketSnapshot;
  readonly choices: Choices;
}

/** A ticket and the options of its form as they are kept on this machine. Makes no call. */
export async function keptTicketWithChoices(
  { local, session }: Pick<App, 'local' | 'session'>,
  account: string,
  ticketId: string,
): Promise<TicketWithChoices | undefined> {
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
    return { seen: { ticket, readAt: found.fetchedAt }, choices };
  } catch {
    // Without a database, the ticket is fetched.
    return undefined;
  }
}
