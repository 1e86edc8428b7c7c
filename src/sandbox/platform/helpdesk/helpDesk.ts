import { isActive, type Agent, type Group } from '../../account/agent';
import type { NamedAgent, Ticket } from '../../account/ticket';
import { platformGroupName } from '../configuration/groupActions';
import { uuidOf } from '../formats';
import type { PlatformState } from '../platformState';
import { notFound } from './helpdeskError';

/** An agent with a seat in HelpDesk but not in LiveChat. */
export interface Guest {
  readonly ID: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  teamIDs: readonly string[];
  readonly status: 'active' | 'invited';
  readonly createdAt: number;
}

export interface HelpdeskWebhook {
  readonly ID: string;
  readonly name: string;
  readonly url: string;
  readonly eventType: string;
}

/** HelpDesk's view of the account: the same tickets and agents with other ids. */
export class HelpDesk {
  readonly guests = new Map<string, Guest>();
  readonly webhooks = new Map<string, HelpdeskWebhook>();
  /** Logins of LiveChat agents without a seat in HelpDesk. */
  readonly unseated = new Set<string>();
  seats = 1000;
  private readonly tickets = new Map<string, Ticket>();
  private readonly ids = new Map<string, string>();
  private readonly tagNames = new Map<string, string>();

  constructor(readonly platform: PlatformState) {
    const ID = this.idOf('agent', 'viewer');
    const createdAt = platform.account.now() - 90 * 86_400;
    const email = 'auditor@harborpine.example';
    // The two products have separate agents and seats.
    this.guests.set(ID, {
      ...{ ID, email, name: 'Auditor', roles: ['viewer'], teamIDs: [], status: 'active', createdAt },
    });
  }

  ticketId(ticket: Ticket): string {
    return this.idOf('ticket', ticket.id);
  }

  agentId(login: string): string {
    return this.idOf('agent', login);
  }

  teamId(group: number): string {
    return this.idOf('team', group);
  }

  tagId(name: string): string {
    return this.idOf('tag', name);
  }

  idOf(kind: string, key: string | number): string {
    const name = `${kind}:${key}`;
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    const id = uuidOf(this.platform.account.licence, 'helpdesk', kind, key);
    this.ids.set(name, id);
    return id;
  }

  /** @throws HttpError 404 */
  ticket(id: string): Ticket {
    const { tickets } = this.platform.account;
    if (this.tickets.size < tickets.size) {
      for (const ticket of tickets.values()) this.tickets.set(this.ticketId(ticket), ticket);
    }
    const found = this.tickets.get(id);
    if (!found) throw notFound('Ticket');
    return found;
  }

  /** LiveChat agents with a seat, including agents awaiting approval, whose status is `invited`. */
  seated(): readonly Agent[] {
    return [...this.platform.account.agents.values()].filter(
      (agent) => agent.suspended !== true && !this.unseated.has(agent.login),
    );
  }

  /** The LiveChat agent with this HelpDesk id, if active: one that tickets can be assigned to. */
  agent(id: string): NamedAgent | undefined {
    const found = this.seated().find((agent) => isActive(agent) && this.agentId(agent.login) === id);
    return found && { id: found.login, name: found.name };
  }

  group(teamId: string): Group | undefined {
    return [...this.platform.account.groups.values()].find(({ id }) => this.teamId(id) === teamId);
  }

  teamName(group: number): string {
    const found = this.platform.account.groups.get(group);
    return found ? platformGroupName(found) : 'Deleted team';
  }

  /** Names of all tags of the account and of tickets, by id. */
  tags(): ReadonlyMap<string, string> {
    const { account } = this.platform;
    for (const { name } of account.tags) this.tagNames.set(this.tagId(name), name);
    for (const { tags } of account.tickets.values()) {
      for (const name of tags) this.tagNames.set(this.tagId(name), name);
    }
    return this.tagNames;
  }
}
