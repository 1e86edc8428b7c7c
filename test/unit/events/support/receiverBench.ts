import { silentLog } from '../../../../src/core/base/log';
import { openJournal } from '../../../../src/core/events/journal/openJournal';
import { Outbox } from '../../../../src/core/events/publish/outbox';
import { TeamReceiver } from '../../../../src/core/events/service/teamReceiver';
import type { ListenerView } from '../../../../src/core/events/status/listenerStatus';
import type { ListenerProblem } from '../../../../src/core/events/status/problem';
import type { Database } from '../../../../src/core/storage/database';
import type { TeamAccess } from '../../../../src/core/team/teamAccess';
import { TeamConnection, type TeamConnectionOptions } from '../../../../src/core/team/teamConnection';
import type { acquireLease, LeaseOptions } from '../../../../src/core/team/teamLease';
import {
  removeTemporaryFolder,
  temporaryFolder,
  until,
} from '../../../../scripts/workbench/childProcesses.mjs';
import { testDatabase } from '../../storage/support/testDatabase';
import { FakeClock } from '../../support/fakeClock';
import { NatsServer } from '../../team/support/natsServer';
import { accessTo, chatStarted } from '../../team/support/teamMachine';

const user = { user: 'receiver', password: 'one' };

/** Who has the lease, as the test decides. Whoever asks gets it. */
export class FakeLeases {
  asked = 0;
  /** How many were given back. */
  released = 0;
  /** Whether whoever asks has to wait first, for no time. */
  isTaken = false;
  private lost: (() => void) | undefined;

  readonly acquire: typeof acquireLease = ({ onWait, connection }: LeaseOptions) => {
    this.asked += 1;
    if (this.isTaken) onWait?.();
    const ended = new Promise<void>((resolve) => (this.lost = resolve));
    const end = this.lost;
    void connection.ended.then(end);
    return Promise.resolve({
      takenAt: Date.now(),
      setMissedSince: () => undefined,
      ended,
      release: () => {
        this.released += 1;
        end?.();
        return Promise.resolve();
      },
    });
  };

  lose(): void {
    this.lost?.();
  }
}

/** The receiver role of one machine: a real NATS server and database, a clock and leases that the test controls. */
export class ReceiverBench {
  readonly clock = new FakeClock();
  readonly leases = new FakeLeases();
  readonly receiver: TeamReceiver;
  readonly warnings: string[] = [];
  account: string | undefined = 'classic:ada';
  hindrance: ListenerProblem | undefined;
  /** Whether it received, after each change. */
  readonly changes: boolean[] = [];
  /** Connections that were opened, by their names. */
  readonly opened: string[] = [];
  /** Called before each connection is opened. */
  beforeOpen: (options: TeamConnectionOptions) => Promise<void> = () => Promise.resolve();
  private readonly access: TeamAccess;

  private constructor(
    readonly server: NatsServer,
    private readonly folder: string,
    private readonly database: Database,
  ) {
    const { clock, leases } = this;
    this.access = { ...accessTo(server, user), receive: true };
    this.receiver = new TeamReceiver({
      ...{ clock, database, random: () => 0, holder: 'one' },
      log: { ...silentLog, warn: (line) => this.warnings.push(line) },
      team: { access: () => Promise.resolve(this.access) },
      isCaughtUp: () => false,
      account: () => this.account,
      hindrance: () => Promise.resolve(this.hindrance),
      load: () =>
        Promise.resolve({
          teamClient: {
            acquireLease: leases.acquire,
            open: async (options) => {
              this.opened.push(options.name);
              await this.beforeOpen(options);
              return await TeamConnection.open(options);
            },
          },
        }),
      storage: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
      events: () => [],
      accept: () => Promise.resolve(),
      missedEvents: () => ({ accept: () => Promise.resolve(), show: () => undefined }),
      onChange: () => this.changes.push(this.receiver.isReceiving),
      onChangeView: () => undefined,
    });
  }

  static async open(): Promise<ReceiverBench> {
    const folder = temporaryFolder('receiver-');
    const [server, database] = await Promise.all([NatsServer.start([user]), testDatabase(folder)]);
    return new ReceiverBench(server, folder, database);
  }

  async close(): Promise<void> {
    await this.receiver.release();
    await this.database.close();
    await this.server.dispose();
    removeTemporaryFolder(this.folder);
  }

  /** The listener enters a state; resolves once what follows from it is done. */
  async follow(state: ListenerView['state'], problem?: ListenerProblem): Promise<void> {
    this.receiver.follow({ state, ...(problem && { problem }) });
    await this.receiver.settled();
  }

  /** It listens and has become the receiver. */
  async receive(): Promise<void> {
    await this.follow('opening');
    await this.until(() => this.receiver.isReceiving, 'it receives');
  }

  /** Events that an earlier run could not publish. */
  async leaveBacklog(): Promise<void> {
    const { database, clock } = this;
    const journal = openJournal({ database, clock, log: silentLog });
    const outbox = new Outbox(database);
    await outbox.enable();
    await journal.accept(chatStarted('EARLIER'));
    await outbox.disable();
    await journal.dispose();
  }

  /** What was asked of the server before is answered. */
  async roundTrips(): Promise<void> {
    const connection = await TeamConnection.open({ ...this.access, name: 'other' });
    await connection.position();
    await connection.close();
  }

  async until(isTrue: () => boolean, what: string): Promise<void> {
    await until(() => (isTrue() ? true : undefined), { timeoutMs: 10_000, what, everyMs: 5 });
  }
}
