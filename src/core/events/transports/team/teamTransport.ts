import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { ArrivalKind } from '../../../domain/arrival';
import type { TeamAccess } from '../../../team/teamAccess';
import type { TeamClient } from '../../../team/teamClient';
import type { TeamConnection } from '../../../team/teamConnection';
import { teamErrorCode } from '../../../team/teamError';
import { testEvent } from '../../ingest/testEvent';
import type { TestOutcome } from '../../status/checks';
import type { ListenerStorage } from '../../status/checkpoint';
import { classifyProblem, ListenerError, type ListenerProblem } from '../../status/problem';
import type { CheckStep } from '../checkSteps';
import type { EventTransport, ListenerChange, TransportHost, TransportRun } from '../eventTransport';
import { TeamCursors } from './teamCursors';
import { teamChecks } from './teamChecks';
import { TeamReading } from './teamReading';

export interface TeamPort {
  /** As it is stored now; `undefined` where no team was joined. @throws what the storage of secrets throws */
  access(): Promise<TeamAccess | undefined>;
}

export interface TeamTransportOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly team: TeamPort;
  /** Loads the clients of NATS. */
  readonly load: () => Promise<{ readonly teamClient: TeamClient }>;
  /** How far each stream was read. */
  readonly storage: ListenerStorage;
  /** The kinds of events that are wanted. */
  readonly events: () => readonly ArrivalKind[];
  /** Id of the active account; `undefined` while signed out. */
  readonly account: () => string | undefined;
}

/** How often the checkpoint is updated while live. */
const heartbeatMs = 60_000;
/** A receiver may create a missing stream at any moment, and looking costs the server little. */
const missingStreamMs = 5_000;

/** Events that another machine receives and publishes to the stream of a team. Nothing is registered at LiveChat. */
export class TeamTransport implements EventTransport {
  readonly kind = 'team';
  readonly redelivers = true;
  readonly mustWithdrawAtExit = false;
  readonly pollsTickets = false;
  readonly isIndependent = true;
  private readonly cursors: TeamCursors;
  private reading: TeamReading | undefined;
  private closing: Promise<void> = Promise.resolve();
  /** A server that has just restarted may refuse credentials once. */
  private refusals = 0;

  constructor(
    private readonly options: TeamTransportOptions,
    private readonly host: TransportHost,
  ) {
    this.cursors = new TeamCursors(options.storage, options.clock, options.log);
  }

  describe(): ReturnType<EventTransport['describe']> {
    const { reading } = this;
    const keyId = reading?.missingKey;
    return {
      events: this.options.events(),
      tunnel: 'team',
      ...(reading && { team: reading.progress }),
      ...(keyId !== undefined && { problem: { kind: 'team', code: 'wrong-key', keyId } }),
    };
  }

  async open(run: TransportRun): Promise<void> {
    run.enter('opening');
    await run.begin();
    await this.close();
    const access = await this.access();
    await this.cursors.load();
    run.signal.throwIfAborted();
    const connection = await this.connectOrCount(access);
    try {
      run.enter('probing');
    } catch (thrown) {
      await connection.close();
      throw thrown;
    }
    const reading = await this.read(connection, access, run.signal);
    this.refusals = 0;
    if (run.signal.aborted) await reading.close();
    else this.goLive(run, reading);
  }

  /** The kinds of events are read for each event. With another account, this machine may be a receiver. */
  whenChanged(what: ListenerChange): 'nothing' | 'reopen' {
    return what === 'tunnel' || what === 'account' ? 'reopen' : 'nothing';
  }

  recheck(): void {
    this.refusals = 0;
  }

  async release(): Promise<void> {
    await this.close();
  }

  withdraw(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async abandon(): Promise<void> {
    await this.close();
  }

  cleanUp(): undefined {
    return undefined;
  }

  checks(): readonly CheckStep[] {
    return teamChecks({
      ...this.options,
      connect: async () => await this.connect(await this.access()),
      reading: () => this.reading,
      problem: () => this.host.problem(),
    });
  }

  /** Asks the server first: an event that is stored although none could be received would prove nothing. */
  async sendTest(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    const { clock, account } = this.options;
    const begun = clock.now();
    try {
      if (!this.reading) throw new ListenerError({ problem: this.host.problem() ?? lost, retryable: true });
      await this.reading.refresh();
    } catch (thrown) {
      return { kind: 'failed', problem: classifyProblem(thrown).problem };
    }
    const isStored = await this.host.keep(testEvent(kind, name, begun), account() ?? 'team');
    if (!isStored) return { kind: 'failed', problem: { kind: 'fault' } };
    return { kind: 'delivered', ms: clock.now() - begun };
  }

  /** @throws ListenerError where no team was joined that can be used */
  private async access(): Promise<TeamAccess> {
    const access = await this.options.team.access();
    if (access && access.servers.length > 0) return access;
    throw new ListenerError({ problem: { kind: 'team', code: 'no-servers' }, retryable: false });
  }

  /** @throws TeamError */
  private async connect({ servers, credentials, stream }: TeamAccess): Promise<TeamConnection> {
    const { teamClient } = await this.options.load();
    return await teamClient.open({ servers, credentials, stream, name: 'livechat-desk member' });
  }

  /** Only attempts to listen count. @throws TeamError, ListenerError */
  private async connectOrCount(access: TeamAccess): Promise<TeamConnection> {
    try {
      return await this.connect(access);
    } catch (thrown) {
      if (teamErrorCode(thrown) !== 'refused') throw thrown;
      this.refusals += 1;
      const problem = { kind: 'team', code: 'refused' } as const;
      throw new ListenerError({ problem, retryable: this.refusals < 2 }, thrown);
    }
  }

  private async read(
    connection: TeamConnection,
    access: TeamAccess,
    signal: AbortSignal,
  ): Promise<TeamReading> {
    const { clock, log, events } = this.options;
    const { host } = this;
    const missed = host.missedEvents();
    let reading: TeamReading | undefined;
    const close = (): void => this.closes(connection.close());
    signal.addEventListener('abort', close, { once: true });
    try {
      reading = await TeamReading.open({
        ...{ clock, log, connection, access, events, cursors: this.cursors },
        accept: (arrival) => host.accept(arrival),
        acceptMissed: (arrival) => missed.accept(arrival),
        showMissed: () => missed.show(),
        onChange: () => {
          if (this.reading === reading) host.changed();
        },
      });
      return reading;
    } catch (thrown) {
      await connection.close();
      if (teamErrorCode(thrown) !== 'no-stream') throw thrown;
      const problem = { kind: 'team', code: 'no-stream' } as const;
      throw new ListenerError({ problem, retryable: true, longestMs: missingStreamMs }, thrown);
    } finally {
      signal.removeEventListener('abort', close);
    }
  }

  private goLive(run: TransportRun, reading: TeamReading): void {
    this.reading = reading;
    void reading.failed.then((reason) => run.fail(reason));
    let timer = this.options.clock.after(heartbeatMs, () => beat());
    const beat = (): void => {
      run.proven();
      timer = this.options.clock.after(heartbeatMs, () => beat());
    };
    run.live({
      dispose: () => {
        timer.dispose();
        void this.close();
      },
    });
    run.proven();
  }

  /** Resolves once nothing is read or written any more. */
  private async close(): Promise<void> {
    const { reading } = this;
    this.reading = undefined;
    if (reading) this.closes(reading.close());
    await this.closing;
  }

  private closes(closing: Promise<void>): void {
    this.closing = Promise.allSettled([this.closing, closing]).then(() => undefined);
  }
}

const lost: ListenerProblem = { kind: 'team', code: 'lost' };
