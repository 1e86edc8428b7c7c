import { surveyOf } from '../../account/runChat';
import { makeVisitor } from '../../data/makeVisitor';
import type { PlatformState } from '../platformState';
import { customerView, type CustomerView } from './widgetView';
import { isActive, type Thread } from './chatStore';
import { endByCustomer, endThread, postAsCustomer, rate, startThread } from './live/lifecycle';
import { postEvent } from './live/postEvent';
import { publish, publishAboutCustomer, setProperties } from './live/publish';
import { findAgent, serveQueue } from './live/router';
import { queueOf } from './live/queue';
import { seenPushes } from './actions/eventActions';
import { formEvent, type NewEvent, type ThreadEvent } from './threadLog';

export interface NewCustomerChat {
  readonly name?: string;
  /**
   * A known address continues the customer's chat with a new thread, unless one is active. New customers have an address
   * of their own.
   */
  readonly email?: string;
  /** The first message; `null` for none. */
  readonly text?: string | null;
  /** Login of the agent who gets the chat. Without it, and without `waiting`, the router decides. */
  readonly agent?: string;
  /** The customer waits, in the queue or in an unassigned chat. */
  readonly waiting?: 'queue' | 'unassigned';
  /** Group 0, everyone, by default. */
  readonly groups?: readonly number[];
  /** Whether the customer has filled in a form before the chat; no by default. */
  readonly hasForm?: boolean;
  readonly continuous?: boolean;
}

export interface StartedChat {
  readonly chatId: string;
  readonly threadId: string;
  readonly customerId: string;
  /** Id of the same chat in the classic API. */
  readonly classicId: string;
}

/**
 * The customers' side of live chats, for tests: `startChat`, `customerWrites`, `customerTypes`, `customerSees`,
 * `customerOpens`, `customerRates`, `customerFillsForm`, `customerLeaves`, and `customerView` for what a customer sees. Beside it, what
 * only LiveChat itself can do: `agentWrites`, `postSystemEvent`, `updateEvent`, `deleteEvent`, `restrict`, `makeIdle`,
 * `archive`, `serveQueue`. `events` returns all events of a thread, `tags` its tags.
 *
 * A `chatId` is the id of a chat, not of a thread. Methods that change a chat throw a RangeError if the chat is unknown,
 * or not active.
 */
export class SandboxChats {
  constructor(private readonly platform: PlatformState) {}

  startChat(options: NewCustomerChat = {}): StartedChat {
    const { account } = this.platform;
    const { text = 'Hello, can you help me?', agent, waiting, groups = [0], hasForm, continuous } = options;
    const { visitor } = makeVisitor(account.random, account.now(), {
      ...(options.name !== undefined && { name: options.name }),
      email: options.email ?? `customer.${account.random.hex(8)}@mail.example`,
    });
    const found = agent === undefined ? undefined : account.agents.get(agent);
    if (agent !== undefined && !found) throw new RangeError(`Unknown agent: ${agent}`);
    const next = found ?? (waiting === undefined ? findAgent(this.platform, groups) : undefined);
    const { thread } = startThread(this.platform, {
      visitor,
      groups,
      agents: next ? [{ id: next.login, name: next.name }] : [],
      survey: hasForm ? surveyOf(visitor.name, visitor.email, account.random) : [],
      events: text === null ? [] : [{ type: 'message', text }],
      ...(!next && { waiting: waiting ?? (this.platform.routing.isManual ? 'unassigned' : 'queue') }),
      ...(continuous !== undefined && { continuous }),
    });
    const { chatId, threadId, customerId, chat } = thread;
    return { chatId, threadId, customerId, classicId: chat.id };
  }

  /** @param event a text, or another event such as a file @returns the event's id */
  customerWrites(chatId: string, event: string | NewEvent): string {
    const thread = this.active(chatId);
    const input = typeof event === 'string' ? { type: 'message', text: event } : event;
    return postAsCustomer(this.platform, thread, input).id;
  }

  /** What the customer has typed so far, pushed as a sneak peek; empty if they stopped. */
  customerTypes(chatId: string, text: string): void {
    const thread = this.active(chatId);
    const sneakPeek = { author_id: thread.customerId, text, timestamp: this.platform.account.now() };
    publish(this.platform, thread, [['incoming_sneak_peek', { sneak_peek: sneakPeek }]]);
  }

  /** The customer has seen all events up to a time, by default up to now. @param upTo RFC 3339 */
  customerSees(chatId: string, upTo = this.platform.timestamp()): void {
    const thread = this.last(chatId);
    if (thread.customerSeenUpTo < upTo) thread.customerSeenUpTo = upTo;
    const pushes = seenPushes(this.platform, thread, thread.customerId, upTo);
    this.platform.account.emit({ type: 'live_chat_changed', pushes });
  }

  /** The customer opens another page of the website. */
  customerOpens(chatId: string, url: string, title = 'Shop'): void {
    const thread = this.active(chatId);
    const { chat, customerId, pages } = thread;
    const page = { opened_at: this.platform.timestamp(), url, title };
    pages.push(page);
    chat.visitor = { ...chat.visitor, pageCurrent: url };
    publishAboutCustomer(this.platform, thread, 'customer_page_updated', {
      ...{ customer_id: customerId, visit_id: 1, ...page },
    });
  }

  customerRates(chatId: string, score: 0 | 1, comment?: string): void {
    rate(this.platform, this.last(chatId), score, comment);
  }

  /** Adds a filled form. A `postchat` form comes after the end of the chat. */
  customerFillsForm(chatId: string, formType: 'prechat' | 'postchat' | 'ask_for_email'): string {
    const thread = this.last(chatId);
    const { name, email } = thread.chat.visitor;
    const fields = surveyOf(name, email, this.platform.account.random);
    return postAsCustomer(this.platform, thread, formEvent(formType, fields, thread.customerId)).id;
  }

  /** Ends the chat: the customer closes it, or leaves the website. */
  customerLeaves(chatId: string, how: 'closes' | 'leaves' = 'leaves'): void {
    endByCustomer(this.platform, this.active(chatId), how);
  }

  /** What the customer sees, of all threads of the chat. */
  customerView(chatId: string): CustomerView {
    const { chats, clock } = this.platform;
    const threads = chats.ofChat(chatId);
    const last = this.last(chatId);
    return customerView(threads, queueOf(chats, last, clock.now())?.position);
  }

  /** All events of the last thread of a chat, or of another one, also private and deleted ones. */
  events(chatId: string, threadId?: string): readonly ThreadEvent[] {
    return this.thread(chatId, threadId).log.all();
  }

  /** Tags of the last thread of a chat. */
  tags(chatId: string): readonly string[] {
    return this.last(chatId).chat.tags;
  }

  /** An agent of the chat writes, from another application than the client under test. */
  agentWrites(chatId: string, login: string, event: string | NewEvent): string {
    const input = typeof event === 'string' ? { type: 'message', text: event } : event;
    return postEvent(this.platform, this.active(chatId), login, input).id;
  }

  /**
   * Adds an event of the type `system`, for agents.
   * @param details an object, which becomes JSON in a string as documented
   */
  postSystemEvent(chatId: string, source: string, subtype: string, details: object, version = 1): string {
    const thread = this.last(chatId);
    const event = thread.log.append({
      type: 'system',
      visibility: 'agents',
      source,
      subtype,
      version,
      details: JSON.stringify(details),
    });
    publish(this.platform, thread, [['incoming_event', { event }]]);
    return event.id;
  }

  updateEvent(chatId: string, eventId: string, change: object): void {
    const thread = this.last(chatId);
    const event = thread.log.replace(eventId, change);
    publish(this.platform, thread, [['event_updated', { event }]]);
  }

  /** Deletes an event: administrators still see it, others get a stub. */
  deleteEvent(chatId: string, eventId: string): void {
    const thread = this.last(chatId);
    thread.log.replace(eventId, { deleted: true });
    publish(this.platform, thread, [['event_deleted', { event_id: eventId }]]);
  }

  /** Replaces the events of a thread by a sentence, as LiveChat does for old threads of small plans. */
  restrict(chatId: string, reason: string, threadId?: string): void {
    this.thread(chatId, threadId).restricted = reason;
  }

  /** Marks a chat as idle, as the router does after some minutes without messages. */
  makeIdle(chatId: string): void {
    setProperties(this.platform, this.active(chatId), 'routing', { idle: true });
  }

  /** The router closes a chat for inactivity: `chat_deactivated` has no `user_id`. */
  archive(chatId: string, minutes = 15): void {
    endThread(this.platform, this.active(chatId), {
      type: 'routing.archived_inactive',
      text: 'Chat archived due to %duration% minutes of inactivity',
      variables: { duration: String(minutes) },
      byRouter: true,
    });
  }

  /** The router gives the customers in the queue to agents who can take them. */
  serveQueue(): void {
    serveQueue(this.platform);
  }

  private thread(chatId: string, threadId?: string): Thread {
    if (threadId === undefined) return this.last(chatId);
    const found = this.platform.chats.ofChat(chatId).find((thread) => thread.threadId === threadId);
    if (!found) throw new RangeError(`Unknown thread: ${threadId}`);
    return found;
  }

  private last(chatId: string): Thread {
    const thread = this.platform.chats.ofChat(chatId).at(-1);
    if (!thread) throw new RangeError(`Unknown chat: ${chatId}`);
    return thread;
  }

  private active(chatId: string): Thread {
    const thread = this.last(chatId);
    if (!isActive(thread)) throw new RangeError(`The chat has ended: ${chatId}`);
    return thread;
  }
}
