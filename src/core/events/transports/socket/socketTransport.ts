import { DisposableStore, toDisposable, type Disposable } from '../../../base/disposable';
import type { ArrivalKind, EventContent } from '../../../domain/arrival';
import type { RtmEndpoint } from '../../../domain/rtmFormat';
import type { TypingIndicator } from '../../../domain/liveChat';
import { testEvent } from '../../ingest/testEvent';
import type { Recipients, SendOutcome } from '../../../presence/presenceSender';
import type { KnownChats } from '../../rtm/knownChats';
import type { OpenSessionResult } from '../../rtm/openSession';
import type { RtmSession } from '../../rtm/rtmSession';
import type { Reaction, SessionEnd } from '../../rtm/sessionEnd';
import type { TestOutcome } from '../../status/checks';
import type { ListenerView } from '../../status/listenerStatus';
import { classifyProblem, ListenerError, logTextOf } from '../../status/problem';
import { findingOf, type CheckStep } from '../checkSteps';
import type { EventTransport, ListenerChange, TransportHost, TransportRun } from '../eventTransport';
import type { SocketTransportOptions } from './socketPorts';
import { fixFor, lostError, problemOf } from './socketProblem';
import { TokenRenewal } from './tokenRenewal';
import { TypingIndicators } from './typingIndicators';

/** How often the checkpoint is updated while live, and failed catch-ups are retried. */
const heartbeatMs = 60_000;
/** A second token that is refused within this time is not followed by a third. */
const renewalPauseMs = 60_000;

const calls = { priority: 'background', outsideBudget: true } as const;

/** The websocket of the RTM API: one connection from the leading window, with no public address. */
export class SocketTransport implements EventTransport {
  readonly kind = 'socket';
  readonly redelivers = false;
  readonly mustWithdrawAtExit = false;
  private session: RtmSession | undefined;
  /** Chats that are going on, and their account. */
  private known: { readonly account: string; readonly chats: KnownChats } | undefined;
  /** Whether the server has just named another region: that is followed once, then with backoff. */
  private wasMoved = false;
  private mayRenewAt = 0;
  private isAcceptingUnconfirmed = false;
  /** What LiveChat said of the person's own status since the login. */
  private isAccepting: boolean | undefined;
  private typing: TypingIndicators | undefined;

  constructor(
    private readonly options: SocketTransportOptions,
    private readonly host: TransportHost,
  ) {}

  get pollsTickets(): boolean {
    const { pollsTickets, events } = this.options.settings();
    return pollsTickets === true && events.includes('ticket_created');
  }

  describe(): ReturnType<EventTransport['describe']> {
    return {
      events: this.options.settings().events,
      ...(this.session && this.note),
    };
  }

  private get note(): Pick<ListenerView, 'note'> {
    if (this.isAccepting !== undefined) return this.isAccepting ? { note: 'accepting' } : {};
    return this.isAcceptingUnconfirmed ? { note: 'accepting-unconfirmed' } : {};
  }

  async open(run: TransportRun): Promise<void> {
    const { clock, log, live, load, application, settings, shownChats } = this.options;
    run.enter('opening');
    await run.begin();
    run.signal.throwIfAborted();
    const [endpoint, format, wasAccepting, rtm] = await Promise.all([
      this.endpoint(run.signal),
      live.format(),
      live.isAccepting({ ...calls, signal: run.signal }),
      load(),
    ]);
    run.enter('registering');
    const known = this.known?.account === run.account ? this.known.chats : undefined;
    let session: RtmSession | undefined;
    const multicasts = settings().presence === true;
    const common = { clock, log, endpoint, format, application, signal: run.signal, ...(known && { known }) };
    const logIn = (accepted: boolean | undefined): Promise<OpenSessionResult> =>
      rtm.openSession({
        ...common,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...{ wasAccepting: accepted, multicasts, shownChats },
        onContent: (content) => this.receive(content, run.account),
        onChatPush: (push) => {
          // What was collected before the end is passed on; a gap is that of the session after it.
          if (!run.signal.aborted || push.kind !== 'gap') this.host.pushed(run.account, push);
        },
        onAccepting: (isAccepting) => this.statusSet(isAccepting),
        onEnd: (end, reaction) => {
          if (!session || this.session !== session || run.signal.aborted) return;
          this.fall(run, endpoint, end, reaction);
        },
      });
    let opened = await logIn(wasAccepting);
    const inDoubt = opened.kind === 'failed' && opened.end.kind === 'went-online';
    // Who accepts chats without this session as well may have set that on another device.
    if (inDoubt && (await live.isAccepting({ ...calls, signal: run.signal })))
      opened = await logIn(undefined);
    if (opened.kind === 'open') {
      ({ session, isAcceptingUnconfirmed: this.isAcceptingUnconfirmed } = opened);
      this.isAccepting = undefined;
      this.known = { account: run.account, chats: session.known };
      if (run.signal.aborted) session.end();
      else this.goLive(run, session, endpoint);
    } else if (!run.signal.aborted) this.fall(run, endpoint, opened.end, opened.reaction);
  }

  /** The kinds of events are read for each event; the login says whether messages of agents are received. */
  whenChanged(what: ListenerChange): 'nothing' | 'reopen' {
    return what === 'account' || what === 'presence' ? 'reopen' : 'nothing';
  }

  /** Nothing is registered: each run opens a session of its own. */
  recheck(): void {
    this.wasMoved = false;
  }

  /** The session ends with its run. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  withdraw(): Promise<boolean> {
    this.known = undefined;
    return Promise.resolve(true);
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }

  cleanUp(): undefined {
    return undefined;
  }

  checks(): readonly CheckStep[] {
    const { live } = this.options;
    return [
      ['key', () => findingOf(() => live.isAccepting(), fixFor)],
      ['socket', () => findingOf(() => live.endpoint(), fixFor)],
      ['login', () => findingOf(() => this.loggedIn(), fixFor)],
      ['round-trip', () => findingOf(() => this.probe(), fixFor)],
    ];
  }

  /** Sends a request first: an event that is stored although none could be received would prove nothing. */
  async sendTest(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    const { clock, account } = this.options;
    const begun = clock.now();
    try {
      await this.probe();
    } catch (thrown) {
      return { kind: 'failed', problem: classifyProblem(thrown).problem };
    }
    const isStored = await this.host.keep(testEvent(kind, name, begun), account() ?? '');
    if (!isStored) return { kind: 'failed', problem: { kind: 'fault' } };
    return { kind: 'delivered', ms: clock.now() - begun };
  }

  private async endpoint(signal?: AbortSignal): Promise<RtmEndpoint> {
    const endpoint = await this.options.live.endpoint({ ...calls, ...(signal && { signal }) });
    this.options.hide?.(endpoint.token);
    return endpoint;
  }

  sendTyping(typing: TypingIndicator): void {
    this.typing?.add(typing);
  }

  async multicast(to: Recipients, content: object): Promise<SendOutcome> {
    return (await this.session?.multicast(to, content)) ?? 'offline';
  }

  /** Only reported, never set: the person decides, on whatever device. */
  private statusSet(isAccepting: boolean): void {
    if (isAccepting === (this.isAccepting ?? this.session?.wasAccepting)) return;
    this.isAccepting = isAccepting;
    this.options.log.info(`Socket: this agent ${isAccepting ? 'accepts' : 'does not accept'} chats now.`);
    this.host.changed();
  }

  private receive(content: EventContent, account: string): void {
    if (this.options.settings().events.includes(content.kind)) void this.host.keep(content, account);
  }

  private goLive(run: TransportRun, session: RtmSession, endpoint: RtmEndpoint): void {
    this.wasMoved = false;
    this.session = session;
    const watch = new DisposableStore();
    watch.add(
      toDisposable(() => {
        if (this.session === session) this.session = undefined;
        session.end();
      }),
    );
    const typing = new TypingIndicators(this.options.clock, (one) => session.sendTyping(one));
    this.typing = typing;
    watch.add(
      toDisposable(() => {
        typing.dispose();
        if (this.typing === typing) this.typing = undefined;
      }),
    );
    watch.add(this.heartbeat(run));
    watch.add(this.renewal(run, session, endpoint));
    run.live(watch);
  }

  private heartbeat(run: TransportRun): Disposable {
    let timer: Disposable;
    const beat = (): void => {
      timer = this.options.clock.after(heartbeatMs, () => {
        run.proven();
        beat();
      });
    };
    beat();
    return toDisposable(() => timer.dispose());
  }

  private renewal(run: TransportRun, session: RtmSession, endpoint: RtmEndpoint): Disposable {
    const { clock, log } = this.options;
    return new TokenRenewal({
      clock,
      session,
      endpoint,
      nextEndpoint: () => this.endpoint(),
      onFailure: (thrown) => {
        const { problem, retryable } = classifyProblem(thrown);
        if (retryable) log.warn(`Listener: no new token yet (${logTextOf(problem, thrown)}).`);
        else run.fail(thrown);
        return retryable;
      },
    });
  }

  private fall(run: TransportRun, endpoint: RtmEndpoint, end: SessionEnd, reaction: Reaction): void {
    const { live, clock } = this.options;
    const region = 'region' in end ? end.region : undefined;
    const isRenewable = endpoint.renewAt !== undefined;
    if (reaction === 'switch-region' && region !== undefined && !this.wasMoved) {
      this.wasMoved = true;
      void restartAfter(run, live.movedTo(region));
    } else if (reaction === 'sign-in' && isRenewable && clock.now() >= this.mayRenewAt) {
      this.mayRenewAt = clock.now() + renewalPauseMs;
      void restartAfter(run, live.spent(endpoint.token));
    } else {
      const problem = problemOf(end, reaction, isRenewable);
      const retryable = reaction === 'reconnect' || reaction === 'switch-region';
      run.fail(new ListenerError({ problem, retryable }));
    }
  }

  private async loggedIn(): Promise<RtmSession> {
    if (this.session) return await Promise.resolve(this.session);
    throw lostError(this.host.problem());
  }

  private async probe(): Promise<void> {
    const session = await this.loggedIn();
    await session.probe().catch((thrown: unknown) => {
      throw lostError(undefined, thrown);
    });
  }
}

async function restartAfter(run: TransportRun, work: Promise<void>): Promise<void> {
  try {
    await work;
    run.restart();
  } catch (thrown) {
    run.fail(thrown);
  }
}
