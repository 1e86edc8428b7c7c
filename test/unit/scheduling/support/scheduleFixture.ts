import { silentLog } from '../../../../src/core/base/log';
import { Emitter } from '../../../../src/core/base/event';
import { Scheduler, type SchedulerOptions } from '../../../../src/core/scheduling/scheduler';
import type { ScheduledItem } from '../../../../src/core/scheduling/scheduledItem';
import { ScheduleRows, type NewScheduledItem } from '../../../../src/core/scheduling/scheduleRows';
import type { Database } from '../../../../src/core/storage/database';
import { StorageBench } from '../../storage/support/storageBench';
import { FakeClock } from '../../support/fakeClock';

export const account = 'classic:ada';

/** What LiveChat got, and when. */
interface Received {
  readonly text: string;
  readonly account: string;
  readonly at: number;
}

/** Ends a window at its n-th step, before or after what the step does. */
export interface Crash {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export interface TestWindow {
  readonly scheduler: Scheduler;
  /** What the user was notified of, each time. */
  readonly notified: ScheduledItem[];
  readonly sent: ScheduledItem[];
  hasCrashed: boolean;
}

const steps: readonly (keyof ScheduleRows)[] = [
  'take',
  'markSending',
  'sent',
  'unsent',
  'show',
  'takeForNotice',
];

/** Windows of one machine over one database, and a server that counts what it gets. */
export class ScheduleFixture {
  readonly clock = new FakeClock();
  readonly rows: ScheduleRows;
  readonly received: Received[] = [];
  readonly windows: TestWindow[] = [];
  active: string | undefined = account;
  /** What the server does with the next reply. */
  answer: 'sent' | 'refused' | 'lost' = 'sent';
  /** What happens while the conversation is read, before a reply is sent. */
  whileReading = (): void => undefined;

  private constructor(
    private readonly bench: StorageBench,
    readonly database: Database,
  ) {
    this.rows = new ScheduleRows(() => Promise.resolve(database));
  }

  static async open(): Promise<ScheduleFixture> {
    const bench = new StorageBench();
    return new ScheduleFixture(bench, await bench.database());
  }

  async add(
    kind: NewScheduledItem['kind'],
    inMs: number,
    text = 'Hello',
    more: Partial<NewScheduledItem> = {},
  ): Promise<number> {
    const target = { account, target: 'ticket', targetId: 'A1', title: 'Zipper' } as const;
    const reply = kind === 'reply' ? { reply: { text, isPrivate: false } } : {};
    const dueAt = this.clock.now() + inMs;
    return await this.rows.add({ ...target, kind, dueAt, ...reply, ...more }, this.clock.now());
  }

  /** Opens a window, and waits until it has looked at the schedule. */
  async openWindow(crash?: Crash): Promise<TestWindow> {
    const owner = `window ${this.windows.length}`;
    const window: TestWindow = {
      scheduler: this.schedulerOf(owner, () => window, crash),
      notified: [],
      sent: [],
      hasCrashed: false,
    };
    window.scheduler.onDidNeedDecision((items) => window.notified.push(...items));
    window.scheduler.onDidSend(({ item }) => window.sent.push(item));
    this.windows.push(window);
    void window.scheduler.look();
    await this.flush();
    return window;
  }

  async closeWindow(window: TestWindow): Promise<void> {
    await window.scheduler.close();
    await this.flush();
  }

  async advance(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      const next = Math.max(this.clock.next ?? end, this.clock.now() + 1);
      this.clock.advance(Math.min(next, end) - this.clock.now());
      await this.flush();
    }
  }

  /** Waits until nothing happens any more without the clock. */
  async flush(): Promise<void> {
    for (let turn = 0; turn < 25; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    for (const { scheduler } of this.windows) scheduler.dispose();
    await this.bench.dispose();
  }

  private schedulerOf(owner: string, window: () => TestWindow, crash: Crash | undefined): Scheduler {
    let count = 0;
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      if (window().hasCrashed) return await never();
      count += 1;
      const isLast = crash?.at === count;
      if (isLast && crash.when === 'before') return await end();
      const result = await work();
      return isLast ? await end() : result;
    };
    const end = (): Promise<never> => {
      window().hasCrashed = true;
      window().scheduler.dispose();
      return never();
    };
    const changed = new Emitter<unknown>();
    this.database.onDidChange((topics) => topics.has('schedule') && changed.fire(undefined));
    const send: SchedulerOptions['send'] = async (item, markSending) => {
      this.whileReading();
      if (!(await markSending())) return { kind: 'not-mine' };
      return await step(async () => {
        await Promise.resolve();
        if (this.answer === 'refused')
          return { kind: 'unsent', why: { kind: 'failed', failure: { code: 'forbidden', reasons: [] } } };
        this.received.push({
          text: item.reply?.text ?? '',
          account: this.active ?? '',
          at: this.clock.now(),
        });
        return this.answer === 'lost' ? { kind: 'unconfirmed' } : { kind: 'sent', warnings: [] };
      });
    };
    return new Scheduler({
      ...{ owner, send, clock: this.clock, log: silentLog, onDidChangeRows: changed.event },
      rows: stepping(this.rows, step),
      account: () => this.active,
    });
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function stepping(rows: ScheduleRows, step: <T>(work: () => Promise<T>) => Promise<T>): ScheduleRows {
  return new Proxy(rows, {
    get: (target, name): unknown => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
      if (!steps.includes(name as keyof ScheduleRows)) return call;
      return (...args: unknown[]) => step(async () => await call(...args));
    },
  });
}
