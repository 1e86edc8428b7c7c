import assert from 'node:assert/strict';
import { ChatActions } from '../../../../src/core/actions/chats/chatActions';
import type { ChatFeed } from '../../../../src/core/actions/actionContext';
import { silentLog } from '../../../../src/core/base/log';
import { openChats, type Chats } from '../../../../src/core/chats/openChats';
import type { LiveChatApi } from '../../../../src/core/domain/connection';
import type { LiveChat } from '../../../../src/core/domain/liveChat';
import type { Audit, AuditEntry } from '../../../../src/core/stores/auditLog';
import type { SandboxChats } from '../../../../src/sandbox/platform/agentChat/sandboxChats';
import type { Fault } from '../../../../src/sandbox/server/faults';
import type { FakeClock } from '../../support/fakeClock';
import { keepLogin } from '../../../../src/ui/chats/ownLogin';
import { ActionsFixture } from './actionsFixture';

/** The state of running chats from pushes, as a test sets it. */
class TestFeed implements ChatFeed {
  known: LiveChat | undefined;
  find: ChatFeed['findEvent'] = () => undefined;

  current(chatId: string): LiveChat | undefined {
    return this.known?.chatId === chatId ? this.known : undefined;
  }

  findEvent(chatId: string, customId: string): ReturnType<ChatFeed['findEvent']> {
    return this.find(chatId, customId);
  }
}

/** The owner of a platform account with the actions on chats, in a sandbox in which no chat runs. */
export class ChatsFixture {
  readonly feed = new TestFeed();
  private active: ChatActions;

  private constructor(
    private readonly inner: ActionsFixture,
    readonly connection: LiveChatApi,
    readonly me: string,
    readonly colleague: string,
  ) {
    this.active = this.create();
  }

  static async open(options: { readonly timeoutMs?: number } = {}): Promise<ChatsFixture> {
    const inner = await ActionsFixture.open({ kind: 'platform', tickets: 200, ...options });
    const { liveChats } = inner.colleague();
    assert.ok(liveChats);
    const [me, colleague] = inner.sandbox.platform.credentials;
    assert.ok(me && colleague);
    for (const { chatId } of await liveChats.running()) await liveChats.close(chatId);
    inner.sandbox.calls.reset();
    return new ChatsFixture(inner, liveChats, me.login, colleague.login);
  }

  get actions(): ChatActions {
    return this.active;
  }

  get chats(): SandboxChats {
    return this.inner.sandbox.chats;
  }

  get clock(): FakeClock {
    return this.inner.clock;
  }

  get audit(): Audit {
    return this.inner.deps.audit;
  }

  /** Looks the person's login up and stores it, as a window does that shows chats. */
  async keepLogin(): Promise<void> {
    const { accounts, deps } = this.inner;
    const { current } = deps.session;
    assert.ok(current.kind === 'signed-in');
    await keepLogin({ session: deps.session, accounts, log: silentLog }, current.account);
  }

  /** What a window keeps of running chats, without a socket. */
  openChats(): Chats {
    return openChats({
      session: this.inner.deps.session,
      clock: this.clock,
      log: silentLog,
      onDidPush: () => ({ dispose: () => undefined }),
      sendTyping: () => undefined,
      audit: this.inner.deps.audit,
    });
  }

  /** Forgets what the actions remember. */
  forget(): void {
    this.active.dispose();
    this.active = this.create();
  }

  /** Signs in anew, with a timeout from now on. */
  reconnect(timeoutMs: number): void {
    this.inner.timeoutMs = timeoutMs;
    this.inner.deps.session.reconnect();
  }

  calls(action: string): number {
    const found = Object.entries(this.inner.calls).find(([route]) => route.endsWith(`/${action}`));
    return found?.[1] ?? 0;
  }

  failNext(action: string, fault: Fault): void {
    this.inner.sandbox.faults.next({ ...fault, match: { path: new RegExp(`/${action}$`) } });
  }

  failStep(step: number, fault: Fault): void {
    if (step > 1) this.inner.sandbox.faults.next({ times: step - 1 });
    this.inner.sandbox.faults.next(fault);
  }

  clearFaults(): void {
    this.inner.sandbox.faults.clear();
  }

  /** The action is executed, and its response cut off. */
  loseResponseOf(action: string): void {
    this.failNext(action, { truncate: true });
  }

  customerSees(chatId: string): { readonly texts: readonly string[]; readonly agents: readonly string[] } {
    const { events, agents } = this.chats.customerView(chatId);
    return {
      texts: events.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])),
      agents: agents.map(({ id }) => id),
    };
  }

  tagsOf(chatId: string): readonly string[] {
    return this.chats.tags(chatId);
  }

  async nameOf(login: string): Promise<string> {
    return (await this.inner.agentActions.get(login)).name ?? '';
  }

  /** A group of the person. */
  async group(): Promise<number> {
    const [group] = (await this.inner.agentActions.get(this.me)).groups;
    assert.ok(group);
    return group.id;
  }

  async offlineAgent(): Promise<string> {
    const { agents } = await this.inner.agentActions.list({ status: 'offline' });
    assert.ok(agents[0]);
    return agents[0].login;
  }

  log(): Promise<readonly AuditEntry[]> {
    return this.inner.log();
  }

  async close(): Promise<void> {
    this.active.dispose();
    await this.inner.close();
  }

  private create(): ChatActions {
    return new ChatActions({ ...this.inner.deps, chatFeed: this.feed });
  }
}
