import type { Clock } from '../core/base/clock';
import type { Disposable } from '../core/base/disposable';
import type { Account } from './account/account';
import type { Chat } from './account/chat';
import { continueChat, endChat, startChat } from './account/runChat';
import { createTicket } from './account/writeTicket';
import { makeVisitor, type VisitorChoice } from './data/makeVisitor';
import { fill } from './data/phrasebook';

/** What a caller may fix about a ticket that arrives; the rest is made up. */
export interface TicketChoice {
  readonly subject?: string;
  readonly message?: string;
  readonly mail?: string;
  readonly name?: string;
}

/** Chats and tickets that come by themselves, or on demand one at a time. */
export interface Simulator {
  /** Lets something happen every so many milliseconds of the sandbox's clock; 15,000 by default. */
  start(everyMs?: number): void;
  stop(): void;
  /** Starts a chat and returns its id. */
  startChat(visitor?: VisitorChoice): string;
  /**
   * Ends this chat, or the one that runs longest. Returns its id, `undefined` when none was running.
   * @throws RangeError when no chat has the given id.
   */
  endChat(id?: string): string | undefined;
  /** Adds a ticket as if a customer had written, and returns its id. */
  createTicket(ticket?: TicketChoice): string;
}

const EVERY = 15_000;
const MOST_CHATS = 4;

export class AccountSimulator implements Simulator, Disposable {
  private timer: Disposable | undefined;

  constructor(
    private readonly account: Account,
    private readonly clock: Clock,
  ) {}

  start(everyMs = EVERY): void {
    this.stop();
    this.timer = this.clock.after(everyMs, () => {
      this.happen();
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

  startChat(visitor?: VisitorChoice): string {
    return startChat(this.account, visitor).id;
  }

  endChat(id?: string): string | undefined {
    const chat = id === undefined ? this.running()[0] : this.account.chats.get(id);
    if (id !== undefined && !chat) throw new RangeError(`There is no chat ${id}.`);
    if (!chat || chat.ended !== undefined) return undefined;
    endChat(this.account, chat);
    return chat.id;
  }

  createTicket(choice: TicketChoice = {}): string {
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

  // Weighted so that a watcher soon sees each kind: talk most of the time, never an empty or a crowded house.
  private happen(): void {
    const { random } = this.account;
    const chats = this.running();
    const dice = random.next();
    if (chats.length === 0 || (dice < 0.25 && chats.length < MOST_CHATS)) this.startChat();
    else if (dice < 0.5) this.endChat();
    else if (dice < 0.7) this.createTicket();
    else continueChat(this.account, random.pick(chats));
  }

  private running(): readonly Chat[] {
    return [...this.account.chats.values()].filter(({ ended }) => ended === undefined);
  }
}
