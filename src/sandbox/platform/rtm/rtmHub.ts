import type { Disposable } from '../../../core/base/disposable';
import type { Log } from '../../../core/base/log';
import type { DomainEvent } from '../../account/account';
import type { Ticket } from '../../account/ticket';
import type { CallMeter } from '../../server/calls';
import type { FaultQueue } from '../../server/faults';
import type { Actions, Caller } from '../action';
import { pushesOf } from '../pushes';
import { micros } from '../times';
import type { PlatformState } from '../platformState';
import type { DisconnectReason } from './messages';
import { Presence } from './presence';

export interface Push {
  readonly action: string;
  readonly payload: unknown;
}

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
    readonly organizationId: string;
    readonly region: string;
  };
  readonly user: SessionUser | undefined;
  /** E-mails of monitored customers. The push `ticket_created` is sent for these only. */
  tracked: ReadonlySet<string>;
  logIn(user: SessionUser): void;
  /** Replaces the token with another one of the same agent. */
  renew(caller: Caller): void;
  push(push: Push): void;
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
  socketActions: Readonly<Record<string, SocketAction>> = {};
  /** Whether to reject personal access tokens, which are observed to work but not documented. */
  refusesPersonalTokens = false;
  /** Limit of connections per agent and application; the oldest is evicted. The number is assumed. */
  maxConnections = 10;
  private readonly subscription: Disposable;

  constructor(readonly options: RtmHubOptions) {
    const { account } = options.platform;
    this.presence = new Presence(account);
    this.subscription = account.onEvent((domainEvent) => this.broadcast(domainEvent));
  }

  /** Sessions with a logged-in agent, oldest first. */
  users(login?: string): readonly Session[] {
    return [...this.sessions].filter(
      ({ user }) => user && (login === undefined || user.agent.login === login),
    );
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

  remove(session: Session): void {
    if (this.sessions.delete(session) && session.user) this.presence.leave(session.user.agent);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const session of [...this.sessions]) session.terminate();
  }

  private broadcast(domainEvent: DomainEvent): void {
    for (const push of pushesOf(this.options.platform, domainEvent)) {
      for (const session of this.users()) session.push(push);
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
