import path from 'node:path';
import { stopChildren } from '../../scripts/workbench/childProcesses.mjs';
import { reloadWindow } from '../../test/workbench/support/persistence';
import type { Workbench } from '../../test/workbench/support/startWorkbench';
import { compare, ofBoth, row, type BySide } from '../support/comparison';
import { knowTickets } from '../support/knownTickets';
import { startSignedIn } from '../support/signedInEditor';
import { percentile } from '../support/statistics';
import { clickTicket, showTicketsOnly, visibleTickets, type ClickTimes } from '../support/ticketClicks';
import { ticketMarksScript } from '../support/ticketMarks';
import { TicketSandbox } from '../support/ticketSandbox';

const delayMs = 400;
const known = 5_000;
/** Between two clicks: a person looks at a ticket, and what was fetched is stored. */
const lookMs = 800;

interface Opened {
  /** The first ticket of a window, for which the editor creates a panel. */
  readonly first: ClickTimes;
  readonly unseen: readonly ClickTimes[];
  /** The same tickets in the next window. */
  readonly seen: readonly ClickTimes[];
}

void compare(async ({ builds, quick }) => {
  const clicks = quick ? 4 : 20;
  const found = await ofBoth((side) =>
    // The other build cannot open a database of a newer one, and keeps no tickets.
    open(path.join(builds[side], 'dist', 'livechat-desk.vsix'), clicks, side === 'here' ? known : 0),
  );
  await stopChildren();
  const bySide = (of: (opened: Opened) => number): BySide<number[]> => ({
    other: [of(found.other)],
    here: [of(found.here)],
  });
  const share = (kind: 'unseen' | 'seen', part: keyof ClickTimes, percent: number): BySide<number[]> =>
    bySide((opened) =>
      percentile(
        opened[kind].map((times) => times[part]),
        percent,
      ),
    );
  return {
    title: `From a click on a ticket to its conversation, responses after ${delayMs} ms`,
    runs: clicks,
    rows: [
      row('seen before, p50', 'ms', share('seen', 'conversation', 50)),
      row('seen before, p95', 'ms', share('seen', 'conversation', 95), { atMost: 100 }),
      row('never seen: subject and requester, p95', 'ms', share('unseen', 'subject', 95), { atMost: 100 }),
      row('never seen: conversation, p50', 'ms', share('unseen', 'conversation', 50), {
        atMost: delayMs + 60,
      }),
      row('never seen: conversation, p95', 'ms', share('unseen', 'conversation', 95)),
      row(
        'first ticket of a window, with its panel',
        'ms',
        bySide(({ first }) => first.conversation),
      ),
    ],
  };
});

async function open(vsix: string, clicks: number, stored: number): Promise<Opened> {
  const sandbox = await TicketSandbox.start(500);
  let workbench: Workbench | undefined;
  try {
    await sandbox.delay(delayMs);
    const prepare = async (folder: string): Promise<void> => {
      if (stored > 0) await knowTickets(folder, sandbox.account, { from: 0, to: stored });
    };
    workbench = await startSignedIn({ vsix, sandbox, prepare });
    await workbench.context.addInitScript(ticketMarksScript);
    await reload(workbench);
    const [first = '', ...others] = await visibleTickets(workbench);
    const ids = others.slice(0, clicks);
    await clickTicket(workbench, first);
    await pause(lookMs);
    const unseen = await clickAll(workbench, ids);
    await workbench.runCommand('View: Close All Editors');
    await reload(workbench);
    const again = await clickTicket(workbench, first);
    await pause(lookMs);
    return { first: again, unseen, seen: await clickAll(workbench, ids) };
  } finally {
    await workbench?.dispose();
    await sandbox.stop();
  }
}

async function clickAll(workbench: Workbench, ids: readonly string[]): Promise<readonly ClickTimes[]> {
  const all: ClickTimes[] = [];
  for (const id of ids) {
    all.push(await clickTicket(workbench, id));
    await pause(lookMs);
  }
  return all;
}

async function reload(workbench: Workbench): Promise<void> {
  await reloadWindow(workbench);
  await workbench.openView('LiveChat');
  await showTicketsOnly(workbench);
  // The lists are loaded anew.
  await pause(3_000);
}

async function pause(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
}
