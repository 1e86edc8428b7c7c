import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { abortAfter } from '../../base/async';
import { errorName, type Log } from '../../base/log';
import {
  type Arrival,
  type ChatArrival,
  eventKeyOf,
  type ReportedChat,
  type TicketArrival,
} from '../../domain/arrival';
import type { CallOptions } from '../../domain/connection';
import { failureOf, type FailureCode } from '../../domain/failure';
import type { ChatRef } from '../../domain/liveChat';
import type { Ticket } from '../../domain/ticket';
import type { Journal, JournalEntry } from '../journal/journal';
import type { Listings } from './catchUp';
import { VerificationQueue } from './verificationQueue';

/** After this a chat's end is completed with what is known. */
const lookupMs = 10_000;
const firstWaitMs = 30_000;
const longestWaitMs = 10 * 60_000;
/** Anyone who knows the URL can post any ticket id; ignore tickets older than a day. */
const oldestMs = 24 * 60 * 60_000;
/** Failures that say nothing about the ticket: retried as long as the journal has the event. */
const temporary: ReadonlySet<FailureCode> = new Set([
  'unauthorized',
  'not-signed-in',
  'cancelled',
  'rate-limited',
  'network',
  'timeout',
]);

/** Retrying does not change them and costs calls. The next leader tries once more. */
const permanent: ReadonlySet<FailureCode> = new Set(['forbidden', 'unsupported', 'invalid-input']);

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
  readonly clockOffset: Listings['clockOffset'];
  /** Id of the active account. */
  readonly account: () => string | undefined;
  readonly journal: Pick<Journal, 'pending' | 'complete' | 'startOf' | 'onDidPend'>;
}

/**
 * Completes reference-only events with one API call each, once they are stored and acknowledged. A budget may delay the
 * calls. Events that an earlier run left incomplete are completed too.
 */
export class EventEnricher implements Disposable {
  private readonly underWay = new Set<string>();
  /** Retries by event: at most one each, as every call costs. */
  private readonly waiting = new Map<string, Disposable>();
  private readonly watching: Disposable;
  private readonly stop = new AbortController();
  private readonly queue: VerificationQueue;

  constructor(private readonly parts: EventEnricherOptions) {
    const { journal, clock } = parts;
    this.queue = new VerificationQueue(clock, this.stop.signal);
    this.watching = journal.onDidPend((entry) => void this.complete(entry, firstWaitMs));
  }

  /** Whether so many tickets wait for their lookup that no more should be accepted. */
  get isFull(): boolean {
    return this.queue.isFull;
  }

  /** Starts the lookups of incomplete events, such as after a restart. Scheduled retries stay as they are. */
  resume(): void {
    for (const entry of this.parts.journal.pending()) {
      if (!this.waiting.has(eventKeyOf(entry.arrival))) void this.complete(entry, firstWaitMs);
    }
  }

  dispose(): void {
    this.watching.dispose();
    this.stop.abort();
    for (const timer of this.waiting.values()) timer.dispose();
  }

  private async complete(entry: JournalEntry, waitMs: number): Promise<void> {
    const key = eventKeyOf(entry.arrival);
    if (this.underWay.has(key) || this.stop.signal.aborted) return;
    this.underWay.add(key);
    try {
      const isDone = await this.attempt(entry);
      if (!isDone) this.again(entry, waitMs);
    } catch (thrown) {
      this.parts.log.warn(`Listener: the content of an event could not be stored (${errorName(thrown)}).`);
      this.again(entry, waitMs);
    } finally {
      this.underWay.delete(key);
    }
  }

  private again(entry: JournalEntry, waitMs: number): void {
    if (this.stop.signal.aborted) return;
    const key = eventKeyOf(entry.arrival);
    const timer = this.parts.clock.after(waitMs, () => {
      this.waiting.delete(key);
      void this.complete(entry, Math.min(longestWaitMs, waitMs * 2));
    });
    this.waiting.set(key, timer);
  }

  /** @returns whether no retry is needed @throws StorageError */
  private async attempt({ arrival, at }: JournalEntry): Promise<boolean> {
    if (arrival.kind === 'ticket_created') {
      if (arrival.account !== this.parts.account()) return false;
      return await this.queue.run(() => this.ticket(arrival, Date.parse(at)));
    }
    const whole = await this.chat(arrival, at);
    // Another window leads now and completes it.
    if (this.stop.signal.aborted) return true;
    await this.parts.journal.complete(arrival, whole);
    return true;
  }

  /** Never fails: where the chat cannot be read, what is known of it is used. */
  private async chat({ reference, ...rest }: ChatArrival, at: string): Promise<Arrival> {
    const { journal, log } = this.parts;
    const ref = { chatId: reference?.chatId ?? rest.chat.id, threadId: rest.chat.id };
    const fetched = await this.fetchChat(rest.account, ref).catch((thrown: unknown) => {
      log.warn(`Listener: an ended chat could not be read (${failureOf(thrown)?.code ?? 'fault'}).`);
      return undefined;
    });
    const start = journal.startOf(rest);
    const known = fetched ?? (start?.kind === 'chat_started' ? start : undefined);
    const { chat, visitor, pre_chat_survey, post_chat_survey } =
      known?.chat.id === rest.chat.id ? known : rest;
    const whole = { ...chat, ended_timestamp: chat.ended_timestamp ?? at };
    return { ...rest, chat: whole, visitor, pre_chat_survey, ...(post_chat_survey && { post_chat_survey }) };
  }

  private async fetchChat(account: string, ref: ChatRef): Promise<ReportedChat | undefined> {
    const { lookups, clock } = this.parts;
    if (account !== this.parts.account()) return undefined;
    const deadline = abortAfter(clock, lookupMs, { others: [this.stop.signal] });
    try {
      return await lookups.chat(ref, { priority: 'background', signal: deadline.signal });
    } finally {
      deadline.dispose();
    }
  }

  /** Only what the API returns is shown. @throws StorageError */
  private async ticket({ reference: _, ...rest }: TicketArrival, at: number): Promise<boolean> {
    const { lookups, log, account, clock } = this.parts;
    const { signal } = this.stop;
    if (this.stop.signal.aborted) return true;
    if (rest.account !== account()) return false;
    let ticket: Ticket;
    try {
      ticket = await lookups.ticket(rest.ticket.id, {
        priority: 'background',
        cachedNamesOnly: true,
        signal,
      });
    } catch (thrown) {
      const code = failureOf(thrown)?.code;
      if (code === 'cancelled' && signal.aborted) return true;
      if (code === 'not-found') {
        return await this.spoofed(rest, 'a webhook named a ticket that does not exist');
      }
      const mayPass = code !== undefined && temporary.has(code);
      if (!mayPass && clock.now() - at > oldestMs) {
        return await this.ignore(rest, `a new ticket could not be read for a day (${code ?? 'error'})`);
      }
      log.warn(`Listener: a new ticket could not be read (${code ?? 'error'}).`);
      const isFinal = code !== undefined && permanent.has(code);
      // The next lookup will be refused as well, so slow down.
      if (isFinal) this.queue.doubt();
      return isFinal;
    }
    const acceptedAt = at + ((await this.parts.clockOffset().catch(() => undefined)) ?? 0);
    const isNew = ticket.date === undefined || acceptedAt - Date.parse(ticket.date) < oldestMs;
    if (!isNew || ticket.id !== rest.ticket.id) {
      return await this.spoofed(rest, 'a webhook named a ticket that is not new');
    }
    await this.parts.journal.complete(rest, { ...rest, ticket });
    return true;
  }

  /** @throws StorageError */
  private async spoofed(arrival: TicketArrival, why: string): Promise<true> {
    if (this.queue.doubt()) {
      this.parts.log.warn(
        'Listener: several webhooks named spoofed tickets, so lookups are limited to one a minute. ' +
          'Stop Listening and Start Listening to get another address.',
      );
    }
    return await this.ignore(arrival, why);
  }

  /** @throws StorageError */
  private async ignore(arrival: TicketArrival, why: string): Promise<true> {
    const { journal, log } = this.parts;
    log.warn(`Listener: ${why}. It was ignored.`);
    await journal.complete(arrival, undefined);
    return true;
  }
}
