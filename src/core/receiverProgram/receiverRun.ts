import { hostname } from 'node:os';
import path from 'node:path';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import { digestOf } from '../base/digest';
import { errorName } from '../base/log';
import type { LiveChatConnection } from '../domain/connection';
import { failureOf } from '../domain/failure';
import { LeasedPublisher } from '../events/publish/leasedPublisher';
import { Outbox } from '../events/publish/outbox';
import { accountPorts, type RunOnConnection } from '../events/service/accountPorts';
import type { EventService, EventServiceOptions } from '../events/service/eventService';
import { logTextOf } from '../events/status/problem';
import type { ListenerView } from '../events/status/listenerStatus';
import type { Database } from '../storage/database';
import { TeamConnection } from '../team/teamConnection';
import type { TeamErrorCode } from '../team/teamError';
import { acquireLease } from '../team/teamLease';
import { secretsIn } from '../team/teamServers';
import type { LineLog } from './lineLog';
import { memorySecrets, receiverTunnel } from './receiverPorts';
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

export interface ReceiverEnvironment {
  readonly clock: Clock;
  readonly log: LineLog;
  /** Folder of the bundles, which has the programs that guard tunnels. */
  readonly bundleFolder: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Called once: webhooks are registered and the stream can be written. */
  readonly onReady: () => void;
}

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
      serviceOptions(config, around, database, connection, () => started.run),
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
  get health(): { readonly isHealthy: boolean; readonly details: Readonly<Record<string, string | number>> } {
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
          void this.listen();
        },
        onWait: () => {
          this.wasAllowed = true;
          log.warn('Team: another receiver of this account is active. This one waits.');
          void this.takeBack();
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
      if (view.state === 'needs-user') void this.checkRefusal(view);
    });
  }

  /** Registers the webhooks, or does nothing where they are registered. */
  private async listen(): Promise<void> {
    const { service } = this.parts;
    // It ends then: the other process leads.
    if (service.role === 'follower') return;
    try {
      // What a run left that ended without SIGTERM is not continued: each start has another path and other secrets.
      if (!this.hasBegun) await service.stop();
      this.hasBegun = true;
      await service.start({ interactive: false });
    } catch (thrown) {
      this.around.log.error(`Listener: it could not be started (${String(thrown)}).`);
      this.end(exitCodes.failed);
    }
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
    await this.takeBack();
    await this.publisher?.drain();
    await this.publisher?.stop();
    await service.dispose();
    connection.dispose();
    await database.close();
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

/** Names this installation in the addresses of its webhooks. */
function installIdOf({ dataDir }: ReceiverConfig): string {
  return digestOf(`${hostname()}\n${path.resolve(dataDir)}`);
}

function secretsOf({ credential, credentials, teamKey }: ReceiverConfig): readonly string[] {
  const key = Buffer.from(teamKey.secret).toString('base64url');
  return [credential.secret, key, ...secretsIn(credentials)];
}

function serviceOptions(
  config: ReceiverConfig,
  { clock, log, env, bundleFolder }: ReceiverEnvironment,
  database: Database,
  connection: LiveChatConnection,
  current: () => ReceiverRun | undefined,
): EventServiceOptions {
  const { credential, dataDir, events, listen } = config;
  const run: RunOnConnection = (work) => work(connection);
  const tunnelFolder = path.join(dataDir, 'tunnels');
  return {
    ...{ clock, log, database },
    ...accountPorts(run, () => connection),
    ...{ installId: installIdOf(config), dir: path.join(dataDir, 'listening') },
    settings: () => ({ events, port: listen.port, autoStart: false }),
    account: () => credential.account.id,
    missedMs: () => current()?.missedMs,
    receiver: {
      host: listen.host,
      health: () => current()?.health ?? { isHealthy: false, details: { state: 'opening' } },
    },
    choose: () => receiverTunnel(config.reachedBy, { clock, env, storageFolder: tunnelFolder, bundleFolder }),
    // Neither path nor secrets are written: each start has new ones.
    secrets: memorySecrets(),
    hide: (secret) => log.hide(secret),
    surfaceOf: () => 'off',
    ...{ isDoNotDisturb: () => true, answers: () => Promise.resolve(), show: () => undefined },
  };
}
