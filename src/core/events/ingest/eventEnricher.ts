import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { Arrival, ChatArrival, TicketArrival } from '../../domain/arrival';
import type { CallOptions } from '../../domain/connection';
import { failureOf, type FailureCode } from '../../domain/failure';
import type { ChatRef, ReportedChat } from '../../domain/live';
import type { Ticket } from '../../domain/ticket';
import type { Journal, JournalEntry } from '../journal/journal';
import { VerificationQueue } from './verificationQueue';

/** Later than that the end of a chat is told as far as it is known. */
const patienceMs = 10_000;
const firstWaitMs = 30_000;
const longestWaitMs = 10 * 60_000;
/** Whoever knows the address can tell of any ticket there is: an old one is no news. */
const oldestMs = 24 * 60 * 60_000;
/** What says nothing of the ticket: it is tried again, for as long as the journal keeps it. */
const passing: ReadonlySet<FailureCode> = new Set([
  'unauthorized',
  'not-signed-in',
  'cancelled',
  'rate-limited',
  'network',
  'timeout',
]);

/** No repetition changes them, and each would be paid for. The next window that leads asks once more. */
const clearNos: ReadonlySet<FailureCode> = new Set(['forbidden', 'unsupported', 'invalid-input']);

/** One call each, of the active account. */
export interface Lookups {
  /** `undefined` where it cannot be read. @throws FailureError */
  chat(ref: ChatRef, options: CallOptions): Promise<ReportedChat | undefined>;
  /** @throws FailureError, `not-found` where there is none */
  ticket(id: string, options: CallOptions): Promise<Ticket>;
}

export interface EventEnricherOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly lookups: Lookups;
  /** Id of the active account. */
  readonly account: () => string | undefined;
  readonly journal: Pick<Journal, 'pending' | 'complete' | 'startOf' | 'onDidPend'>;
}

/**
 * Asks for what events told by ids alone, once they are kept and acknowledged. Each asking is one call that a budget
 * may hold back. What an earlier run left is asked for too.
 */
export class EventEnricher implements Disposable {
  private readonly underWay = new Set<string>();
  /** By the id of the event: one each, or an event would be paid for several times. */
  private readonly waiting = new Map<string, Disposable>();
  private readonly watching: Disposable;
  private readonly stop = new AbortController();
  private readonly queue: VerificationQueue;

  constructor(private readonly parts: EventEnricherOptions) {
    const { journal, clock } = parts;
    this.queue = new VerificationQueue(clock, this.stop.signal);
    this.watching = journal.onDidPend((entry) => void this.complete(entry, firstWaitMs));
  }

  /** Whether more tickets wait to be asked for than anybody may have: no more should be kept. */
  get isFull(): boolean {
    return this.queue.isFull;
  }

  /** What is not whole yet, such as after a restart. What waits for its next turn goes on waiting. */
  resume(): void {
    for (const entry of this.parts.journal.pending()) {
      if (!this.waiting.has(entry.arrival.eventId)) void this.complete(entry, firstWaitMs);
    }
  }

  dispose(): void {
    this.watching.dispose();
    this.stop.abort();
    for (const timer of this.waiting.values()) timer.dispose();
  }

  private async complete(entry: JournalEntry, waitMs: number): Promise<void> {
    const { eventId } = entry.arrival;
    if (this.underWay.has(eventId) || this.stop.signal.aborted) return;
    this.underWay.add(eventId);
    try {
      const isDone = await this.attempt(entry);
      if (!isDone) this.again(entry, waitMs);
    } catch (thrown) {
      const name = thrown instanceof Error ? thrown.name : 'fault';
      this.parts.log.warn(`Relay: what an event told of could not be kept (${name}).`);
      this.again(entry, waitMs);
    } finally {
      this.underWay.delete(eventId);
    }
  }

  private again(entry: JournalEntry, waitMs: number): void {
    if (this.stop.signal.aborted) return;
    const { eventId } = entry.arrival;
    const timer = this.parts.clock.after(waitMs, () => {
      this.waiting.delete(eventId);
      void this.complete(entry, Math.min(longestWaitMs, waitMs * 2));
    });
    this.waiting.set(eventId, timer);
  }

  /** @returns whether nothing is left to do by itself @throws StorageError */
  private async attempt({ arrival, at }: JournalEntry): Promise<boolean> {
    if (arrival.kind === 'ticket_created') {
      if (arrival.account !== this.parts.account()) return false;
      return await this.queue.run(() => this.ticket(arrival, Date.parse(at)));
    }
    const whole = await this.chat(arrival, at);
    // Another window leads now, and does it.
    if (this.stop.signal.aborted) return true;
    await this.parts.journal.complete(arrival.eventId, whole);
    return true;
  }

  /** Never fails: whatever cannot be read is told as far as it is known. */
  private async chat({ reference, ...rest }: ChatArrival, at: string): Promise<Arrival> {
    const { journal, log } = this.parts;
    const ref = { chatId: reference?.chatId ?? rest.chat.id, threadId: rest.chat.id };
    const told = await this.fetchChat(rest.account, ref).catch((thrown: unknown) => {
      log.warn(`Relay: a chat that ended could not be read (${failureOf(thrown)?.code ?? 'fault'}).`);
      return undefined;
    });
    const start = journal.startOf(rest);
    const known = told ?? (start?.kind === 'chat_started' ? start : undefined);
    const { chat, visitor, pre_chat_survey } = known?.chat.id === rest.chat.id ? known : rest;
    const whole = { ...chat, ended_timestamp: chat.ended_timestamp ?? at };
    return { ...rest, chat: whole, visitor, pre_chat_survey };
  }

  private async fetchChat(account: string, ref: ChatRef): Promise<ReportedChat | undefined> {
    const { lookups, clock } = this.parts;
    if (account !== this.parts.account()) return undefined;
    const patience = new AbortController();
    const timer = clock.after(patienceMs, () => patience.abort());
    const signal = AbortSignal.any([patience.signal, this.stop.signal]);
    try {
      return await lookups.chat(ref, { priority: 'background', signal });
    } finally {
      timer.dispose();
    }
  }

  /** Shown is only what the API knows. @throws StorageError */
  private async ticket({ reference: _, ...rest }: TicketArrival, at: number): Promise<boolean> {
    const { lookups, log, account, clock } = this.parts;
    const { signal } = this.stop;
    if (this.stop.signal.aborted) return true;
    if (rest.account !== account()) return false;
    let ticket: Ticket;
    try {
      ticket = await lookups.ticket(rest.ticket.id, { priority: 'background', frugal: true, signal });
    } catch (thrown) {
      const code = failureOf(thrown)?.code;
      if (code === 'cancelled' && signal.aborted) return true;
      if (code === 'not-found') {
        return await this.spoofed(rest, 'somebody told of a new ticket that there is not');
      }
      const mayPass = code !== undefined && passing.has(code);
      if (!mayPass && clock.now() - at > oldestMs) {
        return await this.passOver(rest, `for a day a new ticket could not be read (${code ?? 'fault'})`);
      }
      log.warn(`Relay: a new ticket could not be read (${code ?? 'fault'}).`);
      const isFinal = code !== undefined && clearNos.has(code);
      // The next will be refused as well: it need not be soon.
      if (isFinal) this.queue.doubt();
      return isFinal;
    }
    const isNew = ticket.date === undefined || at - Date.parse(ticket.date) < oldestMs;
    if (!isNew || ticket.id !== rest.ticket.id) {
      return await this.spoofed(rest, 'somebody told of a ticket that is not new');
    }
    await this.parts.journal.complete(rest.eventId, { ...rest, ticket });
    return true;
  }

  /** @throws StorageError */
  private async spoofed(arrival: TicketArrival, why: string): Promise<true> {
    if (this.queue.doubt()) {
      this.parts.log.warn(
        'Relay: somebody seems to know the public address and makes tickets up, so one a minute is looked at. ' +
          'Stop Listening and Start Listening give another address.',
      );
    }
    return await this.passOver(arrival, why);
  }

  /** @throws StorageError */
  private async passOver({ eventId }: TicketArrival, why: string): Promise<true> {
    const { journal, log } = this.parts;
    log.warn(`Relay: ${why}. It was passed over.`);
    await journal.complete(eventId, undefined);
    return true;
  }
}
