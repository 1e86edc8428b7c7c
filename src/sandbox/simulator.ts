import type { Clock } from '../core/base/clock';
import { DisposableStore, type Disposable } from '../core/base/disposable';
import type { Account } from './account/account';
import type { Chat } from './account/chat';
import { continueChat, endChat, startChat } from './account/runChat';
import { createTicket } from './account/writeTicket';
import { makeVisitor, type VisitorOptions } from './data/makeVisitor';
import { fill } from './data/locale';

/** Fixed values of a new ticket; the others are random. */
export interface TicketOptions {
  readonly subject?: string;
  readonly message?: string;
  readonly mail?: string;
  readonly name?: string;
}

/** Creates chats and tickets, periodically or on demand. */
export interface Simulator {
  /** Creates an event periodically on the sandbox's clock; every 15,000 ms by default. */
  start(everyMs?: number): void;
  stop(): void;
  /** Starts a chat and returns its id. */
  startChat(visitor?: VisitorOptions): string;
  /**
   * Ends the given chat, or the one that has been running longest. Returns its id, `undefined` if none was running.
   * @throws RangeError if no chat has the given id
   */
  endChat(id?: string): string | undefined;
  /** Creates a ticket of a customer and returns its id. */
  createTicket(ticket?: TicketOptions): string;
}

const DEFAULT_INTERVAL = 15_000;
const MAX_RUNNING_CHATS = 4;

/** One event of each kind soon after the first subscription, then a steady pace. */
const FIRST_CHAT = 2_000;
const FIRST_TICKET = 9_000;
const FIRST_END = 17_000;
const SUBSCRIBED_INTERVAL = 25_000;

export class AccountSimulator implements Simulator, Disposable {
  private timer: Disposable | undefined;
  private readonly owned = new DisposableStore();
  /** The first events after a subscription. */
  private opening: DisposableStore | undefined;

  constructor(
    private readonly account: Account,
    private readonly clock: Clock,
  ) {}

  start(everyMs = DEFAULT_INTERVAL): void {
    this.stop();
    this.timer = this.clock.after(everyMs, () => {
      this.step();
      this.start(everyMs);
    });
  }

  stop(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  /** Creates events while the account has subscribers, so that someone who starts listening soon receives one. */
  followSubscribers(): void {
    const { subscribers } = this.account;
    this.owned.add(subscribers.onDidChange((any) => this.setSubscribed(any)));
    this.setSubscribed(subscribers.any);
  }

  dispose(): void {
    this.owned.dispose();
    this.setSubscribed(false);
  }

  private setSubscribed(any: boolean): void {
    this.opening?.dispose();
    this.opening = undefined;
    this.stop();
    if (!any) return;
    const opening = (this.opening = new DisposableStore());
    const later = (ms: number, work: () => unknown): void => void opening.add(this.clock.after(ms, work));
    let chat: string | undefined;
    later(FIRST_CHAT, () => (chat = this.startChat()));
    later(FIRST_TICKET, () => this.createTicket());
    later(FIRST_END, () => {
      this.endChat(chat);
      this.start(SUBSCRIBED_INTERVAL);
    });
  }

  startChat(visitor?: VisitorOptions): string {
    return startChat(this.account, visitor).id;
  }

  endChat(id?: string): string | undefined {
    const chat = id === undefined ? this.runningChats()[0] : this.account.chats.get(id);
    if (id !== undefined && !chat) throw new RangeError(`Unknown chat: ${id}`);
    if (!chat || chat.ended !== undefined) return undefined;
    endChat(this.account, chat);
    return chat.id;
  }

  createTicket(choice: TicketOptions = {}): string {
    const { random } = this.account;
    const { visitor, scenario, item } = makeVisitor(
      random,
      this.account.now(),
      choice.name === undefined ? {} : { name: choice.name },
    );
    const order = 40_000 + random.int(50_000);
    return createTicket(this.account, {
      subject: choice.subject ?? fill(scenario.subject, order, item),
      message: choice.message ?? fill(scenario.lines[0] ?? '', order, item),
      requester: { mail: choice.mail ?? visitor.email, name: visitor.name, ip: visitor.ip },
      source: { type: 'mail' },
      groups: [0],
    }).id;
  }

  // Chats that a person answers are left alone. Weighted so that each kind of event occurs soon and the number of running chats stays between 1 and the limit.
  private step(): void {
    const { random } = this.account;
    const chats = this.runningChats().filter(({ isHandled }) => !isHandled);
    const dice = random.next();
    if (chats.length === 0 || (dice < 0.25 && chats.length < MAX_RUNNING_CHATS)) this.startChat();
    else if (dice < 0.5) this.endChat(chats[0]?.id);
    else if (dice < 0.7) this.createTicket();
    else continueChat(this.account, random.pick(chats));
  }

  private runningChats(): readonly Chat[] {
    return [...this.account.chats.values()].filter(({ ended }) => ended === undefined);
  }
}
