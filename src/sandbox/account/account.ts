import type { Clock } from '../../core/base/clock';
import { Emitter } from '../../core/base/event';
import { shortId, type Random } from '../data/random';
import type { Agent, Group, Tag } from './agent';
import type { Chat } from './chat';
import type { Ticket } from './ticket';
import type { Webhook } from './webhook';

/** What other parts of the server may want to tell the outside: webhooks now, any push later. */
export type Happening =
  | { readonly type: 'chat_started' | 'chat_ended' | 'chat_changed'; readonly chat: Chat }
  | { readonly type: 'ticket_created'; readonly ticket: Ticket };

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

  private readonly happened = new Emitter<Happening>();
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

  tell(happening: Happening): void {
    this.happened.fire(happening);
  }

  /** Members in the order of the agents; everybody for group 0. */
  membersOf(group: number): Agent[] {
    const all = [...this.agents.values()];
    return group === 0 ? all : all.filter((agent) => agent.groups.includes(group));
  }

  groupName(id: number): string {
    return this.groups.get(id)?.name ?? 'Deleted group';
  }
}
