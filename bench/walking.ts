import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vsixFile } from '../scripts/workbench/project.mjs';
import { stopChildren } from '../scripts/workbench/childProcesses.mjs';
import { packageExtension } from '../scripts/workbench/packageExtension.mjs';
import { reloadWindow } from '../test/workbench/support/persistence';
import type { Workbench } from '../test/workbench/support/startWorkbench';
import { bareTitle, writeBareExtension } from './support/bareExtension';
import { bareNames } from './support/bareNames';
import { knowTickets } from './support/knownTickets';
import { atMost, report } from './support/report';
import { startSignedIn } from './support/signedInEditor';
import { median, percentile } from './support/statistics';
import { clickTicket, showTicketsOnly } from './support/ticketClicks';
import { presses, shownStates, ticketMarksScript } from './support/ticketMarks';
import { listedIds, loadMore, scrollToTop } from './support/ticketRows';
import { TicketSandbox } from './support/ticketSandbox';
import { until } from './support/waiting';

const delayMs = 400;
const known = 5_000;
const giveUpMs = 30_000;
/** How often a keyboard repeats a held key. */
const repeatMs = 33;
/** Longer than a ticket is looked at before it is fetched, and than the fetch takes. */
const lookMs = 1_100;
const pages = 2;
/** Otherwise calls for the next ticket and the one before would be among those that are counted. */
const noneAhead = { 'livechat.localData.prefetchPerDay': 0 };

interface Walk {
  /** From each press to the first frame with that ticket or a later one. */
  readonly ms: readonly number[];
  /** Tickets that were never drawn, because a later one was. */
  readonly skipped: number;
  /** Frames that showed an earlier ticket than before, or at the end another ticket than the selected one. */
  readonly stale: number;
  readonly calls: number;
}

void report(async ({ quick }) => {
  const count = quick ? 8 : 30;
  await packageExtension();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-walking-'));
  const sandbox = await TicketSandbox.start(500);
  let workbench: Workbench | undefined;
  try {
    await sandbox.delay(delayMs);
    const ids = (await listedIds(sandbox, 'open', pages + 1)).slice(0, count + 1);
    const prepare = (folder: string): Promise<void> =>
      knowTickets(folder, sandbox.account, { from: 0, to: known });
    workbench = await startSignedIn({
      ...{ vsix: vsixFile, sandbox, prepare, settings: noneAhead },
      extensionDirs: [writeBareExtension(folder)],
    });
    await workbench.context.addInitScript(ticketMarksScript);
    const walker = new Walker(workbench, sandbox, ids);
    const bare = await walker.holdKeyInBareRows();
    await walker.begin();
    const unseen = await walker.holdKey('subject');
    await walker.readAll();
    await walker.begin();
    const seen = await walker.holdKey('conversation');
    return {
      title: `${count} tickets by a held arrow key, ${repeatMs} ms a ticket`,
      runs: 1,
      figures: [
        { what: 'seen before: key to conversation, p50', value: median(seen.ms), unit: 'ms' },
        { what: 'never seen: key to subject, p50', value: median(unseen.ms), unit: 'ms' },
        { what: 'fixed rows and a bare page: key to name, p50', value: median(bare.ms), unit: 'ms' },
        { what: 'fixed rows and a bare page: key to name, p95', value: percentile(bare.ms, 95), unit: 'ms' },
        { what: 'seen before: passed before they were drawn', value: seen.skipped, unit: 'tickets' },
        { what: 'never seen: passed before they were drawn', value: unseen.skipped, unit: 'tickets' },
      ],
      verdicts: [
        atMost('seen before: key to conversation, p95 at most 50 ms', percentile(seen.ms, 95), 50, 'ms'),
        atMost('never seen: key to subject, p95 at most 50 ms', percentile(unseen.ms, 95), 50, 'ms'),
        atMost('no stale ticket', seen.stale + unseen.stale, 0, 'frames'),
        // Only the last ticket is looked at for longer than 300 ms, and it costs no call where it was read before.
        atMost('never seen: calls at most those of one ticket', unseen.calls, 1, 'calls'),
        atMost('seen before: no calls', seen.calls, 0, 'calls'),
      ],
    };
  } finally {
    await workbench?.dispose();
    await sandbox.stop();
    await stopChildren();
    rmSync(folder, { recursive: true, force: true });
  }
});

class Walker {
  constructor(
    private readonly workbench: Workbench,
    private readonly sandbox: TicketSandbox,
    /** In the order of the list. */
    private readonly ids: readonly string[],
  ) {}

  /** Reloads the window and opens the first ticket. */
  async begin(): Promise<void> {
    const { workbench } = this;
    await workbench.runCommand('View: Close All Editors');
    await reloadWindow(workbench);
    await workbench.openView('LiveChat');
    await showTicketsOnly(workbench);
    await pause(3_000);
    await loadMore(workbench, pages);
    await pause(1_000);
    await clickTicket(workbench, this.first);
    await pause(lookMs);
  }

  /** The least that an editor takes for it. */
  async holdKeyInBareRows(): Promise<Walk> {
    const { workbench } = this;
    await reloadWindow(workbench);
    await workbench.openView(bareTitle);
    const [first = ''] = bareNames;
    await workbench.view('Rows').row(first).first().click();
    await until(giveUpMs, 'the page was shown', async () =>
      (await shownStates(workbench.page)).some(({ id }) => id === first),
    );
    await pause(3_000);
    return await this.holdKey('subject', bareNames.slice(0, this.ids.length));
  }

  /** Looks at each ticket until it is read. */
  async readAll(): Promise<void> {
    const { workbench, ids } = this;
    // The held key ended further down.
    await scrollToTop(workbench);
    await clickTicket(workbench, this.first);
    await pause(lookMs);
    for (const id of ids.slice(1)) {
      await workbench.page.keyboard.press('ArrowDown');
      await until(giveUpMs, `${id} was read`, async () =>
        (await shownStates(workbench.page)).some((state) => state.id === id && state.entries > 0),
      );
    }
    await pause(lookMs);
  }

  /** @param part what has to be on the screen */
  async holdKey(part: 'subject' | 'conversation', ids = this.ids): Promise<Walk> {
    const { workbench, sandbox } = this;
    const { keyboard } = workbench.page;
    const calls = await readsOf(sandbox);
    const pressesBefore = (await presses(workbench.page)).length;
    const begun = performance.now();
    for (let index = 1; index < ids.length; index += 1) {
      await keyboard.down('ArrowDown');
      await pause(begun + index * repeatMs - performance.now());
    }
    await keyboard.up('ArrowDown');
    await pause(3 * lookMs);
    const pressed = (await presses(workbench.page)).slice(pressesBefore);
    const states = (await shownStates(workbench.page)).filter(({ at }) => at >= (pressed[0] ?? NaN));
    const shown = states.map(({ id, entries, at }) => ({ at: ids.indexOf(id), entries, ms: at }));
    const isDrawn = ({ entries }: { readonly entries: number }): boolean => part === 'subject' || entries > 0;
    const drawn = shown.filter(isDrawn);
    const times = ids.slice(1).map((_, index) => {
      const first = drawn.find(({ at }) => at >= index + 1);
      return (first?.ms ?? NaN) - (pressed[index] ?? NaN);
    });
    const isStale = shown.map(({ at }, index) => at < (shown[index - 1]?.at ?? 0));
    const endsWrong = shown.at(-1)?.at !== ids.length - 1;
    return {
      ms: times,
      skipped: ids.slice(1).filter((_, index) => !drawn.some(({ at }) => at === index + 1)).length,
      stale: isStale.filter(Boolean).length + (endsWrong ? 1 : 0),
      calls: (await readsOf(sandbox)) - calls,
    };
  }

  private get first(): string {
    return this.ids[0] ?? '';
  }
}

async function readsOf(sandbox: TicketSandbox): Promise<number> {
  return (await sandbox.calls()).byRoute['GET /tickets/:id'] ?? 0;
}

async function pause(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, Math.max(0, ms)));
}
