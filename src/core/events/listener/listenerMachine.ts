import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { errorName } from '../../base/log';
import type { Role } from '../../cluster/cluster';
import type { Arrival, EventContent } from '../../domain/arrival';
import { FailureError } from '../../domain/failure';
import type { ChatPush } from '../../domain/liveChat';
import { arrivalOf } from '../ingest/catchUp';
import { pollTickets, type PollPorts } from '../ingest/ticketPoll';
import { CheckpointStore, type ListenerStorage } from '../status/checkpoint';
import type { ListenerStateName, ListenerView } from '../status/listenerStatus';
import { classifyProblem, isRefusal, logTextOf } from '../status/problem';
import type {
  EventTransport,
  LiveWatch,
  MissedEvents,
  TransportHost,
  TransportRun,
} from '../transports/eventTransport';
import { Backoff, refusedRetryMs } from '../../base/backoff';
import { GapTracker, detectSleep, type GapTrackerOptions } from './gapTracker';
import { leave, resting, running, viewOf, type ListenerState } from './listenerState';

export const withdrawMs = 3_000;
/** An event that was not stored, and is not delivered again, came at most this long ago. */
const lostEventMs = 60_000;

export interface ListenerMachineOptions extends PollPorts, Pick<GapTrackerOptions, 'catchUp'> {
  /** From 0 up to 1; `Math.random` where absent. */
  readonly random?: () => number;
  /** Id of the active account; `undefined` while signed out. */
  readonly account: () => string | undefined;
  /** Stores an event: the journal's `accept`. */
  readonly accept: (arrival: Arrival) => Promise<unknown>;
  /** For transports that bring what was missed; where absent, that is accepted as any event. */
  readonly missedEvents?: () => MissedEvents;
  readonly storage: ListenerStorage;
  /** Called for each push about running chats. */
  readonly onChatPush?: (account: string, push: ChatPush) => void;
}

/** The states of listening over one transport at a time. What a run reports after the machine has left it is ignored. */
export class ListenerMachine {
  readonly checkpoint: CheckpointStore;
  private readonly changed = new Emitter<ListenerView>();
  readonly onDidChange = this.changed.event;
  private readonly backoff: Backoff;
  readonly gaps: GapTracker;
  private readonly sleeping: Disposable;
  private active: EventTransport | undefined;
  private state: ListenerState = { name: 'electing' };
  private run: AbortController | undefined;
  private lastEventAt: number | undefined;
  private telling: NodeJS.Immediate | undefined;
  /** Resolves when what was open before is closed. */
  releasing: Promise<unknown> = Promise.resolve();

  /** @param leads whether this window leads; asked for each event */
  constructor(
    private readonly options: ListenerMachineOptions,
    private readonly leads: () => boolean,
  ) {
    const { clock, storage, random = Math.random } = options;
    this.checkpoint = new CheckpointStore(storage);
    this.backoff = new Backoff(random);
    // An independent transport makes no calls, and brings what was missed.
    const isNeeded = (): boolean => this.active?.isIndependent !== true;
    this.gaps = new GapTracker({ ...options, record: this.checkpoint, isNeeded });
    this.sleeping = detectSleep(clock, (ms) => this.wake(ms));
  }

  get stateName(): ListenerStateName {
    return this.state.name;
  }

  /** Whether it listens or retries, or waits for the user to fix what prevents it. */
  get isRunning(): boolean {
    return !resting.has(this.state.name);
  }

  get view(): ListenerView {
    return viewOf(this.state, this.transport, this.lastEventAt);
  }

  get transport(): EventTransport {
    if (!this.active) throw new RangeError('A listener needs a transport.');
    return this.active;
  }

  /** Nothing may be open of the one before. */
  use(transport: EventTransport): void {
    this.active = transport;
  }

  /** What the transports use. */
  host(): TransportHost {
    return {
      checkpoint: this.checkpoint,
      accept: (arrival) => this.accept(arrival, this.options.accept),
      missedEvents: () => {
        const { accept, missedEvents } = this.options;
        const missed = missedEvents?.() ?? { accept, show: () => undefined };
        return { ...missed, accept: (arrival) => this.accept(arrival, (one) => missed.accept(one)) };
      },
      keep: (content, account) => this.keep(content, account),
      missed: (ms) => this.gaps.markGap(ms),
      changed: () => this.fire(),
      failed: (thrown) => {
        if (!resting.has(this.state.name)) this.fail(thrown);
      },
      pushed: (account, push) => this.options.onChatPush?.(account, push),
      problem: () => ('problem' in this.state ? this.state.problem : undefined),
    };
  }

  /** @param isProven whether a connection that is live may be taken to work */
  begin(interactive: boolean, isProven = true): void {
    const wasLive = isProven && this.state.name === 'live';
    this.run?.abort();
    const own = new AbortController();
    this.run = own;
    const account = this.options.account();
    if (account === undefined && !this.transport.isIndependent) {
      this.fail(new FailureError({ code: 'not-signed-in' }));
      return;
    }
    const run = this.transportRun(own.signal, { account: account ?? '', interactive, wasLive });
    this.transport.open(run).catch((thrown: unknown) => run.fail(thrown));
  }

  /** Ends `backoff` and `needs-user`. */
  retry(interactive: boolean): void {
    if ('problem' in this.state) this.begin(interactive);
  }

  /** As `retry`. Also examines what is live, and begins a team's attempt anew: it may use former credentials. */
  recheck(interactive: boolean): void {
    const isExamined = this.state.name === 'live' || this.transport.isIndependent === true;
    if (isExamined) this.transport.recheck();
    if (isExamined || 'problem' in this.state) this.begin(interactive, !isExamined);
  }

  /** Another run, after everything is closed. */
  async restart(): Promise<void> {
    this.run?.abort();
    const entered = this.enter({ name: 'listening' });
    this.releasing = this.transport.release();
    await this.releasing;
    if (this.state === entered) this.begin(false);
  }

  /** Closes everything that is open; registrations stay. */
  async release(role: Role, transport = this.transport): Promise<void> {
    const { state } = this;
    const earlier = state.name === 'stopping' ? state.done : this.releasing;
    this.enter({ name: role === 'follower' ? 'follower' : 'electing' });
    const released = state.name === 'stopping' ? undefined : transport.release();
    this.releasing = Promise.all([earlier, released]).then(() => this.checkpoint.settled());
    await this.releasing;
  }

  /** Removes the registrations and closes everything. */
  async stop(): Promise<void> {
    const { state, transport } = this;
    if (state.name === 'stopping') {
      await state.done;
      return;
    }
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const stopping: ListenerState = this.enter({ name: 'stopping', done });
    await this.checkpoint.change({ wanted: false }).catch(() => undefined);
    await transport.withdraw(withdrawMs);
    await transport.release();
    this.backoff.reset();
    if (this.state === stopping) this.rest();
    finish();
  }

  /** Listening is not wanted. What an earlier run left at LiveChat is removed. */
  rest(): void {
    const cleaning = this.transport.cleanUp();
    this.enter({ name: 'off', ...(cleaning && { cleaning }) });
  }

  fire(): void {
    clearImmediate(this.telling);
    this.telling = undefined;
    this.changed.fire(this.view);
  }

  dispose(): void {
    this.sleeping.dispose();
    this.changed.dispose();
  }

  private transportRun(
    signal: AbortSignal,
    about: Pick<TransportRun, 'account' | 'interactive' | 'wasLive'>,
  ): TransportRun {
    const whileCurrent = (act: () => void): void => {
      if (!signal.aborted) act();
    };
    return {
      ...about,
      signal,
      begin: async () => {
        await this.checkpoint.load();
        signal.throwIfAborted();
        await this.checkpoint.change({ wanted: true });
      },
      enter: (name) => {
        signal.throwIfAborted();
        this.enter({ name });
        signal.throwIfAborted();
      },
      live: (watch) => {
        if (signal.aborted) watch.dispose();
        else this.goLive(watch, about.account);
      },
      proven: () => whileCurrent(() => this.gaps.reached()),
      disconnected: () => whileCurrent(() => this.gaps.markLost()),
      fail: (thrown) => whileCurrent(() => this.fail(thrown)),
      restart: () => whileCurrent(() => this.begin(false)),
    };
  }

  private goLive(watch: LiveWatch, account: string): void {
    const { clock, log } = this.options;
    const poll = pollTickets(
      this.options,
      () => this.transport.pollsTickets,
      (content) => void this.keep(content, account),
    );
    this.enter({ name: 'live', since: clock.now(), watch, ...(poll && { poll }) });
    log.info('Listener: live.');
    this.gaps.live(this.transport.redelivers);
  }

  private fail(thrown: unknown): void {
    const { clock, log } = this.options;
    const { problem, retryable, longestMs } = classifyProblem(thrown);
    log.warn(`Listener: ${logTextOf(problem, thrown)}`);
    if (!retryable) {
      const timer = isRefusal(problem) ? clock.after(refusedRetryMs, () => this.retry(false)) : undefined;
      this.enter({ name: 'needs-user', problem, ...(timer && { timer }) });
      return;
    }
    if (this.state.name === 'live') this.backoff.wasLive(clock.now() - this.state.since);
    const ms = this.backoff.next(longestMs);
    const timer = clock.after(ms, () => this.retry(false));
    this.enter({ name: 'backoff', problem, timer, nextTryAt: clock.now() + ms });
  }

  private async accept(arrival: Arrival, store: ListenerMachineOptions['accept']): Promise<unknown> {
    // A window that has just lost the lead stores nothing: the journal is another window's. LiveChat tries again.
    if (!this.leads()) throw new Error('This window does not lead.');
    const kept = await store(arrival);
    this.lastEventAt = this.options.clock.now();
    // Listeners are notified once per turn, after the events were acknowledged; of a team's, once it reports its progress.
    if (arrival.viaTeam !== true) this.telling ??= setImmediate(() => this.fire());
    return kept;
  }

  private async keep(content: EventContent, account: string): Promise<boolean> {
    try {
      await this.accept(arrivalOf(content, account, 'live'), this.options.accept);
      return true;
    } catch (thrown) {
      this.options.log.warn(`Listener: an event could not be stored (${errorName(thrown)}).`);
      if (!this.transport.redelivers) this.gaps.markGap(lostEventMs);
      return false;
    }
  }

  private wake(sleptMs: number): void {
    const { state } = this;
    if (state.name === 'backoff') this.retry(false);
    if (state.name !== 'live') return;
    this.gaps.markSleep(sleptMs);
    if (state.watch.wake) state.watch.wake();
    else this.begin(false);
  }

  /** Replaces the state first: work that ends with the previous state must no longer find it. */
  private enter<S extends ListenerState>(state: S): S {
    const before = this.state;
    if (!running.has(state.name)) this.run?.abort();
    if (before.name === 'live') this.gaps.markDisconnected();
    if (resting.has(state.name)) this.gaps.rest();
    this.state = state;
    this.fire();
    leave(before);
    return state;
  }
}
