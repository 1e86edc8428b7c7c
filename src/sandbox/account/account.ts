import type { Clock } from '../../core/base/clock';
import { Emitter } from '../../core/base/event';
import { shortId, type Random } from '../data/random';
import { isActive, type Agent, type Group, type Tag } from './agent';
import type { Chat, ChatMessage } from './chat';
import type { NamedAgent, Ticket } from './ticket';
import type { Webhook } from './webhook';

/** What other parts of the server may want to tell the outside, by webhook or by push. */
export type DomainEvent =
  | { readonly type: 'chat_started' | 'chat_ended'; readonly chat: Chat }
  | {
      readonly type: 'chat_changed';
      readonly chat: Chat;
      readonly tagged: readonly string[];
      readonly untagged: readonly string[];
    }
  | {
      readonly type: 'chat_joined' | 'chat_left';
      readonly chat: Chat;
      readonly agent: NamedAgent;
      readonly by: Agent;
    }
  | { readonly type: 'chat_message'; readonly chat: Chat; readonly message: ChatMessage }
  | { readonly type: 'ticket_created' | 'ticket_updated'; readonly ticket: Ticket }
  | { readonly type: 'agent_updated'; readonly agent: Agent; readonly changed: readonly string[] }
  | { readonly type: 'routing_status_set'; readonly agent: Agent }
  | {
      readonly type: 'agent_created' | 'agent_approved' | 'agent_suspended' | 'agent_unsuspended';
      readonly agent: Agent;
    }
  | { readonly type: 'agent_deleted'; readonly login: string };

/** A message that the real service would have mailed. The sandbox only notes it. */
export interface Mail {
  readonly to: string;
  readonly kind: 'activation' | 'removal' | 'transcript';
}

/**
 * Everything that one LiveChat account holds, in a form that belongs to no API version. The rooms that speak
 * a protocol read and change it and turn it into their own shapes.
 */
export class Account {
  readonly agents = new Map<string, Agent>();
  readonly groups = new Map<number, Group>();
  readonly tickets = new Map<string, Ticket>();
  readonly chats = new Map<string, Chat>();
  readonly webhooks = new Map<string, Webhook>();
  readonly keys = new Map<string, string>();
  readonly mails: Mail[] = [];
  tags: readonly Tag[] = [];

  private readonly happened = new Emitter<DomainEvent>();
  readonly onDidHappen = this.happened.event;
  private ticketNumber = 0;
  private chatNumber = 0;

  constructor(
    readonly licence: number,
    private readonly clock: Clock,
    readonly random: Random,
  ) {}

  /** Epoch seconds. */
  now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  nextTicketId(): string {
    return shortId(this.ticketNumber++, 5);
  }

  nextChatId(): string {
    return shortId(this.chatNumber++, 6);
  }

  /** Goes on numbering far from where it was: what comes from now on has ids that no earlier run gave out. */
  renumber(from: number): void {
    this.ticketNumber = from;
    this.chatNumber = from;
  }

  tell(domainEvent: DomainEvent): void {
    this.happened.fire(domainEvent);
  }

  /** Everybody who can work now, and all that the classic API knows of. */
  activeAgents(): Agent[] {
    return [...this.agents.values()].filter(isActive);
  }

  /** Members in the order of the agents; everybody for group 0. */
  membersOf(group: number): Agent[] {
    const all = this.activeAgents();
    return group === 0 ? all : all.filter((agent) => agent.groups.includes(group));
  }

  groupName(id: number): string {
    return this.groups.get(id)?.name ?? 'Deleted group';
  }
}
