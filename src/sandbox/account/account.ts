import { hash } from 'node:crypto';
import type { Clock } from '../../core/base/clock';
import { Emitter } from '../../core/base/event';
import { type Random, shortId } from '../data/random';
import type { WebhookTargets } from '../webhooks/post';
import { type Agent, type Group, isActive, type Tag } from './agent';
import type { Chat, ChatMessage } from './chat';
import type { Push } from './push';
import type { Ticket } from './ticket';

/**
 * A change of the account that the APIs may publish as a webhook or a push. `live_chat_changed` is for changes that only
 * the Agent Chat API has.
 */
export type DomainEvent =
  | { readonly type: 'chat_started' | 'chat_ended'; readonly chat: Chat }
  | {
      readonly type: 'chat_changed';
      readonly chat: Chat;
      readonly tagged: readonly string[];
      readonly untagged: readonly string[];
    }
  | { readonly type: 'live_chat_changed'; readonly pushes: readonly Push[] }
  | { readonly type: 'chat_message'; readonly chat: Chat; readonly message: ChatMessage }
  | { readonly type: 'ticket_created' | 'ticket_updated'; readonly ticket: Ticket }
  | { readonly type: 'agent_updated'; readonly agent: Agent; readonly changed: readonly string[] }
  | { readonly type: 'routing_status_set'; readonly agent: Agent }
  | {
      readonly type: 'agent_created' | 'agent_approved' | 'agent_suspended' | 'agent_unsuspended';
      readonly agent: Agent;
    }
  | { readonly type: 'agent_deleted'; readonly login: string };

/** An e-mail that LiveChat would have sent. The sandbox only records it. */
export interface Mail {
  readonly to: string;
  readonly kind: 'activation' | 'removal' | 'transcript';
}

/**
 * The data of one LiveChat account, independent of any API version. The folders `classic` and `platform` read and
 * change it and convert it to the shapes of their APIs.
 */
export class Account {
  readonly agents = new Map<string, Agent>();
  readonly groups = new Map<number, Group>();
  readonly tickets = new Map<string, Ticket>();
  readonly chats = new Map<string, Chat>();
  readonly webhooks = new Map<string, Webhook>();
  readonly keys = new Map<string, string>();
  readonly subscribers = new Subscribers();
  readonly mails: Mail[] = [];
  tags: readonly Tag[] = [];

  private readonly emitter = new Emitter<DomainEvent>();
  readonly onEvent = this.emitter.event;
  private ticketNumber = 0;
  private chatNumber = 0;

  /** @param salt makes secrets unpredictable although everything else depends on the seed */
  constructor(
    readonly licence: number,
    private readonly clock: Clock,
    readonly random: Random,
    readonly webhookTargets: WebhookTargets,
    private readonly salt: string,
  ) {}

  /** 32 hexadecimal digits derived from the arguments and the salt, such as an API key. */
  secret(...parts: readonly (string | number)[]): string {
    return hash('sha256', JSON.stringify([this.salt, this.licence, ...parts])).slice(0, 32);
  }

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

  /** Continues the id sequence at `from`, so that new ids differ from those of earlier runs. */
  renumber(from: number): void {
    this.ticketNumber = from;
    this.chatNumber = from;
  }

  emit(domainEvent: DomainEvent): void {
    this.emitter.fire(domainEvent);
  }

  /** Agents who are neither suspended nor awaiting approval. The classic API shows only these. */
  activeAgents(): Agent[] {
    return [...this.agents.values()].filter(isActive);
  }

  /** Active members in the order of the agents; group 0 contains every active agent. */
  membersOf(group: number): Agent[] {
    const all = this.activeAgents();
    return group === 0 ? all : all.filter((agent) => agent.groups.includes(group));
  }

  groupName(id: number): string {
    return this.groups.get(id)?.name ?? 'Deleted group';
  }
}

/** The data types of each event type (REST API v2, "Webhooks"). */
export const WEBHOOK_DATA = {
  chat_started: ['chat', 'visitor', 'pre_chat_survey'],
  chat_ended: ['chat', 'visitor', 'pre_chat_survey'],
  chat_changed: ['chat', 'visitor'],
  visitor_queued: ['visitor'],
  ticket_created: ['ticket'],
  canned_response_changed: ['canned_response'],
} as const;

export type WebhookEventType = keyof typeof WEBHOOK_DATA;

export interface Webhook {
  readonly id: string;
  readonly eventType: WebhookEventType;
  readonly dataTypes: readonly string[];
  readonly url: string;
  /** Included in every delivery; the receiver's only proof of origin. */
  readonly token: string;
}

/** Who receives the events of an account: registered webhooks and sockets with a logged-in agent. */
class Subscribers {
  private readonly all = new Set<object>();
  private readonly emitter = new Emitter<boolean>();
  /** Fires with whether there are any, when that changes. */
  readonly onDidChange = this.emitter.event;

  get any(): boolean {
    return this.all.size > 0;
  }

  add(subscriber: object): void {
    const { any } = this;
    this.all.add(subscriber);
    if (!any) this.emitter.fire(true);
  }

  delete(subscriber: object): void {
    if (this.all.delete(subscriber) && !this.any) this.emitter.fire(false);
  }
}
