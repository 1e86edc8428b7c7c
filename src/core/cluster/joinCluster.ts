import { withTimeout } from '../base/async';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { LeaderElection } from './leaderElection';
import type { LeaderTerm, Reason } from './leaderTerm';
import type { JsonLineSocket } from './jsonLineSocket';
import { PeerConnection } from './peerConnection';
import type { Message } from './messages';
import { candidatePorts } from './candidatePorts';
import {
  usualTiming,
  ClusterError,
  type Role,
  type Timing,
  type Cluster,
  type ClusterOptions,
} from './cluster';

type State =
  | { readonly role: 'electing' }
  | { readonly role: 'leader'; readonly lead: LeaderTerm }
  | { readonly role: 'follower'; readonly link: PeerConnection };

/** The longest that giving up what only the leader may hold is waited for. */
const releaseMs = 9_000;

/** Takes part from now on: elects, leads or follows, until it is disposed. Loopback only. */
export function joinCluster(options: ClusterOptions): Cluster {
  return new ClusterMember(options);
}

class ClusterMember implements Cluster {
  private state: State = { role: 'electing' };
  private readonly changed = new Emitter<Role>();
  readonly onDidChangeRole = this.changed.event;
  private readonly received = new Emitter<unknown>();
  readonly onDidReceive = this.received.event;
  private readonly timing: Timing;
  private readonly electing: LeaderElection;
  private isFocused = false;
  private hasLeft = false;
  private readonly pauses = new Set<Disposable>();
  private readonly finished: Promise<void>;

  constructor(private readonly options: ClusterOptions) {
    if (options.key.length < 16) throw new RangeError('The key of the windows is too short.');
    this.timing = { ...usualTiming, ...options.timing };
    this.electing = new LeaderElection({
      options,
      timing: this.timing,
      ports: candidatePorts(options.installId),
      isFocused: () => this.isFocused,
      onReceive: (event) => this.received.fire(event),
      pause: (ms) => this.pause(ms),
      hasLeft: () => this.hasLeft,
    });
    this.finished = this.takePart();
  }

  get role(): Role {
    return this.state.role;
  }

  get followers(): number {
    return this.state.role === 'leader' ? this.state.lead.followers : 0;
  }

  broadcast(event: unknown): void {
    if (this.state.role === 'leader') this.state.lead.broadcast(event);
    else if (this.state.role === 'follower') this.state.link.send({ t: 'event', event });
  }

  async request(what: unknown): Promise<unknown> {
    const state = await this.elected();
    if (state.role === 'follower') return await state.link.ask('serve', what, this.timing.requestMs);
    if (state.role === 'leader') return await this.options.serve(what);
    throw new ClusterError('no-answer', 'No window leads.');
  }

  setFocused(focused: boolean): void {
    if (focused === this.isFocused) return;
    this.isFocused = focused;
    if (this.state.role === 'leader') this.state.lead.setFocused(focused);
    else if (this.state.role === 'follower') this.state.link.send({ t: 'focus', focused });
  }

  async show(what: unknown, beforehand?: () => Promise<unknown>): Promise<boolean> {
    return this.state.role === 'leader' && (await this.state.lead.show(what, beforehand));
  }

  async dispose(): Promise<void> {
    this.hasLeft = true;
    for (const pause of [...this.pauses]) pause.dispose();
    if (this.state.role === 'leader') this.state.lead.end();
    else if (this.state.role === 'follower') this.state.link.dispose();
    await this.finished;
    this.changed.dispose();
    this.received.dispose();
  }

  private async takePart(): Promise<void> {
    while (!this.hasLeft) {
      const elected = await this.electing.elect();
      if (!elected) return;
      if (elected.kind === 'leads') await this.rest(await this.lead(elected.lead));
      else await this.rest(await this.follow(elected.lines, elected.port));
    }
  }

  private async lead(lead: LeaderTerm): Promise<Reason> {
    if (this.isFocused) lead.setFocused(true);
    this.options.log.info('Windows: this window leads.');
    this.become({ role: 'leader', lead });
    const why = await lead.over;
    this.options.log.info(`Windows: this window no longer leads (${why}).`);
    this.become({ role: 'electing' });
    await withTimeout(this.options.clock, releaseMs, this.options.release()).catch(() => undefined);
    await lead.close();
    return why;
  }

  private async follow(lines: JsonLineSocket, port: number): Promise<'closed' | 'silent'> {
    const why = await new Promise<'closed' | 'silent'>((resolve) => {
      const link: PeerConnection = new PeerConnection(lines, {
        clock: this.options.clock,
        timing: this.timing,
        serve: (what) => this.answer(what),
        onMessage: (message) => this.hear(message),
        onEnd: resolve,
      });
      if (this.hasLeft) link.dispose();
      else this.become({ role: 'follower', link });
    });
    this.options.log.debug(`Windows: the leader was lost (${why}).`);
    if (why === 'silent') this.electing.passOver(port);
    this.become({ role: 'electing' });
    return why;
  }

  /** Before the next election, so that of many windows not all begin at once, and of those first that answer. */
  private async rest(why: Reason | 'closed' | 'silent'): Promise<void> {
    if (this.hasLeft || why === 'superseded') return;
    if (why === 'mute') {
      await this.pause(this.timing.reluctantMs);
      return;
    }
    const answers = Promise.resolve(this.options.answers()).then(() => true);
    const isThere = await withTimeout(this.options.clock, this.timing.answerMs, answers).catch(
      () => undefined,
    );
    const random = (this.options.random ?? Math.random)();
    await this.pause(isThere === true ? random * this.timing.raceMs : this.timing.reluctantMs);
  }

  private hear(message: Message): void {
    if (message.t === 'event') this.received.fire(message.event);
    else if (message.t === 'show') this.options.show(message.what);
  }

  private async answer(what: 'serve' | 'ready'): Promise<true> {
    if (what === 'serve') throw new ClusterError('refused', 'This window does not lead.');
    const answers = Promise.resolve(this.options.answers()).then(() => true as const);
    const isThere = await withTimeout(this.options.clock, this.timing.answerMs, answers).catch(
      () => undefined,
    );
    if (isThere !== true) throw new ClusterError('no-answer', 'The window does not answer.');
    return true;
  }

  private become(state: State): void {
    const before = this.state.role;
    this.state = state;
    if (state.role !== before) this.changed.fire(state.role);
  }

  /** The state once an election is over; `electing` where that takes too long. */
  private elected(): Promise<State> {
    if (this.state.role !== 'electing') return Promise.resolve(this.state);
    return new Promise((resolve) => {
      const owned = new DisposableStore();
      const settle = (): void => {
        owned.dispose();
        resolve(this.state);
      };
      owned.add(this.onDidChangeRole(settle));
      owned.add(this.options.clock.after(this.timing.silentMs + this.timing.patienceMs, settle));
    });
  }

  private pause(ms: number): Promise<void> {
    if (this.hasLeft) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.options.clock.after(ms, () => pause.dispose());
      const pause = toDisposable(() => {
        timer.dispose();
        this.pauses.delete(pause);
        resolve();
      });
      this.pauses.add(pause);
    });
  }
}
