import { DisposableStore, toDisposable, type Disposable } from '../../../base/disposable';
import { Emitter } from '../../../base/event';
import type { EventContent } from '../../../domain/arrival';
import { FailureError } from '../../../domain/failure';
import type { RtmEndpoint } from '../../../domain/live';
import type { KnownChats } from '../../rtm/knownChats';
import type { Session } from '../../rtm/session';
import type { Reaction, SessionEnd } from '../../rtm/sessionEnd';
import type { Role } from '../../../cluster/cluster';
import { arrivalOf } from '../../ingest/arrivalOf';
import { Backoff } from '../../listener/backoff';
import { classifyProblem, logTextOf, type ClassifiedProblem } from '../../status/problem';
import type { ListenerView } from '../../status/listenerTypes';
import { CheckpointStore } from '../../listener/checkpoint';
import { detectSleep } from '../../listener/sleepDetector';
import { TicketPoll } from '../../ingest/ticketPoll';
import { GapTracker } from '../../listener/gapTracker';
import type { SocketListenerOptions } from './socketPorts';
import { problemOf } from './socketProblem';
import { leaveSocket, socketView, type SocketState } from './socketState';
import { TokenRenewal } from './tokenRenewal';

/** How often it is written down that it is live, and what could not be brought is tried again. */
const heartbeatMs = 60_000;

/**
 * The states of listening through a socket and the ways between them. Each step holds on to the state that it belongs
 * to; what comes back when that has gone is given back or dropped.
 */
export class SocketMachine implements Disposable {
  readonly changed = new Emitter<ListenerView>();
  readonly record: CheckpointStore;
  private readonly gaps: GapTracker;
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
    readonly options: SocketListenerOptions,
    private readonly leads: () => boolean,
  ) {
    const { clock, log, storage, catchUp, random = Math.random } = options;
    this.record = new CheckpointStore(storage);
    this.backoff = new Backoff(random);
    // Pushes are sent once: a break of any length may have cost one.
    this.gaps = new GapTracker({ clock, log, catchUp, record: this.record, toleratedMs: 0 });
    this.sleeping = detectSleep(clock, (ms) => this.wake(ms));
  }

  get state(): SocketState {
    return this.current;
  }

  get view(): ListenerView {
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
      const [endpoint, format, wasAccepting, { openSession }] = await Promise.all([
        live.endpoint(calls),
        live.format(),
        live.isAccepting(calls),
        load(),
      ]);
      if (this.current !== mine) return;
      hide?.(endpoint.token);
      mine = this.swap({ name: 'registering', stop });
      const known = this.known?.account === id ? this.known.chats : undefined;
      let session: Session | undefined;
      const { clock, log, application } = this.options;
      const opened = await openSession({
        clock,
        log,
        endpoint,
        format,
        application,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        wasAccepting,
        ...(known && { known }),
        signal: stop.signal,
        onContent: (content) => this.arrive(id, content),
        onEnd: (end, reaction) => this.ended(session, endpoint, end, reaction),
      });
      if (opened.kind === 'open') {
        ({ session } = opened);
        this.known = { account: id, chats: session.known };
        if (this.current === mine) this.goLive(session, id, endpoint);
        else session.end();
      } else if (this.current === mine) this.fall(endpoint, opened.end, opened.reaction);
    } catch (thrown) {
      if (this.current === mine) this.handleFailure(classifyProblem(thrown), thrown);
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
    this.gaps.markGap(0);
  }

  /** Goes on at once from where it waits. */
  retry(): void {
    if (this.current.name === 'backoff' || this.current.name === 'needs-user') void this.listen();
  }

  /** Keeps an arrival, whoever made it. @returns whether it was kept */
  async take(account: string, content: EventContent): Promise<boolean> {
    const { accept, clock, log } = this.options;
    try {
      if (!this.leads()) throw new Error('This window does not lead.');
      await accept(arrivalOf(content, account, 'live'));
    } catch (thrown) {
      log.warn(`Relay: an event could not be kept (${thrown instanceof Error ? thrown.name : 'fault'}).`);
      // It is not sent again: it is fetched with the next beat.
      this.gaps.markGap(heartbeatMs);
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

  private arrive(account: string, content: EventContent): void {
    if (this.options.settings().events.includes(content.kind)) void this.take(account, content);
  }

  private goLive(session: Session, account: string, endpoint: RtmEndpoint): void {
    const { clock, log } = this.options;
    this.wasMoved = false;
    const gaps = new DisposableStore();
    gaps.add(this.watch(account));
    gaps.add(this.renewal(session, endpoint));
    this.enter({ name: 'live', session, since: clock.now(), gaps });
    log.info('Relay: live.');
    this.gaps.live();
  }

  /** The beat, and the look for tickets. */
  private watch(account: string): Disposable {
    const { clock, log, newTickets, settings } = this.options;
    let timer: Disposable;
    const heartbeat = (): void => {
      timer = clock.after(heartbeatMs, () => {
        this.gaps.reached();
        heartbeat();
      });
    };
    heartbeat();
    const poll = new TicketPoll({
      clock,
      list: newTickets,
      isWanted: () => settings().pollsTickets === true && settings().events.includes('ticket_created'),
      onTicket: (content) => this.arrive(account, content),
      onFailure: (thrown) =>
        log.warn(
          `Relay: new tickets could not be looked for (${logTextOf(classifyProblem(thrown).problem, thrown)}).`,
        ),
    });
    return toDisposable(() => {
      timer.dispose();
      poll.dispose();
    });
  }

  private renewal(session: Session, endpoint: RtmEndpoint): Disposable {
    const { clock, live, hide, log } = this.options;
    return new TokenRenewal({
      clock,
      session,
      endpoint,
      ask: async () => {
        const next = await live.endpoint({ priority: 'background', outsideBudget: true });
        hide?.(next.token);
        return next;
      },
      onFailure: (thrown) => {
        const classified = classifyProblem(thrown);
        if (classified.retryable)
          log.warn(`Relay: no new token yet (${logTextOf(classified.problem, thrown)}).`);
        else this.handleFailure(classified, thrown);
        return classified.retryable;
      },
    });
  }

  private ended(
    session: Session | undefined,
    endpoint: RtmEndpoint,
    end: SessionEnd,
    reaction: Reaction,
  ): void {
    const { current } = this;
    if (current.name === 'live' && current.session === session) this.fall(endpoint, end, reaction);
  }

  private fall(endpoint: RtmEndpoint, end: SessionEnd, reaction: Reaction): void {
    const { live, clock } = this.options;
    const problem = problemOf(end, reaction, endpoint.renewAt !== undefined);
    const region = 'region' in end ? end.region : undefined;
    if (reaction === 'elsewhere' && region !== undefined && !this.wasMoved) {
      this.wasMoved = true;
      this.listenAfter(live.movedTo(region));
    } else if (reaction === 'sign-in' && endpoint.renewAt !== undefined && clock.now() >= this.mayRenewAt) {
      this.mayRenewAt = clock.now() + heartbeatMs;
      this.listenAfter(live.spent(endpoint.token));
    } else this.handleFailure({ problem, retryable: reaction === 'reconnect' || reaction === 'elsewhere' });
  }

  private listenAfter(work: Promise<void>): void {
    const mine = this.current;
    work.then(
      () => {
        if (this.current === mine) void this.listen();
      },
      (thrown: unknown) => {
        if (this.current === mine) this.handleFailure(classifyProblem(thrown), thrown);
      },
    );
  }

  private handleFailure({ problem, retryable }: ClassifiedProblem, thrown?: unknown): void {
    const { clock, log } = this.options;
    log.warn(`Relay: ${logTextOf(problem, thrown)}`);
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
      this.gaps.markGap(sleptMs);
      void this.listen();
    } else if (this.current.name === 'backoff') this.retry();
  }

  private enter<S extends SocketState>(state: S): S {
    const before = this.current;
    if (before.name === 'live') this.gaps.markDisconnected();
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
