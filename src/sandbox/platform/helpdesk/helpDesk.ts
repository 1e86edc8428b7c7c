import type { Agent, Group } from '../../account/agent';
import { isActive } from '../../account/agent';
import type { NamedAgent, Ticket } from '../../account/ticket';
import { platformGroupName } from '../configuration/groupActions';
import { uuidOf } from '../ids';
import type { World } from '../world';
import { unknown } from './helpdeskError';

/** Somebody who has a seat in HelpDesk and none in LiveChat. */
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

/** HelpDesk's view of the account: the same tickets and people under ids of its own. */
export class HelpDesk {
  readonly guests = new Map<string, Guest>();
  readonly webhooks = new Map<string, HelpdeskWebhook>();
  /** LiveChat agents whose seat in HelpDesk was taken away. */
  readonly unseated = new Set<string>();
  seats = 1000;
  private readonly tickets = new Map<string, Ticket>();
  private readonly ids = new Map<string, string>();
  private readonly named = new Map<string, string>();

  constructor(readonly world: World) {
    const ID = this.idOf('agent', 'viewer');
    const createdAt = world.account.now() - 90 * 86_400;
    const email = 'auditor@harborpine.example';
    // The two products have lists and seats of their own (section 8.3).
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
    const id = uuidOf(this.world.account.licence, 'helpdesk', kind, key);
    this.ids.set(name, id);
    return id;
  }

  /** @throws Refusal 404 */
  ticket(id: string): Ticket {
    const { tickets } = this.world.account;
    if (this.tickets.size < tickets.size) {
      for (const ticket of tickets.values()) this.tickets.set(this.ticketId(ticket), ticket);
    }
    const found = this.tickets.get(id);
    if (!found) throw unknown('Ticket');
    return found;
  }

  /** LiveChat agents with a seat; those who wait for approval are invited ones. */
  seated(): readonly Agent[] {
    return [...this.world.account.agents.values()].filter(
      (agent) => agent.suspended !== true && !this.unseated.has(agent.login),
    );
  }

  /** The LiveChat agent of this HelpDesk id who can be given tickets. */
  agent(id: string): NamedAgent | undefined {
    const found = this.seated().find((agent) => isActive(agent) && this.agentId(agent.login) === id);
    return found && { id: found.login, name: found.name };
  }

  group(teamId: string): Group | undefined {
    return [...this.world.account.groups.values()].find(({ id }) => this.teamId(id) === teamId);
  }

  teamName(group: number): string {
    const found = this.world.account.groups.get(group);
    return found ? platformGroupName(found) : 'Deleted team';
  }

  /** Names of all tags, those of the account and those that tickets carry, by id. */
  tags(): ReadonlyMap<string, string> {
    const { account } = this.world;
    for (const { name } of account.tags) this.named.set(this.tagId(name), name);
    for (const { tags } of account.tickets.values()) {
      for (const name of tags) this.named.set(this.tagId(name), name);
    }
    return this.named;
  }
}
