import type { Disposable } from '../../../core/base/disposable';
import type { Log } from '../../../core/base/log';
import type { DomainEvent } from '../../account/account';
import type { Ticket } from '../../account/ticket';
import type { CallMeter } from '../../server/calls';
import type { FaultQueue } from '../../server/faults';
import type { Actions, Caller } from '../action';
import { pushesOf } from '../pushes';
import { micros } from '../times';
import type { World } from '../world';
import type { DisconnectReason } from './messages';
import { Presence } from './presence';

export interface Push {
  readonly action: string;
  readonly payload: unknown;
}

/** Who is on a socket, once somebody is. */
export interface LoggedIn extends Caller {
  readonly application: string;
  /** Names of the pushes that are wanted; missing for all. */
  readonly pushes?: ReadonlySet<string>;
}

/** One socket, as far as others have to do with it. */
export interface Session {
  readonly address: {
    readonly version: string;
    readonly organizationId: string;
    readonly region: string;
  };
  readonly user: LoggedIn | undefined;
  /** E-mails of customers that this session follows, which alone makes tickets known to it (section 7.2). */
  tracked: ReadonlySet<string>;
  logIn(user: LoggedIn): void;
  /** Puts another token of the same agent in. */
  renew(caller: Caller): void;
  push(push: Push): void;
  /** Says why and closes. */
  disconnect(reason: DisconnectReason, data?: { readonly region: string }): void;
  /** Closes once the request under way is answered. */
  closeAfterwards(): void;
  /** Cuts the connection without a word. */
  terminate(): void;
}

/** An action that only the websocket has. */
export type OwnAction = (session: Session, payload: unknown) => unknown;

export interface RtmParts {
  readonly world: World;
  readonly actions: Actions;
  readonly faults: FaultQueue;
  readonly calls: CallMeter;
  readonly log: Log;
}

/** Every open socket, and what is pushed to it. */
export class RtmHub implements Disposable {
  readonly presence: Presence;
  readonly sessions = new Set<Session>();
  own: Readonly<Record<string, OwnAction>> = {};
  /** Whether personal access tokens are refused: the documents do not say that they are taken (section 7.1). */
  refusesPersonalTokens = false;
  /** Connections of one agent and application; the oldest makes room for a new one. The number is made up [NF]. */
  mostConnections = 10;
  private readonly listening: Disposable;

  constructor(readonly parts: RtmParts) {
    const { account } = parts.world;
    this.presence = new Presence(account);
    this.listening = account.onDidHappen((domainEvent) => this.tell(domainEvent));
  }

  /** Those who are logged in, the oldest first. */
  users(login?: string): readonly Session[] {
    return [...this.sessions].filter(
      ({ user }) => user && (login === undefined || user.agent.login === login),
    );
  }

  /** Ends the sessions of an agent, or of everybody, with a reason. */
  disconnect(reason: DisconnectReason, login?: string): void {
    const { region } = this.parts.world;
    for (const session of this.users(login)) {
      session.disconnect(reason, reason === 'misdirected_connection' ? { region } : undefined);
    }
  }

  /** Ends the sessions that one token opened. */
  disconnectToken(token: string, reason: DisconnectReason): void {
    for (const session of this.users()) {
      if (session.user?.token.value === token) session.disconnect(reason);
    }
  }

  left(session: Session): void {
    if (this.sessions.delete(session) && session.user) this.presence.leave(session.user.agent);
  }

  dispose(): void {
    this.listening.dispose();
    for (const session of [...this.sessions]) session.terminate();
  }

  private tell(domainEvent: DomainEvent): void {
    for (const push of pushesOf(this.parts.world, domainEvent)) {
      for (const session of this.users()) session.push(push);
    }
    if (domainEvent.type === 'ticket_created') this.tellTicket(domainEvent.ticket);
  }

  private tellTicket(ticket: Ticket): void {
    const { world } = this.parts;
    const { mail } = ticket.requester;
    const thread = world.chats.threads().findLast(({ chat }) => chat.visitor.email === mail);
    if (!thread) return;
    const payload = {
      customer_id: thread.customerId,
      ticket_id: world.ticketId(ticket),
      silo: 'inbox',
      created_at: micros(ticket.created),
    };
    for (const session of this.users()) {
      if (session.tracked.has(mail)) session.push({ action: 'ticket_created', payload });
    }
  }
}
