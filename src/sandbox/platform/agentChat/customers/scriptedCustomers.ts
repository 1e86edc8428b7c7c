import { DisposableStore, type Disposable } from '../../../../core/base/disposable';
import { isActive as isActiveAgent } from '../../../account/agent';
import { fill, type Scenario } from '../../../data/locale';
import { makeVisitor } from '../../../data/makeVisitor';
import type { ChatActivity, PlatformState } from '../../platformState';
import { isActive, visibleAgents, type Thread } from '../chatStore';
import type { SandboxChats } from '../sandboxChats';
import { ScriptedCustomer } from './scriptedCustomer';

const SECOND = 1000;
/** Chats of other agents that run at the same time. */
const OTHERS = 2;
/** Customers who wait or are answered by a person. */
const MOST_CUSTOMERS = 3;
/** After a client has connected: a customer in the queue, one for the connected agent, and then at this pace. */
const FIRST_WAITING = 8 * SECOND;
const FIRST_ASSIGNED = 25 * SECOND;
const PACE = 75 * SECOND;
/** Time between the messages of chats of other agents. */
const OTHERS_PACE = 20 * SECOND;

export interface ScriptedCustomersOptions {
  readonly platform: PlatformState;
  readonly chats: SandboxChats;
  /** Logins of the agents who are connected. */
  readonly connected: () => ReadonlySet<string>;
}

/**
 * Customers for people who try the product: a few wait, some are given to a connected agent, and all answer what they
 * are asked. Two chats of other agents run beside them. They act while an agent is connected.
 */
export class ScriptedCustomers implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly timers = new Map<string, Disposable>();
  private readonly customers = new Map<Thread, ScriptedCustomer>();
  /** Chats of other agents, with the messages that are still to come. */
  private readonly others = new Map<Thread, readonly string[]>();
  private arrivals = 0;

  constructor(private readonly options: ScriptedCustomersOptions) {
    const { account, activity } = options.platform;
    this.owned.add(account.subscribers.onDidChange((any) => (any ? this.start() : this.stop())));
    this.owned.add(activity.event((one) => this.react(one)));
    if (account.subscribers.any) this.start();
  }

  dispose(): void {
    this.owned.dispose();
    this.stop();
  }

  private start(): void {
    // Not at once, because the agent is still logging in.
    this.after('others', SECOND, () => this.continueOthers());
    this.after('arrival', this.arrivals === 0 ? FIRST_WAITING : PACE, () => this.arrive());
    for (const thread of this.options.platform.chats.active()) {
      if (thread.chat.isHandled && !this.others.has(thread)) this.adopt(thread);
    }
  }

  /** Customers keep their chats and go on when an agent connects again. */
  private stop(): void {
    for (const timer of this.timers.values()) timer.dispose();
    this.timers.clear();
    for (const customer of this.customers.values()) customer.dispose();
    this.customers.clear();
  }

  private after(name: string, ms: number, work: () => void): void {
    this.timers.get(name)?.dispose();
    this.timers.set(name, this.options.platform.clock.after(ms, work));
  }

  /** The next customer comes, unless enough are there. Every second one waits in the queue or unassigned. */
  private arrive(): void {
    const isFirst = this.arrivals === 0;
    if (this.customers.size < MOST_CUSTOMERS) {
      const [agent] = this.options.connected();
      const waits = agent === undefined || this.arrivals % 2 === 0;
      const waiting = this.arrivals % 4 === 0 ? 'queue' : 'unassigned';
      this.startCustomer(waits ? { waiting } : { agent });
      this.arrivals += 1;
    }
    this.after('arrival', isFirst ? FIRST_ASSIGNED - FIRST_WAITING : PACE, () => this.arrive());
  }

  private startCustomer(how: { readonly agent?: string; readonly waiting?: 'queue' | 'unassigned' }): void {
    const { chats, platform } = this.options;
    const { person, lines } = this.invent();
    const { chatId } = chats.startChat({ ...person, ...how, text: lines[0] ?? null, hasForm: true });
    const thread = platform.chats.ofChat(chatId).at(-1);
    if (thread) this.adopt(thread, everySecond(lines.slice(2)));
  }

  private adopt(thread: Thread, lines: readonly string[] = []): void {
    if (this.customers.has(thread)) return;
    const { platform, chats } = this.options;
    this.customers.set(thread, new ScriptedCustomer(platform, chats, thread, platform.account.random, lines));
  }

  private startOther(): void {
    const { chats, platform } = this.options;
    const { account } = platform;
    const connected = this.options.connected();
    const colleagues = [...account.agents.values()].filter(
      (agent) => isActiveAgent(agent) && agent.permission === 'normal' && !connected.has(agent.login),
    );
    const { person, lines } = this.invent();
    const { login } = account.random.pick(colleagues);
    const { chatId } = chats.startChat({ ...person, agent: login, text: lines[0] ?? null });
    const thread = platform.chats.ofChat(chatId).at(-1);
    if (thread) this.others.set(thread, lines.slice(1));
  }

  /** Adds the next message to each chat of another agent, or ends the chat and starts the next one. */
  private continueOthers(): void {
    const { chats } = this.options;
    for (const [thread, [line, ...rest]] of [...this.others]) {
      const [agent] = visibleAgents(thread);
      if (line === undefined || !agent) {
        this.others.delete(thread);
        if (isActive(thread)) chats.customerLeaves(thread.chatId, 'closes');
        continue;
      }
      this.others.set(thread, rest);
      const isCustomersTurn = thread.log.all().at(-1)?.author_id !== thread.customerId;
      if (isCustomersTurn) chats.customerWrites(thread.chatId, line);
      else chats.agentWrites(thread.chatId, agent.id, line);
    }
    while (this.others.size < OTHERS) this.startOther();
    this.after('others', OTHERS_PACE, () => this.continueOthers());
  }

  private react({ thread, kind, event }: ChatActivity): void {
    const { subscribers } = this.options.platform.account;
    if (kind === 'ended') {
      this.customers.get(thread)?.dispose();
      this.customers.delete(thread);
      this.others.delete(thread);
      return;
    }
    if (!subscribers.any) return;
    const connected = this.options.connected();
    const agents = visibleAgents(thread);
    const isPersons = agents.some(({ id }) => connected.has(id));
    // A person takes over a chat of another agent, or one that was not scripted.
    if (isPersons) {
      this.others.delete(thread);
      this.adopt(thread);
    } else if (kind === 'agents') {
      const [colleague] = agents;
      if (colleague) this.customers.get(thread)?.meet(colleague.id);
    }
    const author = event?.author_id;
    if (kind !== 'event' || !event || author === undefined || author === thread.customerId) return;
    if (event.visibility === 'all') this.customers.get(thread)?.read(event);
  }

  private invent() {
    const { account } = this.options.platform;
    const { random } = account;
    const { visitor, scenario, item } = makeVisitor(random, account.now());
    const { name, email } = visitor;
    return { person: { name, email }, lines: linesOf(scenario, 40_000 + random.int(50_000), item) };
  }
}

function linesOf(scenario: Scenario, order: number, item: string): readonly string[] {
  return scenario.lines.map((line) => fill(line, order, item));
}

/** The customer's part of the rest of a conversation. */
function everySecond(lines: readonly string[]): readonly string[] {
  return lines.filter((_, i) => i % 2 === 0);
}
