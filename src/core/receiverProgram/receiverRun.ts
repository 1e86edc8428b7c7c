import { sleep } from '../base/async';
import { errorName } from '../base/log';
import type { LiveChatConnection } from '../domain/connection';
import { failureOf } from '../domain/failure';
import { LeasedPublisher } from '../events/publish/leasedPublisher';
import { Outbox } from '../events/publish/outbox';
import type { EventService } from '../events/service/eventService';
import { ReceiverWatch } from '../events/service/receiverWatch';
import { logTextOf, type ListenerProblem } from '../events/status/problem';
import type { ListenerView } from '../events/status/listenerStatus';
import type { Database } from '../storage/database';
import { TeamConnection } from '../team/teamConnection';
import type { TeamErrorCode } from '../team/teamError';
import { acquireLease } from '../team/teamLease';
import { secretsIn } from '../team/teamServers';
import { installIdOf, serviceOptions, type ReceiverEnvironment, type ReceiverHealth } from './receiverPorts';
import type { ReceiverConfig } from './receiverConfig';

/** Exit codes of the program. */
export const exitCodes = {
  stopped: 0,
  failed: 1,
  configuration: 2,
  refusedByLiveChat: 3,
  refusedByNats: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const callsPerMinute = 100;
const timeoutMs = 30_000;
/** A refusal is confirmed after this time, since a proxy or a moment at LiveChat may have caused it. */
const confirmMs = 4_000;
const refusals: ReadonlySet<TeamErrorCode> = new Set(['refused', 'not-allowed']);

/**
 * Receives the events of one account, and publishes them to the team's stream, until it is stopped or cannot continue.
 * One receiver of an account is active at a time; others wait.
 */
export class ReceiverRun {
  /** Resolves to the exit code once everything is closed. Never rejects. */
  readonly ended: Promise<ExitCode>;
  private readonly stopping = new AbortController();
  private end: (code: ExitCode) => void = () => undefined;
  private publisher: LeasedPublisher | undefined;
  private readonly watch: ReceiverWatch;
  /** It took the lease, and neither gave it back nor learned of another receiver since. */
  private receives = false;
  /** For how long nothing had been published when the lease was taken. */
  missedMs: number | undefined;
  private isReady = false;
  private hasBegun = false;
  /** NATS has answered who holds the lease. */
  private wasAllowed = false;

  private constructor(
    private readonly config: ReceiverConfig,
    private readonly around: ReceiverEnvironment,
    private readonly parts: {
      readonly database: Database;
      readonly outbox: Outbox;
      readonly service: EventService;
      readonly connection: LiveChatConnection;
    },
  ) {
    this.watch = new ReceiverWatch({
      clock: around.clock,
      holdsLease: () => this.publisher?.holdsLease === true,
      onFailing: (problem) => void this.standBack(problem),
    });
    const code = new Promise<ExitCode>((resolve) => (this.end = resolve));
    this.ended = code.then(async (exitCode) => {
      await this.close();
      return exitCode;
    });
  }

  /** @throws StorageError, or the system's error where the folder cannot be used */
  static async start(config: ReceiverConfig, around: ReceiverEnvironment): Promise<ReceiverRun> {
    const { clock, log } = around;
    for (const secret of secretsOf(config)) log.hide(secret);
    const [{ openDatabase }, { openEventService }, { connect }] = await Promise.all([
      import('../storage/openDatabase'),
      import('../events/service/openEventService'),
      import('../api/connect'),
    ]);
    const database = await openDatabase({ folder: config.dataDir, clock, log });
    const { credential, apiUrl, helpdeskUrl, accountsUrl } = config;
    const urls = { apiUrl, helpdeskUrl, accountsUrl };
    const connection = connect({ ...urls, credential, callsPerMinute, timeoutMs, onCall: () => undefined });
    const outbox = new Outbox(database);
    await outbox.enable();
    const started: { run?: ReceiverRun } = {};
    const service = await openEventService(
      serviceOptions(config, around, { database, connection, current: () => started.run }),
    );
    const run = new ReceiverRun(config, around, { database, outbox, service, connection });
    started.run = run;
    run.begin();
    return run;
  }

  /** Takes the registrations back, and publishes what was accepted, for at most some seconds. */
  stop(): void {
    this.end(exitCodes.stopped);
  }

  /** For `GET /healthz`. */
  get health(): ReceiverHealth {
    const { service, outbox } = this.parts;
    const { state, lastEventAt } = service.view;
    const publishing = this.publisher?.state;
    const stream = publishing?.kind ?? 'connecting';
    const details = {
      state,
      stream,
      ...(publishing?.kind === 'waiting' && { reason: publishing.code }),
      unpublished: outbox.count,
      ...(lastEventAt !== undefined && { lastEventAt }),
    };
    return { isHealthy: state === 'live' && stream === 'connected', details };
  }

  private begin(): void {
    const { clock, log } = this.around;
    const { outbox, service } = this.parts;
    const { servers, credentials, stream, credential, teamKey } = this.config;
    const publisher = new LeasedPublisher({
      ...{ clock, log, outbox, key: teamKey },
      connect: () => TeamConnection.open({ servers, credentials, stream, name: 'livechat-desk receiver' }),
      acquireLease: () => Promise.resolve(acquireLease),
      receiver: {
        account: credential.account.id,
        holder: installIdOf(this.config),
        isCaughtUp: () => service.isCaughtUp,
        onTake: (missedMs) => {
          this.wasAllowed = true;
          this.missedMs = missedMs;
          this.receives = true;
          this.watch.restart();
          void this.listen();
        },
        onWait: () => {
          this.wasAllowed = true;
          log.warn('Team: another receiver of this account is active. This one waits.');
          void this.rest();
        },
      },
    });
    this.publisher = publisher;
    publisher.onDidChange((state) => {
      if (state.kind === 'waiting' && refusals.has(state.code) && !this.wasAllowed) {
        this.end(exitCodes.refusedByNats);
      }
      this.checkReady();
    });
    service.onDidArrive(() => publisher.wake());
    service.onDidChangeView((view) => {
      if (service.role === 'follower') {
        log.error('Another receiver uses the same dataDir.');
        this.end(exitCodes.failed);
      }
      this.checkReady();
      if (this.receives) this.watch.follow(view);
      if (view.state === 'needs-user') void this.checkRefusal(view);
    });
  }

  /** Registers the webhooks, or does nothing where they are registered. */
  private async listen(): Promise<void> {
    const { service } = this.parts;
    // It ends then: the other process leads.
    if (service.role === 'follower' || this.isStopping()) return;
    try {
      // What a run left that ended without SIGTERM is not continued: each start has another path and other secrets.
      if (!this.hasBegun) await service.stop();
      this.hasBegun = true;
      // Everything was closed meanwhile.
      if (this.isStopping()) return;
      await service.start({ interactive: false });
    } catch (thrown) {
      this.around.log.error(`Listener: it could not be started (${String(thrown)}).`);
      this.end(exitCodes.failed);
    }
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private checkReady(): void {
    if (this.isReady || !this.health.isHealthy) return;
    this.isReady = true;
    this.around.onReady();
  }

  /** Before it was ready once, it ends; later it tries again, as listening does. */
  private async checkRefusal({ problem }: ListenerView): Promise<void> {
    if (this.isReady || problem === undefined) return;
    const { clock, log } = this.around;
    if (problem.kind === 'livechat' && problem.failure.code === 'unauthorized') {
      await sleep(clock, confirmMs, this.stopping.signal);
      const isRefused = await this.parts.connection.check().then(
        () => false,
        (thrown: unknown) => failureOf(thrown)?.code === 'unauthorized',
      );
      if (!isRefused) {
        await this.listen();
        return;
      }
    }
    log.error(`Listener: it cannot start: ${logTextOf(problem)}.`);
    const isRefused = problem.kind === 'livechat' || problem.kind === 'full';
    this.end(isRefused ? exitCodes.refusedByLiveChat : exitCodes.failed);
  }

  private async close(): Promise<void> {
    const { service, database, connection } = this.parts;
    this.stopping.abort();
    // Otherwise it might have the lease meanwhile, and register again.
    this.publisher?.endAsking();
    await this.rest();
    await this.publisher?.drain();
    await this.publisher?.stop();
    await service.dispose();
    connection.dispose();
    await database.close();
  }

  /**
   * It holds the lease and is not live: another receiver can take it. What works is kept until one has: it may still be
   * given events, such as where only the comparison of its webhooks fails.
   */
  private async standBack(problem: ListenerProblem): Promise<void> {
    this.around.log.warn(
      `Team: nothing is received (${logTextOf(problem)}). The lease is given up, and asked for again.`,
    );
    this.receives = false;
    this.watch.end();
    await this.publisher?.standBack();
  }

  /** Another one is the receiver, or it ends. Never rejects. */
  private async rest(): Promise<void> {
    this.receives = false;
    this.watch.end();
    await this.takeBack();
  }

  /** Removes the registrations. Never rejects: the rest is closed in any case. */
  private async takeBack(): Promise<void> {
    const { log } = this.around;
    const { service } = this.parts;
    // The registrations are those of the process that leads.
    if (service.role === 'follower') return;
    try {
      const { state } = await service.stop();
      if (state !== 'off') log.warn(`Listener: the state at the end is ${state}.`);
    } catch (thrown) {
      log.warn(`Listener: the registrations could not be removed (${errorName(thrown)}).`);
    }
  }
}

function secretsOf({ credential, credentials, teamKey }: ReceiverConfig): readonly string[] {
  const key = Buffer.from(teamKey.secret).toString('base64url');
  return [credential.secret, key, ...secretsIn(credentials)];
}
