import type { Clock } from '../core/base/clock';
import type { Disposable } from '../core/base/disposable';
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

export class AccountSimulator implements Simulator, Disposable {
  private timer: Disposable | undefined;

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

  dispose(): void {
    this.stop();
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

  // Weighted so that each kind of event occurs soon and the number of running chats stays between 1 and the limit.
  private step(): void {
    const { random } = this.account;
    const chats = this.runningChats();
    const dice = random.next();
    if (chats.length === 0 || (dice < 0.25 && chats.length < MAX_RUNNING_CHATS)) this.startChat();
    else if (dice < 0.5) this.endChat();
    else if (dice < 0.7) this.createTicket();
    else continueChat(this.account, random.pick(chats));
  }

  private runningChats(): readonly Chat[] {
    return [...this.account.chats.values()].filter(({ ended }) => ended === undefined);
  }
}
