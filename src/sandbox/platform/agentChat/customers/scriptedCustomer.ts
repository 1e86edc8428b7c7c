import type { Disposable } from '../../../../core/base/disposable';
import type { Random } from '../../../data/random';
import type { PlatformState } from '../../platformState';
import { isActive, visibleAgents, type Thread } from '../chatStore';
import type { SandboxChats } from '../sandboxChats';
import type { ThreadEvent } from '../threadLog';
import { FAREWELLS, GREETING, REMINDERS, replyTo } from './replies';

const SECOND = 1000;
/** Answers of a customer before the farewell. */
const LEAST_ANSWERS = 3;
const MOST_ANSWERS = 6;
/** A customer without an answer asks once, and leaves later. */
const PATIENCE = 150 * SECOND;

/** A customer who answers what agents write, rates the chat and leaves. All times are on the sandbox's clock. */
export class ScriptedCustomer implements Disposable {
  private timer: Disposable | undefined;
  private answersLeft: number;
  private reminders = 0;
  /** The agent who is not connected and has greeted the customer, or is about to. */
  private colleague: string | undefined;
  private readonly order: number;

  /** @param lines what the customer says first, in order, before free answers */
  constructor(
    private readonly platform: PlatformState,
    private readonly chats: SandboxChats,
    readonly thread: Thread,
    private readonly random: Random,
    private lines: readonly string[] = [],
  ) {
    this.answersLeft = LEAST_ANSWERS + random.int(MOST_ANSWERS - LEAST_ANSWERS + 1);
    this.order = 40_000 + random.int(50_000);
    this.wait();
  }

  /** An agent has written something that the customer sees. */
  read({ text }: ThreadEvent): void {
    const answer = this.nextAnswer(typeof text === 'string' ? text : '');
    const { chatId } = this.thread;
    this.after(1.5 * SECOND, () => {
      this.chats.customerSees(chatId);
      this.type(answer, 1);
    });
  }

  /** An agent who is not connected has got the chat: greets the customer, who answers and leaves. */
  meet(login: string): void {
    if (this.colleague === login) return;
    this.colleague = login;
    this.answersLeft = 1;
    this.after(3 * SECOND, () => {
      const isThere = visibleAgents(this.thread).some(({ id }) => id === login);
      if (isThere) this.chats.agentWrites(this.thread.chatId, login, GREETING);
      else this.wait();
    });
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private nextAnswer(text: string): string {
    const [line, ...rest] = this.lines;
    this.lines = rest;
    this.answersLeft -= 1;
    if (this.answersLeft <= 0) return this.random.pick(FAREWELLS);
    return line ?? replyTo(text, this.order, this.random);
  }

  /** Types in three steps, which agents see as sneak peeks, and sends. */
  private type(answer: string, step: number): void {
    const { chatId } = this.thread;
    this.after((1 + this.random.next()) * SECOND, () => {
      if (step <= 3) {
        this.chats.customerTypes(chatId, answer.slice(0, Math.ceil((answer.length * step) / 3)));
        this.type(answer, step + 1);
        return;
      }
      this.chats.customerWrites(chatId, answer);
      this.reminders = 0;
      if (this.answersLeft <= 0) this.leave();
      else this.wait();
    });
  }

  private leave(): void {
    const { chatId } = this.thread;
    this.after(8 * SECOND, () => {
      if (this.random.chance(0.7)) {
        const score = this.random.chance(0.85) ? 1 : 0;
        this.chats.customerRates(chatId, score, score === 1 ? 'Quick and friendly.' : undefined);
      }
      this.after(4 * SECOND, () => this.chats.customerLeaves(chatId, 'closes'));
    });
  }

  /** Waits for an agent. */
  private wait(): void {
    this.after(PATIENCE, () => {
      const { chatId } = this.thread;
      if (this.reminders >= REMINDERS.length) this.chats.customerLeaves(chatId);
      else {
        this.chats.customerWrites(chatId, REMINDERS[this.reminders] ?? '');
        this.reminders += 1;
        this.wait();
      }
    });
  }

  private after(ms: number, work: () => void): void {
    this.timer?.dispose();
    this.timer = this.platform.clock.after(ms, () => {
      if (isActive(this.thread)) work();
    });
  }
}
