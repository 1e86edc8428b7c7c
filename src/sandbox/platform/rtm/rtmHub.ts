import type { Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import type { Log } from '../../../core/base/log';
import type { Account, DomainEvent } from '../../account/account';
import type { Agent, AgentStatus } from '../../account/agent';
import type { Push } from '../../account/push';
import type { Ticket } from '../../account/ticket';
import type { CallMeter } from '../../server/calls';
import type { FaultQueue } from '../../server/faults';
import type { Actions, Authorized, Caller } from '../action';
import { micros } from '../formats';
import { pushesOf } from '../pushes';
import type { PlatformState } from '../platformState';
import type { DisconnectReason } from './messages';
import { PushFaults } from './pushFaults';

/** The agent who has logged in on a socket. */
export interface SessionUser extends Caller {
  readonly application: string;
  /** Names of subscribed pushes; absent for all. */
  readonly pushes?: ReadonlySet<string>;
}

/** A connected socket. */
export interface Session {
  readonly address: {
    readonly version: string;
    /** Absent where the address has none, as with official SDKs. */
    readonly organizationId?: string;
    readonly region: string;
  };
  readonly user: SessionUser | undefined;
  /** How the session ends, unless something else is said before. */
  readonly leaving: 'disconnected' | 'signed_out' | 'remotely_signed_out';
  /** Whether the client says that the agent does not use it. */
  isAway: boolean;
  /** E-mails of monitored customers. The push `ticket_created` is sent for these only. */
  tracked: ReadonlySet<string>;
  logIn(user: SessionUser): void;
  /** Replaces the token with another one of the same agent. */
  renew(authorized: Authorized): void;
  push(push: Pick<Push, 'action' | 'payload'>): void;
  /** Sends `agent_disconnected` and closes the socket. */
  disconnect(reason: DisconnectReason, data?: { readonly region: string }): void;
  /** Closes the socket after the response to the current request. */
  closeAfterwards(): void;
  /** Destroys the socket without a close frame. */
  terminate(): void;
}

/** An action of the RTM API that the Web API does not have. */
export type SocketAction = (session: Session, payload: unknown) => unknown;

export interface RtmHubOptions {
  readonly platform: PlatformState;
  readonly actions: Actions;
  readonly faults: FaultQueue;
  readonly calls: CallMeter;
  readonly log: Log;
}

/** All open sockets, and the pushes to them. */
export class RtmHub implements Disposable {
  readonly presence: Presence;
  readonly sessions = new Set<Session>();
  readonly pushFaults: PushFaults;
  /** An agent's first session began, or the last one ended. */
  readonly presenceChanges = new Emitter<{ readonly agent: Agent; readonly left?: Session['leaving'] }>();
  socketActions: Readonly<Record<string, SocketAction>> = {};
  /** Whether to reject personal access tokens, which are observed to work but not documented. */
  refusesPersonalTokens = false;
  /** Limit of connections per agent and application; the oldest is evicted. The number is assumed. */
  maxConnections = 10;
  /** Seats of the licence. An agent without one cannot log in. */
  seats = Infinity;
  /** Whether agents who are away in all clients stop accepting chats. */
  hasAutoAway = false;
  private readonly subscription: Disposable;

  constructor(readonly options: RtmHubOptions) {
    const { account } = options.platform;
    this.presence = new Presence(account);
    this.pushFaults = new PushFaults(options.platform.clock);
    this.subscription = account.onEvent((domainEvent) => this.broadcast(domainEvent));
  }

  /** Sessions with a logged-in agent, oldest first. */
  users(login?: string): readonly Session[] {
    return [...this.sessions].filter(
      ({ user }) => user && (login === undefined || user.agent.login === login),
    );
  }

  /** Must be called when a client of an agent is away, or no longer. */
  applyAway(agent: Agent): void {
    if (!this.hasAutoAway || !this.users(agent.login).every(({ isAway }) => isAway)) return;
    this.presence.set(agent, 'not accepting chats');
  }

  /** Logins of the agents who have a session. */
  loggedIn(): ReadonlySet<string> {
    return new Set([...this.sessions].flatMap(({ user }) => user?.agent.login ?? []));
  }

  /** Disconnects the sessions of an agent, or all sessions. */
  disconnect(reason: DisconnectReason, login?: string): void {
    const { region } = this.options.platform;
    for (const session of this.users(login)) {
      session.disconnect(reason, reason === 'misdirected_connection' ? { region } : undefined);
    }
  }

  /** Disconnects the sessions that use a token. */
  disconnectToken(token: string, reason: DisconnectReason): void {
    for (const session of this.users()) {
      if (session.user?.token.value === token) session.disconnect(reason);
    }
  }

  /** @param user who was logged in on the session */
  remove(session: Session, user: SessionUser | undefined): void {
    this.pushFaults.forget(session);
    if (!this.sessions.delete(session) || !user) return;
    this.presence.leave(user.agent);
    this.options.platform.account.subscribers.delete(session);
    if (this.users(user.agent.login).length > 0) return;
    this.presenceChanges.fire({ agent: user.agent, left: session.leaving });
  }

  dispose(): void {
    this.subscription.dispose();
    this.presenceChanges.dispose();
    this.pushFaults.dispose();
    for (const session of [...this.sessions]) session.terminate();
  }

  private broadcast(domainEvent: DomainEvent): void {
    for (const push of pushesOf(this.options.platform, domainEvent)) {
      for (const session of this.users()) {
        const { user } = session;
        if (user && push.reaches?.(user.agent, user.token.scopes) !== false) session.push(push);
      }
    }
    if (domainEvent.type === 'ticket_created') this.pushTicketCreated(domainEvent.ticket);
  }

  private pushTicketCreated(ticket: Ticket): void {
    const { platform } = this.options;
    const { mail } = ticket.requester;
    const thread = platform.chats.threads().findLast(({ chat }) => chat.visitor.email === mail);
    if (!thread) return;
    const payload = {
      customer_id: thread.customerId,
      ticket_id: platform.ticketId(ticket),
      silo: 'inbox',
      created_at: micros(ticket.created),
    };
    for (const session of this.users()) {
      if (session.tracked.has(mail)) session.push({ action: 'ticket_created', payload });
    }
  }
}

/** Effect of RTM logins on an agent's availability, see `docs/livechat-api.md#rtm-presence`. */
class Presence {
  /** Agents who accept chats after login, regardless of the request. */
  readonly forced = new Set<string>();
  private readonly sessionCounts = new Map<string, number>();
  private readonly statusBefore = new Map<string, AgentStatus>();
  private readonly lastStatus = new Map<string, AgentStatus>();

  constructor(private readonly account: Account) {}

  enter(agent: Agent, reconnect: boolean): void {
    const { login, status } = agent;
    const count = this.sessionCounts.get(login) ?? 0;
    if (count === 0) this.statusBefore.set(login, status);
    this.sessionCounts.set(login, count + 1);
    const next = reconnect ? this.lastKnownStatus(agent) : agent.loginStatus;
    this.set(agent, this.forced.has(login) ? 'accepting chats' : next);
  }

  /** Restores the status from before the first session once the last one ends (partly inferred). */
  leave(agent: Agent): void {
    const { login, status } = agent;
    const count = (this.sessionCounts.get(login) ?? 1) - 1;
    this.sessionCounts.set(login, count);
    if (count > 0) return;
    if (status !== 'offline') this.lastStatus.set(login, status);
    const before = this.statusBefore.get(login) ?? 'offline';
    if (before === 'offline') agent.lastLogout = this.account.now();
    this.set(agent, before);
  }

  private lastKnownStatus({ login, status }: Agent): AgentStatus {
    return status === 'offline' ? (this.lastStatus.get(login) ?? 'not accepting chats') : status;
  }

  set(agent: Agent, status: AgentStatus): void {
    if (agent.status === status) return;
    agent.status = status;
    this.account.emit({ type: 'routing_status_set', agent });
  }
}
