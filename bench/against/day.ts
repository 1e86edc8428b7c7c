import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChildren } from '../../scripts/workbench/childProcesses.mjs';
import { reloadWindow } from '../../test/workbench/support/persistence';
import type { Workbench } from '../../test/workbench/support/startWorkbench';
import { compare, ofBoth, row, type Side } from '../support/comparison';
import { Gauge } from '../support/gauge';
import { startSignedIn } from '../support/signedInEditor';
import { listedIds } from '../support/ticketRows';
import { TicketSandbox, type CallCounts } from '../support/ticketSandbox';
import { until } from '../support/waiting';

const giveUpMs = 60_000;
const quietMs = 700;

/** Calls by act. */
type Day = Readonly<Record<string, number>>;

/** Calls that the acts of a day at work cost: the same acts in both builds, in a real window. */
void compare(async ({ builds, quick }) => {
  const tickets = quick ? 6 : 20;
  const days = await ofBoth((side: Side) =>
    spendDay(path.join(builds[side], 'dist', 'livechat-desk.vsix'), tickets),
  );
  await stopChildren();
  const acts = Object.keys(days.here);
  const total = (day: Day): number => Object.values(day).reduce((sum, calls) => sum + calls, 0);
  return {
    title: `Calls of a scripted day with ${tickets} tickets`,
    runs: 1,
    rows: [
      row(
        'calls of the whole day',
        'calls',
        { other: [total(days.other)], here: [total(days.here)] },
        {
          ratioAtMost: 1,
        },
      ),
      ...acts.map((act) => row(act, 'calls', { other: [days.other[act] ?? 0], here: [days.here[act] ?? 0] })),
    ],
  };
});

async function spendDay(vsix: string, count: number): Promise<Day> {
  const parent = mkdtempSync(path.join(tmpdir(), 'bench-day-'));
  const sandbox = await TicketSandbox.start(500);
  let workbench: Workbench | undefined;
  try {
    const gauge = new Gauge(parent);
    const ids = (await listedIds(sandbox, 'open', 1)).slice(0, count);
    const { env, extensionDir } = gauge;
    workbench = await startSignedIn({ vsix, sandbox, env, extensionDirs: [extensionDir] });
    return await new WorkDay(workbench, gauge, sandbox, ids).spend();
  } finally {
    await workbench?.dispose();
    await sandbox.stop();
    rmSync(parent, { recursive: true, force: true });
  }
}

class WorkDay {
  constructor(
    private readonly workbench: Workbench,
    private readonly gauge: Gauge,
    private readonly sandbox: TicketSandbox,
    /** Of tickets in the list. */
    private readonly ids: readonly string[],
  ) {}

  async spend(): Promise<Day> {
    const { gauge, ids } = this;
    const [first = '', second = ''] = ids;
    const reload = async (): Promise<void> => {
      await gauge.begin(() => reloadWindow(this.workbench));
      await this.workbench.openView('LiveChat');
    };
    await this.quiet();
    const acts: Readonly<Record<string, () => Promise<unknown>>> = {
      'reloading the window': reload,
      'opening each ticket': () => this.openAll(ids),
      'opening each ticket again': () => this.openAll(ids),
      'refreshing the lists': () => gauge.execute('livechat.tickets.refresh'),
      'opening each ticket after the refresh': () => this.openAll(ids),
      'answering a ticket': () =>
        gauge.execute('livechat.ticket.update', { ticketId: first, message: 'It is on its way.' }),
      'solving a ticket': () =>
        gauge.execute('livechat.ticket.update', { ticketId: second, status: 'solved' }),
      'reloading the window again': reload,
      'opening half of the tickets': () => this.openAll(ids.slice(ids.length / 2)),
    };
    const day: Record<string, number> = {};
    for (const [act, work] of Object.entries(acts)) {
      const before = await this.quiet();
      await work();
      day[act] = (await this.quiet()).count - before.count;
    }
    return day;
  }

  private async openAll(ids: readonly string[]): Promise<void> {
    for (const ticketId of ids) {
      await this.gauge.execute('livechat.ticket.open', { ticketId, preview: true });
      await this.quiet();
    }
  }

  /** Waits until no call was made for a while. */
  private async quiet(): Promise<CallCounts> {
    let last = await this.sandbox.calls();
    let since = performance.now();
    await until(giveUpMs, 'no calls were made', async () => {
      const now = await this.sandbox.calls();
      if (now.count !== last.count) since = performance.now();
      last = now;
      return performance.now() - since > quietMs;
    });
    return last;
  }
}
