import type { ArrivalKind } from '../../../domain/arrival';
import type { Role } from '../../../cluster/cluster';
import { classifyProblem } from '../../status/problem';
import type {
  Check,
  CheckName,
  FixId,
  ForeignWebhook,
  ListenerProblem,
  ListenerStatus,
  ListenerView,
  TransportListener,
  TestOutcome,
} from '../../status/listenerTypes';
import { statusOf } from '../../status/statusOf';
import { testEvent } from '../../ingest/testEvent';
import { untilSettled } from '../../listener/untilSettled';
import { SocketMachine } from './socketMachine';
import type { SocketListenerOptions } from './socketPorts';

/** A start so soon after it was live is a window that was reloaded. */
const reloadMs = 6 * 60_000;

/** Listening without a public address: one socket from the window that leads. */
export function socketListener(options: SocketListenerOptions): TransportListener {
  return new SocketListener(options);
}

class SocketListener implements TransportListener {
  private role: Role = 'electing';
  private hasFollowed = false;
  private takingOver: Promise<void> | undefined;
  private readonly machine: SocketMachine;

  constructor(private readonly options: SocketListenerOptions) {
    this.machine = new SocketMachine(options, () => this.role === 'leader');
  }

  get onDidChange(): TransportListener['onDidChange'] {
    return this.machine.changed.event;
  }

  get view(): ListenerView {
    return this.machine.view;
  }

  status(): ListenerStatus {
    return statusOf(this.view);
  }

  setRole(role: Role): void {
    if (role === this.role) return;
    this.role = role;
    if (role === 'follower') this.hasFollowed = true;
    if (role === 'leader') this.takingOver = this.takeOver();
    else void this.machine.release(role);
  }

  async start(): Promise<ListenerStatus> {
    if (this.machine.state.name === 'electing') await this.takingOver;
    if (this.role !== 'leader') return this.status();
    const { name } = this.machine.state;
    if (name === 'off' || name === 'electing' || name === 'stopping') void this.machine.listen();
    else this.machine.retry();
    await untilSettled(this.view.state, this.onDidChange, () => this.role === 'leader');
    return this.status();
  }

  async stop(): Promise<ListenerStatus> {
    if (this.machine.state.name === 'electing') await this.takingOver;
    if (this.role === 'leader') await this.machine.stop();
    return this.status();
  }

  refresh(what: 'events' | 'tunnel' | 'account'): void {
    const { name } = this.machine.state;
    const isRunning = name !== 'off' && name !== 'stopping' && name !== 'electing';
    if (this.role === 'leader' && isRunning && what === 'account') void this.machine.listen();
    // The next event is held against what holds then; whoever shows it is told now.
    if (what === 'events') this.machine.changed.fire(this.view);
  }

  retry(): void {
    if (this.role === 'leader') this.machine.retry();
  }

  release(): Promise<void> {
    return this.machine.release(this.role === 'follower' ? 'follower' : 'electing');
  }

  async dispose(): Promise<void> {
    this.role = 'electing';
    await this.machine.release('electing');
    this.machine.dispose();
  }

  /** Walks the way of a chat to here, and stops at the first thing that is wrong. */
  async doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    const { clock, live } = this.options;
    const steps: readonly (readonly [CheckName, () => Promise<unknown>])[] = [
      ['key', () => live.isAccepting()],
      ['socket', () => live.endpoint()],
      ['login', () => this.checkLogin()],
      ['round-trip', () => this.probe()],
    ];
    const checks: Check[] = [];
    let hasFailed = false;
    for (const [name, step] of steps) {
      const begun = clock.now();
      const problem: ListenerProblem | undefined = hasFailed ? undefined : await problemIn(step);
      const result = hasFailed ? 'skipped' : problem ? 'failed' : 'ok';
      hasFailed ||= problem !== undefined;
      const found = problem && { problem, fix: fixFor(problem) };
      const check: Check = { name, result, ms: clock.now() - begun, ...found };
      checks.push(check);
      onCheck?.(check);
    }
    return checks;
  }

  /** Asks through the socket first: an event that arrives although nothing could would prove nothing. */
  async sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    const { clock, account } = this.options;
    const begun = clock.now();
    const problem = await problemIn(() => this.probe());
    if (problem) return { kind: 'failed', problem };
    const isKept = await this.machine.take(account() ?? '', testEvent(kind, name, begun));
    if (!isKept) return { kind: 'failed', problem: { kind: 'fault' } };
    return { kind: 'delivered', ms: clock.now() - begun };
  }

  /** There are none: nothing is registered anywhere. */
  foreignWebhooks(): Promise<readonly ForeignWebhook[]> {
    return Promise.resolve([]);
  }

  removeForeign(): Promise<void> {
    return Promise.resolve();
  }

  missing(): void {
    this.machine.missing();
  }

  /** There is nothing. */
  withdraw(): Promise<void> {
    return Promise.resolve();
  }

  private async takeOver(): Promise<void> {
    const { record } = this.machine;
    const now = this.options.clock.now();
    const { wanted, liveAt = 0 } = await record.load().catch(() => record.now);
    if (this.role !== 'leader') return;
    const isReload = now - liveAt < reloadMs;
    if (wanted && (this.hasFollowed || isReload || this.options.settings().autoStart))
      void this.machine.listen();
    else this.machine.rest();
  }

  private checkLogin(): Promise<void> {
    const { state } = this.machine;
    if (state.name === 'live') return Promise.resolve();
    return Promise.reject(
      new Standing('problem' in state ? state.problem : { kind: 'socket', code: 'lost' }),
    );
  }

  private async probe(): Promise<void> {
    const { state } = this.machine;
    if (state.name !== 'live') {
      await this.checkLogin();
      return;
    }
    await state.session.probe().catch(() => {
      throw new Standing({ kind: 'socket', code: 'lost' });
    });
  }
}

/** What a step of the doctor found. */
class Standing extends Error {
  constructor(readonly problem: ListenerProblem) {
    super(problem.kind);
  }
}

async function problemIn(step: () => Promise<unknown>): Promise<ListenerProblem | undefined> {
  try {
    await step();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Standing ? thrown.problem : classifyProblem(thrown).problem;
  }
}

function fixFor(problem: ListenerProblem): FixId {
  if (problem.kind === 'livechat') {
    const { code } = problem.failure;
    if (code === 'unauthorized' || code === 'not-signed-in') return 'sign-in';
    return code === 'invalid-input' ? 'settings' : 'show-log';
  }
  if (problem.kind !== 'socket') return 'show-log';
  switch (problem.code) {
    case 'token-ended':
      return 'sign-in';
    case 'token-refused':
    case 'grant-ended':
    case 'grant-lost':
      return 'sign-in-browser';
    default:
      return 'start';
  }
}
