import assert from 'node:assert/strict';
import { AgentActions } from '../../../../src/core/actions/agentActions';
import { ChatActions } from '../../../../src/core/actions/chats/chatActions';
import { LearnedCapabilities } from '../../../../src/core/actions/learnedCapabilities';
import type { ActionOptions } from '../../../../src/core/actions/actionContext';
import { TicketActions } from '../../../../src/core/actions/ticketActions';
import { openClassicConnection } from '../../../../src/core/api/classic/classicConnection';
import { openPlatformConnection } from '../../../../src/core/api/platform/platformConnection';
import { accountId, type AccountKind, type Credential } from '../../../../src/core/domain/account';
import type { LiveChatConnection } from '../../../../src/core/domain/connection';
import type { Ticket } from '../../../../src/core/domain/ticket';
import type { AccountStore } from '../../../../src/core/stores/accounts/accountStore';
import type { StateValues } from '../../../../src/core/storage/stateStore';
import { AgentStore } from '../../../../src/core/stores/agentStore';
import { AuditLog, type AuditEntry, type AuditStorage } from '../../../../src/core/stores/auditLog';
import { DirectoryStore } from '../../../../src/core/stores/directoryStore';
import { SessionStore } from '../../../../src/core/stores/sessionStore';
import { TicketStore } from '../../../../src/core/stores/ticketStore';
import type { Sandbox } from '../../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../../support/testSandbox';
import { FakeClock } from '../../support/fakeClock';
import { Machine } from '../../stores/support/machine';

/** Values in memory. */
export class MemoryValues implements StateValues {
  readonly values = new Map<string, unknown>();
  /** While set, writes are rejected. */
  locked = false;

  read(key: string): Promise<unknown> {
    return Promise.resolve(this.values.get(key));
  }

  write(key: string, value: unknown): Promise<void> {
    if (this.locked) return Promise.reject(new Error('locked'));
    this.values.set(key, value);
    return Promise.resolve();
  }
}

export class MemoryLines implements AuditStorage {
  readonly lines: string[] = [];

  append(_account: string, entry: string): Promise<void> {
    this.lines.push(entry);
    return Promise.resolve();
  }

  read(): Promise<readonly string[]> {
    return Promise.resolve(this.lines);
  }
}

/** The actions of one window over the real client, with a sandbox and a fake clock. */
export class ActionsFixture {
  readonly values = new MemoryValues();
  readonly lines = new MemoryLines();
  readonly deps: ActionOptions;
  readonly ticketActions: TicketActions;
  readonly agentActions: AgentActions;
  readonly chatActions: ChatActions;
  /** How far LiveChat's clock is ahead of the fake one, in ms. */
  serverAheadMs = 0;
  private isUp = true;
  private readonly ends: { dispose(): void }[];

  private constructor(
    readonly sandbox: Sandbox,
    readonly clock: FakeClock,
    readonly accounts: AccountStore,
    readonly kind: AccountKind,
    /** Replaces the client's timeout, which uses real time. */
    public timeoutMs: number,
  ) {
    const session = new SessionStore(accounts, (credential) => Promise.resolve(this.connect(credential)));
    const tickets = new TicketStore(session, clock);
    const agents = new AgentStore(session, clock);
    const directory = new DirectoryStore(session, clock);
    const audit = new AuditLog(this.lines, clock);
    const capabilities = new LearnedCapabilities(this.values, clock);
    this.deps = { session, tickets, agents, directory, audit, capabilities, clock };
    this.ticketActions = new TicketActions(this.deps);
    this.agentActions = new AgentActions(this.deps);
    this.chatActions = new ChatActions(this.deps);
    this.ends = [this.agentActions, this.chatActions, tickets, agents, directory, audit, session, accounts];
  }

  static async open(
    options: TestSandboxOptions & { timeoutMs?: number; kind?: AccountKind } = {},
  ): Promise<ActionsFixture> {
    const { timeoutMs = 5_000, kind = 'classic', ...rest } = options;
    const clock = new FakeClock();
    const sandbox = await startTestSandbox({ clock, hostile: false, ...rest });
    const fixture = new ActionsFixture(sandbox, clock, new Machine().window(), kind, timeoutMs);
    await fixture.accounts.add(fixture.credential(0));
    return fixture;
  }

  /** The owner (0), the administrator (1), the normal agent (2). */
  credential(who: number): Credential {
    if (this.kind === 'platform') return this.platformCredential(who);
    const known = this.sandbox.credentials[who];
    assert.ok(known);
    const { login, apiKey } = known;
    return {
      account: { id: accountId('classic', login), kind: 'classic', name: login },
      secret: apiKey,
    };
  }

  /** A second connection to the same account, as another agent has it. */
  colleague(): LiveChatConnection {
    const connection = this.connect(this.credential(1));
    this.ends.unshift(connection);
    return connection;
  }

  /** Calls since the last `calls.reset()`, by route. */
  get calls(): Readonly<Record<string, number>> {
    return this.sandbox.calls.byRoute;
  }

  async anyTicket(wanted: (ticket: Ticket) => boolean = () => true): Promise<Ticket> {
    const { result } = await this.ticketActions.list({ status: 'open' });
    for (const { id } of result.tickets) {
      const ticket = await this.ticketActions.get(id);
      if (wanted(ticket)) {
        this.sandbox.calls.reset();
        return ticket;
      }
    }
    return assert.fail('the sandbox has no such ticket');
  }

  async log(): Promise<readonly AuditEntry[]> {
    return (await this.deps.audit.read()).entries;
  }

  /** Stops the server. */
  async goDown(): Promise<void> {
    this.isUp = false;
    await this.sandbox.dispose();
  }

  async close(): Promise<void> {
    for (const end of this.ends) end.dispose();
    if (this.isUp) await this.sandbox.dispose();
  }

  private platformCredential(who: number): Credential {
    const known = this.sandbox.platform.credentials[who];
    assert.ok(known);
    const { accountId: name, token } = known;
    return { account: { id: accountId('platform', name), kind: 'platform', name }, secret: token };
  }

  private connect(credential: Credential): LiveChatConnection {
    const make = credential.account.kind === 'classic' ? openClassicConnection : openPlatformConnection;
    const connection = make({
      credential,
      apiUrl: this.sandbox.url,
      helpdeskUrl: this.sandbox.platform.helpdeskUrl,
      accountsUrl: this.sandbox.platform.accountsUrl,
      callsPerMinute: 1_000,
      timeoutMs: this.timeoutMs,
      firstRetryMs: 1,
      confirmAfterMs: 1,
      onCall: () => undefined,
    });
    // The methods use the objects they belong to, not the connection.
    // Known from the first response on, as the real one.
    const serverTime = (): number | undefined =>
      connection.serverTime() === undefined ? undefined : this.clock.now() + this.serverAheadMs;
    return { ...connection, serverTime };
  }
}
