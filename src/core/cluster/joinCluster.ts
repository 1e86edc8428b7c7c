import { sleep, withTimeout } from '../base/async';
import { DisposableStore } from '../base/disposable';
import { Emitter } from '../base/event';
import { LeaderElection } from './leaderElection';
import type { LeaderTerm, TermEnd } from './leaderTerm';
import type { JsonLineSocket } from './jsonLineSocket';
import { PeerConnection } from './peerConnection';
import type { ClusterMessage, RequestMethod } from './messages';
import { candidatePorts } from './probePort';
import {
  defaultTiming,
  ClusterError,
  type Role,
  type ClusterTiming,
  type Cluster,
  type ClusterOptions,
} from './cluster';

type State =
  | { readonly role: 'electing' }
  | { readonly role: 'leader'; readonly term: LeaderTerm }
  | { readonly role: 'follower'; readonly connection: PeerConnection };

/** Limit for `ClusterOptions.release`. */
const releaseTimeoutMs = 9_000;

/** Joins the cluster of this machine until disposed: elects a leader, leads or follows. Listens on loopback only. */
export function joinCluster(options: ClusterOptions): Cluster {
  return new ClusterMember(options);
}

class ClusterMember implements Cluster {
  private state: State = { role: 'electing' };
  private readonly roleEmitter = new Emitter<Role>();
  readonly onDidChangeRole = this.roleEmitter.event;
  private readonly eventEmitter = new Emitter<unknown>();
  readonly onDidReceive = this.eventEmitter.event;
  private readonly timing: ClusterTiming;
  private readonly election: LeaderElection;
  private isFocused = false;
  private readonly left = new AbortController();
  private readonly finished: Promise<void>;

  constructor(private readonly options: ClusterOptions) {
    if (options.key.length < 16) throw new RangeError('The cluster key is too short.');
    this.timing = { ...defaultTiming, ...options.timing };
    this.election = new LeaderElection({
      cluster: options,
      timing: this.timing,
      ports: candidatePorts(options.installId),
      isFocused: () => this.isFocused,
      onReceive: (event) => this.eventEmitter.fire(event),
      left: this.left.signal,
    });
    this.finished = this.run();
  }

  get role(): Role {
    return this.state.role;
  }

  get followers(): number {
    return this.state.role === 'leader' ? this.state.term.followers : 0;
  }

  broadcast(event: unknown): void {
    if (this.state.role === 'leader') this.state.term.broadcast(event);
    else if (this.state.role === 'follower') this.state.connection.send({ t: 'event', event });
  }

  async request(body: unknown): Promise<unknown> {
    const state = await this.settledState();
    if (state.role === 'follower')
      return await state.connection.request('serve', body, this.timing.requestTimeoutMs);
    if (state.role === 'leader') return await this.options.serve(body, this);
    throw new ClusterError('no-answer', 'There is no leader.');
  }

  setFocused(focused: boolean): void {
    if (focused === this.isFocused) return;
    this.isFocused = focused;
    if (this.state.role === 'leader') this.state.term.setFocused(focused);
    else if (this.state.role === 'follower') this.state.connection.send({ t: 'focus', focused });
  }

  async find(body: unknown): Promise<(() => void) | undefined> {
    return this.state.role === 'leader' ? await this.state.term.find(body) : undefined;
  }

  async dispose(): Promise<void> {
    this.left.abort();
    if (this.state.role === 'leader') this.state.term.end();
    else if (this.state.role === 'follower') this.state.connection.dispose();
    await this.finished;
    this.roleEmitter.dispose();
    this.eventEmitter.dispose();
  }

  private async run(): Promise<void> {
    while (!this.left.signal.aborted) {
      const elected = await this.election.elect();
      if (!elected) return;
      if (elected.kind === 'leader') await this.backOff(await this.lead(elected.term));
      else await this.backOff(await this.follow(elected.lines, elected.port));
    }
  }

  private async lead(term: LeaderTerm): Promise<TermEnd> {
    if (this.isFocused) term.setFocused(true);
    this.options.log.info('Cluster: this window is the leader.');
    this.setState({ role: 'leader', term });
    const reason = await term.ended;
    this.options.log.info(`Cluster: this window is no longer the leader (${reason}).`);
    this.setState({ role: 'electing' });
    await withTimeout(this.options.clock, releaseTimeoutMs, this.options.release()).catch(() => undefined);
    await term.close();
    return reason;
  }

  private async follow(lines: JsonLineSocket, port: number): Promise<'closed' | 'silent'> {
    const reason = await new Promise<'closed' | 'silent'>((resolve) => {
      const connection: PeerConnection = new PeerConnection(lines, {
        clock: this.options.clock,
        timing: this.timing,
        serve: (method, body) => this.respond(method, body),
        onMessage: (message) => this.handleMessage(message),
        onEnd: resolve,
      });
      if (this.left.signal.aborted) {
        connection.dispose();
        return;
      }
      this.setState({ role: 'follower', connection });
      connection.start();
    });
    this.options.log.debug(`Cluster: lost the connection to the leader (${reason}).`);
    if (reason === 'silent') this.election.skipPort(port);
    this.setState({ role: 'electing' });
    return reason;
  }

  /** Waits before the next election: a random time, and longer in a window that does not respond. */
  private async backOff(reason: TermEnd | 'closed' | 'silent'): Promise<void> {
    if (this.left.signal.aborted || reason === 'superseded') return;
    if (reason === 'unresponsive') {
      await this.sleep(this.timing.unresponsiveDelayMs);
      return;
    }
    const isResponsive = await this.pingOwnWindow();
    const random = (this.options.random ?? Math.random)();
    await this.sleep(
      isResponsive ? random * this.timing.maxElectionDelayMs : this.timing.unresponsiveDelayMs,
    );
  }

  private handleMessage(message: ClusterMessage): void {
    if (message.t === 'event') this.eventEmitter.fire(message.event);
    else if (message.t === 'show') this.options.show(message.body);
  }

  /** @returns whether this window may show the body of a ping */
  private async respond(method: RequestMethod, body: unknown): Promise<boolean> {
    if (method === 'serve') throw new ClusterError('refused', 'This window is not the leader.');
    if (!(await this.pingOwnWindow())) throw new ClusterError('no-answer', 'The window does not respond.');
    return body === undefined || this.options.canShow?.(body) !== false;
  }

  private async pingOwnWindow(): Promise<boolean> {
    const response = Promise.resolve(this.options.pingWindow()).then(() => true);
    const ping = withTimeout(this.options.clock, this.timing.pingTimeoutMs, response);
    return (await ping.catch(() => undefined)) === true;
  }

  private setState(state: State): void {
    const before = this.state.role;
    this.state = state;
    if (state.role !== before) this.roleEmitter.fire(state.role);
  }

  /** The state after a running election; still `electing` if that takes too long. */
  private settledState(): Promise<State> {
    if (this.state.role !== 'electing') return Promise.resolve(this.state);
    return new Promise((resolve) => {
      const owned = new DisposableStore();
      const settle = (): void => {
        owned.dispose();
        resolve(this.state);
      };
      owned.add(this.onDidChangeRole(settle));
      owned.add(
        this.options.clock.after(this.timing.heartbeatTimeoutMs + this.timing.silentPortTimeoutMs, settle),
      );
    });
  }

  private sleep(ms: number): Promise<void> {
    return sleep(this.options.clock, ms, this.left.signal);
  }
}
