import { sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import { digestOf } from '../../base/digest';
import { errorName, logRejection, type Log } from '../../base/log';
import type { Database } from '../../storage/database';
import type { TeamAccess } from '../../team/teamAccess';
import type { TeamClient } from '../../team/teamClient';
import type { TeamConnection } from '../../team/teamConnection';
import type { Lease } from '../../team/teamLease';
import { EventPublisher } from '../publish/eventPublisher';
import { Outbox } from '../publish/outbox';
import type { ListenerStateName } from '../status/listenerStatus';
import type { TeamPort } from '../transports/team/teamTransport';

export interface TeamReceiverOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly random?: () => number;
  readonly team: TeamPort;
  /** Loads the clients of NATS. */
  readonly load: () => Promise<{ readonly teamClient: TeamClient }>;
  /** Id of the active account; `undefined` while signed out. */
  readonly account: () => string | undefined;
  /** Identifies this machine as a holder of the lease. */
  readonly holder: string;
  /** Whether this machine receives has changed: the listener is to use another transport. */
  readonly onChange: () => void;
}

interface Running {
  /** For what it runs: another account, key, server, stream or credentials need another run. */
  readonly name: string;
  readonly publisher: EventPublisher;
  readonly stopping: AbortController;
  lease?: Lease;
}

/** How long events that were accepted before the end may take to be published. */
const drainMs = 5_000;
/** States in which a run of the listener begins. */
const beginnings: ReadonlySet<ListenerStateName> = new Set(['listening', 'opening']);

/**
 * Makes the leading window of a member the team's receiver, where it may be and no other machine is: it holds the lease
 * of its account, and publishes what it receives. Who waits for the lease stays a member.
 */
export class TeamReceiver {
  private readonly outbox: Outbox;
  private running: Running | undefined;
  private receives = false;
  private silentMs = 0;
  /** Changes follow one another. */
  private changing: Promise<void> = Promise.resolve();

  constructor(private readonly options: TeamReceiverOptions) {
    this.outbox = new Outbox(options.database);
  }

  /** Whether this machine holds the lease, as far as it knows. Without a connection to NATS it still receives. */
  get isReceiving(): boolean {
    return this.receives;
  }

  /** How long nothing had been published when this machine became the receiver; `undefined` while it is not. */
  get missedMs(): number | undefined {
    return this.receives ? this.silentMs : undefined;
  }

  /** The listener has entered another state. */
  follow(state: ListenerStateName): void {
    if (beginnings.has(state)) this.change(() => this.check());
    else if (state === 'off' && this.running) this.change(() => this.stop(true));
    // Another window publishes what waits.
    else if (state === 'follower' && this.running) this.change(() => this.stop(false));
  }

  /** An event was stored. */
  wake(): void {
    this.running?.publisher.wake();
  }

  /** The window closes, or leads no more: gives the lease back, for another machine to take. Never rejects. */
  async release(): Promise<void> {
    this.change(() => this.stop(false));
    await this.changing;
  }

  private change(work: () => Promise<void>): void {
    this.changing = this.changing.then(work).catch((thrown: unknown) => {
      this.options.log.warn(`Team: this machine cannot be the receiver now (${errorName(thrown)}).`);
    });
  }

  private async check(): Promise<void> {
    const { team, account } = this.options;
    const id = account();
    const access = await team.access();
    const mayReceive = access?.receive === true && access.servers.length > 0;
    const wanted = mayReceive && id !== undefined ? { access, account: id } : undefined;
    const name = wanted && nameOf(wanted);
    if (name === this.running?.name) return;
    await this.stop(!wanted);
    if (wanted && name !== undefined) await this.begin(name, wanted.access, wanted.account);
  }

  private async begin(name: string, access: TeamAccess, account: string): Promise<void> {
    const { clock, log, random } = this.options;
    await this.outbox.enable();
    const stopping = new AbortController();
    const publisher = new EventPublisher({
      ...{ clock, log, outbox: this.outbox, key: access.keys[0], ...(random && { random }) },
      connect: async () => {
        const { teamClient } = await this.options.load();
        const { servers, credentials, stream } = access;
        const connection = await teamClient.open({
          servers,
          credentials,
          stream,
          name: 'livechat-desk receiver',
        });
        logRejection(this.keepLease(running, account, connection), log);
        return connection;
      },
    });
    const running: Running = { name, publisher, stopping };
    this.running = running;
  }

  /** Waits for the lease on this connection, and ends the connection once the lease is lost: the next one waits again. */
  private async keepLease(running: Running, account: string, connection: TeamConnection): Promise<void> {
    const { clock, log, holder } = this.options;
    const { signal } = running.stopping;
    const over = AbortSignal.any([signal, endOf(connection)]);
    try {
      await connection.ensureStream();
      const { teamClient } = await this.options.load();
      const lease = await teamClient.acquireLease({
        ...{ connection, account, holder, clock, signal: over },
        onWait: () => {
          log.info('Team: another machine is the receiver. This one waits.');
          if (this.running === running) this.set(false);
        },
      });
      running.lease = lease;
      this.silentMs = await connection.unpublishedMs(clock.now());
      if (this.running === running) this.set(true);
      await lease.ended;
    } catch (thrown) {
      if (!over.aborted) log.warn(`Team: the receiver's lease could not be held (${errorName(thrown)}).`);
    }
    if (!signal.aborted) await connection.close();
  }

  /** @param forGood whether this machine is not to be a receiver: then nothing waits to be published any more */
  private async stop(forGood: boolean): Promise<void> {
    const { running } = this;
    this.running = undefined;
    if (running) {
      const { publisher, stopping, lease } = running;
      if (forGood) await this.drain(publisher);
      stopping.abort();
      await lease?.release();
      await publisher.stop();
      this.set(false);
    }
    if (forGood && this.outbox.isEnabled) await this.outbox.disable();
  }

  private async drain(publisher: EventPublisher): Promise<void> {
    publisher.wake();
    const isDone = (): boolean => this.outbox.count === 0 || publisher.state.kind !== 'connected';
    for (let waited = 0; !isDone() && waited < drainMs; waited += 50) await sleep(this.options.clock, 50);
  }

  private set(receives: boolean): void {
    if (receives === this.receives) return;
    this.receives = receives;
    this.options.log.info(`Team: this machine is ${receives ? 'the receiver' : 'a member'} now.`);
    this.options.onChange();
  }
}

function nameOf({ access, account }: { readonly access: TeamAccess; readonly account: string }): string {
  const { keys, servers, stream, credentials } = access;
  return JSON.stringify([account, keys[0].id, servers, stream, digestOf(JSON.stringify(credentials))]);
}

function endOf(connection: TeamConnection): AbortSignal {
  const over = new AbortController();
  void connection.ended.then(() => over.abort());
  return over.signal;
}
