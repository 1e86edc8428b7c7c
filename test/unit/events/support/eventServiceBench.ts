import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Arrival } from '../../../../src/core/domain/arrival';
import type { EventNotification, Surface } from '../../../../src/core/events/status/notification';
import type { EventService, EventServiceOptions } from '../../../../src/core/events/service/eventService';
import { openEventService } from '../../../../src/core/events/service/openEventService';
import type { Database } from '../../../../src/core/storage/database';
import { testDatabase } from '../../storage/support/testDatabase';
import { ListenerBench } from './listenerBench';
import { callsOf } from './connectionPorts';

export interface OpenWindow {
  readonly eventService: EventService;
  readonly arrivals: Arrival[];
  readonly shown: EventNotification[];
}

const giveUpMs = 15_000;

/** Windows of one machine, each with an event service, over one folder and one account. */
export class EventServiceBench {
  readonly windows: OpenWindow[] = [];
  surface: Surface = 'toast';
  private readonly databases: Database[] = [];

  private constructor(
    readonly account: ListenerBench,
    readonly dir: string,
  ) {}

  /** @param account with a sandbox of its own; default: classic */
  static async open(account?: ListenerBench): Promise<EventServiceBench> {
    return new EventServiceBench(
      account ?? (await ListenerBench.open()),
      await mkdtemp(path.join(tmpdir(), 'desk-')),
    );
  }

  async window(parts: Partial<EventServiceOptions> = {}): Promise<OpenWindow> {
    const { connection, tunnels } = this.account;
    const arrivals: Arrival[] = [];
    const shown: EventNotification[] = [];
    const database = await testDatabase(this.dir);
    this.databases.push(database);
    const eventService = await openEventService({
      database,
      clock: systemClock,
      log: silentLog,
      installId: path.basename(this.dir).replace(/\W/g, '-'),
      dir: this.dir,
      settings: () => this.account.settings,
      account: () => this.account.account,
      ...callsOf(connection),
      choose: () => Promise.resolve({ kind: 'provider', provider: tunnels }),
      secrets: {
        get: (key) => Promise.resolve(this.account.secrets.get(key)),
        store: (key, value) => Promise.resolve(void this.account.secrets.set(key, value)),
        delete: (key) => Promise.resolve(void this.account.secrets.delete(key)),
      },
      surfaceOf: () => this.surface,
      isDoNotDisturb: () => false,
      answers: () => Promise.resolve(),
      show: (notification) => shown.push(notification),
      ...parts,
    });
    eventService.onDidArrive((arrival) => arrivals.push(arrival));
    const window = { eventService, arrivals, shown };
    this.windows.push(window);
    await this.until(() => eventService.role !== 'electing');
    return window;
  }

  /** Polls at each turn, for conditions without an event. */
  async until(isTrue: () => boolean): Promise<void> {
    const begun = Date.now();
    while (!isTrue()) {
      if (Date.now() - begun > giveUpMs) throw new Error('it never came true');
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  /** @param withAccount whether no other machine uses the account */
  async close(withAccount = true): Promise<void> {
    for (const { eventService } of this.windows) await eventService.dispose();
    for (const database of this.databases) await database.close();
    if (withAccount) await this.account.close();
    await rm(this.dir, { recursive: true });
  }
}
