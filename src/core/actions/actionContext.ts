import type { Clock } from '../base/clock';
import { displayName, type Account } from '../domain/account';
import { capabilitiesOf, findUnsupported, type Capabilities } from '../domain/capabilities';
import type { LiveChatConnection } from '../domain/connection';
import { doneOf, fail, failureOf, type Failure, type PartialResult } from '../domain/failure';
import type { LiveChat } from '../domain/liveChat';
import type { Ticket } from '../domain/ticket';
import type { AgentStore } from '../stores/agentStore';
import type { Audit, AuditEntry } from '../stores/auditLog';
import type { DirectoryStore } from '../stores/directoryStore';
import type { SessionStore } from '../stores/sessionStore';
import type { TicketStore } from '../stores/ticketStore';
import type { LearnedCapabilities } from './learnedCapabilities';
import { mayHaveExecuted } from './lostResponse';
import { addGroupNames } from './ticketResult';

/** Stores and services that the actions use. */
export interface ActionOptions {
  readonly session: SessionStore;
  readonly tickets: TicketStore;
  readonly agents: AgentStore;
  readonly directory: DirectoryStore;
  readonly audit: Audit;
  readonly capabilities: LearnedCapabilities;
  readonly clock: Clock;
  /** State of running chats from pushes, if they are received. */
  readonly chatFeed?: ChatFeed;
  /** Maximum age of `base` in milliseconds before it is read again to send a message; 5,000 by default. */
  readonly freshMs?: number;
}

/** What an action needs to call an account and to log what it changed. */
export interface ContextOptions {
  readonly session: Pick<SessionStore, 'current' | 'run'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** Running chats of the active account as pushes keep them up to date. */
export interface ChatFeed {
  /** `undefined` if the chat is not known, or pushes may have been lost. */
  current(chatId: string): LiveChat | undefined;
  /** An event that was pushed, by the id that it was sent with. */
  findEvent(
    chatId: string,
    customId: string,
  ): { readonly threadId: string; readonly eventId: string } | undefined;
}

export const defaultFreshMs = 5_000;

/** The outcome of a writing call. */
export type WriteOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Certainly not done. `done` is set if a part of it was done. */
  | { readonly kind: 'failed'; readonly why: Failure; readonly thrown: unknown; readonly done?: T }
  /** `part` is set if the API confirmed the call, but its result could not be read. */
  | { readonly kind: 'lost'; readonly why: Failure; readonly part?: PartialResult };

/**
 * Binds an action to the account that was active when it started: no call goes to another account if the user
 * switches meanwhile, and lists of another account are not changed.
 */
export class ActionContext {
  readonly account: Account;

  /** @param callsOfRun see `CallOptions` @throws FailureError `not-signed-in` */
  constructor(
    private readonly options: ContextOptions,
    private readonly callsOfRun?: number,
  ) {
    const session = options.session.current;
    this.account = session.kind === 'signed-out' ? fail({ code: 'not-signed-in' }) : session.account;
  }

  get capabilities(): Capabilities {
    return capabilitiesOf(this.account.kind);
  }

  /** Whether the account is still active. */
  get isActive(): boolean {
    const session = this.options.session.current;
    return session.kind !== 'signed-out' && session.account.id === this.account.id;
  }

  /** @throws FailureError `cancelled` if another account is active now */
  async run<T>(work: (connection: LiveChatConnection) => Promise<T>): Promise<T> {
    return this.isActive ? await this.options.session.run(work) : fail({ code: 'cancelled' });
  }

  /** Makes a writing call once. Rethrows anything that is not a FailureError. */
  async write<T>(
    work: (connection: LiveChatConnection) => Promise<T>,
    partOf: (done: PartialResult) => T | undefined = () => undefined,
  ): Promise<WriteOutcome<T>> {
    const call = { sent: false };
    try {
      const value = await this.run((connection) => {
        call.sent = true;
        return work(connection);
      });
      return { kind: 'done', value };
    } catch (thrown) {
      const why = failureOf(thrown);
      if (!why) throw thrown;
      const part = doneOf(thrown);
      const done = part && partOf(part);
      if (!done && call.sent && mayHaveExecuted(why)) return { kind: 'lost', why, ...(part && { part }) };
      return { kind: 'failed', why, thrown, ...(done && { done }) };
    }
  }

  /** Adds the names of the ticket's groups, unless another account is active now. */
  async addGroupNames(ticket: Ticket, directory: DirectoryStore): Promise<Ticket> {
    if (!this.isActive) return ticket;
    const { callsOfRun } = this;
    return await addGroupNames(ticket, directory, callsOfRun === undefined ? undefined : { callsOfRun });
  }

  async audit(entry: Omit<AuditEntry, 'at' | 'account' | 'who'>): Promise<void> {
    await this.options.audit.record({ account: this.account.id, who: displayName(this.account), ...entry });
  }
}

/**
 * Refuses an input as a whole if the account supports only some of its fields.
 * @throws FailureError `unsupported` with the names of the unsupported fields
 */
export function refuseUnsupported(supported: readonly string[], input: object): void {
  const refused = findUnsupported(supported, input);
  if (refused.length > 0) fail({ code: 'unsupported', field: refused.join(', ') });
}
