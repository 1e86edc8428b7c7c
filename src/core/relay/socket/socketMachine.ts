import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { News } from '../../domain/arrival';
import { FailureError } from '../../domain/failure';
import type { LiveDoor } from '../../domain/live';
import type { KnownChats } from '../../rtm/knownChats';
import type { Session } from '../../rtm/session';
import type { Reaction, SessionEnd } from '../../rtm/sessionEnd';
import type { Role } from '../../windows/windows';
import { arrivalOf } from '../arrivalOf';
import { Backoff } from '../backoff';
import { troubleOf, wordsFor, type Trouble } from '../problem';
import type { RelayView } from '../relay';
import { RecordKeeper } from '../relayRecord';
import { watchSleep } from '../sleepWatch';
import { TicketPoll } from '../ticketPoll';
import { Upkeep } from '../upkeep';
import type { SocketRelayOptions } from './socketPorts';
import { problemOf } from './socketProblem';
import { leaveSocket, socketView, type SocketState } from './socketState';
import { TokenRenewal } from './tokenRenewal';

/** How often it is written down that it is live, and what could not be brought is tried again. */
const beatMs = 60_000;

/**
 * The states of listening through a socket and the ways between them. Each step holds on to the state that it belongs
 * to; what comes back when that has gone is given back or dropped.
 */
export class SocketMachine implements Disposable {
  readonly changed = new Emitter<RelayView>();
  readonly record: RecordKeeper;
  private readonly upkeep: Upkeep;
  private readonly backoff: Backoff;
  private readonly sleeping: Disposable;
  private current: SocketState = { name: 'electing' };
  private lastEventAt: number | undefined;
  /** Chats that go on, and whose they are. */
  private known: { readonly account: string; readonly chats: KnownChats } | undefined;
  /** Whether the server has just sent us elsewhere: it is obeyed once, then ever more slowly. */
  private wasMoved = false;
  /** A new token that is refused as well is not followed by a third. */
  private mayRenewAt = 0;

  /** @param leads whether this window leads; asked at each event */
  constructor(
    readonly options: SocketRelayOptions,
    private readonly leads: () => boolean,
  ) {
    const { clock, log, storage, catchUp, random = Math.random } = options;
    this.record = new RecordKeeper(storage);
    this.backoff = new Backoff(random);
    // Pushes are sent once: a break of any length may have cost one.
    this.upkeep = new Upkeep({ clock, log, catchUp, record: this.record, toleratedMs: 0 });
    this.sleeping = watchSleep(clock, (ms) => this.wake(ms));
  }

  get state(): SocketState {
    return this.current;
  }

  get view(): RelayView {
    return socketView(this.current, this.options.settings(), this.lastEventAt);
  }

  /** From the beginning. */
  async listen(): Promise<void> {
    const stop = new AbortController();
    let mine: SocketState = this.enter({ name: 'opening', stop });
    try {
      const { live, load, hide, account } = this.options;
      const id = account();
      if (id === undefined) throw new FailureError({ code: 'not-signed-in' });
      await this.record.load();
      if (this.current !== mine) return;
      await this.record.change({ wanted: true });
      const calls = { signal: stop.signal, priority: 'background', outsideBudget: true } as const;
      const [door, format, wasAccepting, { openSession }] = await Promise.all([
        live.door(calls),
        live.format(),
        live.isAccepting(calls),
        load(),
      ]);
      if (this.current !== mine) return;
      hide?.(door.token);
      mine = this.swap({ name: 'registering', stop });
      const known = this.known?.account === id ? this.known.chats : undefined;
      let session: Session | undefined;
      const { clock, log, application } = this.options;
      const opened = await openSession({
        clock,
        log,
        door,
        format,
        application,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        wasAccepting,
        ...(known && { known }),
        signal: stop.signal,
        onNews: (news) => this.arrive(id, news),
        onEnd: (end, reaction) => this.ended(session, door, end, reaction),
      });
      if (opened.kind === 'open') {
        ({ session } = opened);
        this.known = { account: id, chats: session.known };
        if (this.current === mine) this.goLive(session, id, door);
        else session.end();
      } else if (this.current === mine) this.fall(door, opened.end, opened.reaction);
    } catch (thrown) {
      if (this.current === mine) this.stumble(troubleOf(thrown), thrown);
    }
  }

  /** Nothing is left of it. Then it rests. */
  async stop(): Promise<void> {
    const mine = this.enter({ name: 'stopping' });
    await this.record.change({ wanted: false }).catch(() => undefined);
    this.backoff.reset();
    this.known = undefined;
    if (this.state === mine) this.rest();
  }

  rest(): void {
    this.enter({ name: 'off' });
  }

  async release(role: Role): Promise<void> {
    this.enter({ name: role === 'follower' ? 'follower' : 'electing' });
    await this.record.settled();
  }

  /** From now on until it is live, nothing is heard. */
  missing(): void {
    this.upkeep.slept(0);
  }

  /** Goes on at once from where it waits. */
  retry(): void {
    if (this.current.name === 'backoff' || this.current.name === 'needs-user') void this.listen();
  }

  /** Keeps an arrival, whoever made it. @returns whether it was kept */
  async take(account: string, news: News): Promise<boolean> {
    const { accept, clock, log } = this.options;
    try {
      if (!this.leads()) throw new Error('This window does not lead.');
      await accept(arrivalOf(news, account, 'live'));
    } catch (thrown) {
      log.warn(`Relay: an event could not be kept (${thrown instanceof Error ? thrown.name : 'fault'}).`);
      // It is not sent again: it is fetched with the next beat.
      this.upkeep.slept(beatMs);
      return false;
    }
    this.lastEventAt = clock.now();
    this.changed.fire(this.view);
    return true;
  }

  dispose(): void {
    this.sleeping.dispose();
    leaveSocket(this.current);
    this.changed.dispose();
  }

  private arrive(account: string, news: News): void {
    if (this.options.settings().events.includes(news.kind)) void this.take(account, news);
  }

  private goLive(session: Session, account: string, door: LiveDoor): void {
    const { clock, log } = this.options;
    this.wasMoved = false;
    const upkeep = new DisposableStore();
    upkeep.add(this.watch(account));
    upkeep.add(this.renewal(session, door));
    this.enter({ name: 'live', session, since: clock.now(), upkeep });
    log.info('Relay: live.');
    this.upkeep.live();
  }

  /** The beat, and the look for tickets. */
  private watch(account: string): Disposable {
    const { clock, log, newTickets, settings } = this.options;
    let timer: Disposable;
    const beat = (): void => {
      timer = clock.after(beatMs, () => {
        this.upkeep.reached();
        beat();
      });
    };
    beat();
    const poll = new TicketPoll({
      clock,
      list: newTickets,
      isWanted: () => settings().pollsTickets === true && settings().events.includes('ticket_created'),
      onTicket: (news) => this.arrive(account, news),
      onFailure: (thrown) =>
        log.warn(
          `Relay: new tickets could not be looked for (${wordsFor(troubleOf(thrown).problem, thrown)}).`,
        ),
    });
    return toDisposable(() => {
      timer.dispose();
      poll.dispose();
    });
  }

  private renewal(session: Session, door: LiveDoor): Disposable {
    const { clock, live, hide, log } = this.options;
    return new TokenRenewal({
      clock,
      session,
      door,
      ask: async () => {
        const next = await live.door({ priority: 'background', outsideBudget: true });
        hide?.(next.token);
        return next;
      },
      onFailure: (thrown) => {
        const trouble = troubleOf(thrown);
        if (trouble.retryable) log.warn(`Relay: no new token yet (${wordsFor(trouble.problem, thrown)}).`);
        else this.stumble(trouble, thrown);
        return trouble.retryable;
      },
    });
  }

  private ended(session: Session | undefined, door: LiveDoor, end: SessionEnd, reaction: Reaction): void {
    const { current } = this;
    if (current.name === 'live' && current.session === session) this.fall(door, end, reaction);
  }

  private fall(door: LiveDoor, end: SessionEnd, reaction: Reaction): void {
    const { live, clock } = this.options;
    const problem = problemOf(end, reaction, door.renewAt !== undefined);
    const region = 'region' in end ? end.region : undefined;
    if (reaction === 'elsewhere' && region !== undefined && !this.wasMoved) {
      this.wasMoved = true;
      this.listenAfter(live.movedTo(region));
    } else if (reaction === 'sign-in' && door.renewAt !== undefined && clock.now() >= this.mayRenewAt) {
      this.mayRenewAt = clock.now() + beatMs;
      this.listenAfter(live.spent(door.token));
    } else this.stumble({ problem, retryable: reaction === 'reconnect' || reaction === 'elsewhere' });
  }

  private listenAfter(work: Promise<void>): void {
    const mine = this.current;
    work.then(
      () => {
        if (this.current === mine) void this.listen();
      },
      (thrown: unknown) => {
        if (this.current === mine) this.stumble(troubleOf(thrown), thrown);
      },
    );
  }

  private stumble({ problem, retryable }: Trouble, thrown?: unknown): void {
    const { clock, log } = this.options;
    log.warn(`Relay: ${wordsFor(problem, thrown)}`);
    if (!retryable) {
      this.enter({ name: 'needs-user', problem });
      return;
    }
    if (this.current.name === 'live') this.backoff.wasLive(clock.now() - this.current.since);
    const ms = this.backoff.next();
    const timer = clock.after(ms, () => this.retry());
    this.enter({ name: 'backoff', problem, timer, nextTryAt: clock.now() + ms });
  }

  /** What was connected before a sleep is dead, and only slow to say so. */
  private wake(sleptMs: number): void {
    if (this.current.name === 'live') {
      this.upkeep.slept(sleptMs);
      void this.listen();
    } else if (this.current.name === 'backoff') this.retry();
  }

  private enter<S extends SocketState>(state: S): S {
    const before = this.current;
    if (before.name === 'live') this.upkeep.deaf();
    // It is replaced first: whoever is told of the end finds that it is known.
    const entered = this.swap(state);
    leaveSocket(before);
    return entered;
  }

  /** A new state that goes on with what the one before it had begun. */
  private swap<S extends SocketState>(state: S): S {
    this.current = state;
    this.changed.fire(this.view);
    return state;
  }
}
