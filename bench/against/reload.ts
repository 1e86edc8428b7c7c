import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChildren } from '../../scripts/workbench/childProcesses.mjs';
import { startWorkbench, type Workbench } from '../../test/workbench/support/startWorkbench';
import { benchDir } from '../support/children';
import { writeBlankExtension } from '../support/blankExtension';
import { compare, row, type BySide } from '../support/comparison';
import { startMarks, startMarksScript, type StartMarks } from '../support/editorMarks';
import { startSignedIn } from '../support/signedInEditor';
import { median, sideBySide } from '../support/statistics';
import { TicketSandbox } from '../support/ticketSandbox';
import { until } from '../support/waiting';

const delayMs = 400;
const giveUpMs = 60_000;
/** What a start still does after its first rows. */
const settleMs = 3_000;

type Reloaded = 'other' | 'here' | 'fixed' | 'nested' | 'blank';

void compare(async ({ builds, quick }) => {
  const runs = quick ? 2 : 8;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-reload-'));
  const sandbox = await TicketSandbox.start(500);
  const editors: Workbench[] = [];
  const opened = async (opening: Promise<Workbench>): Promise<Workbench> => {
    const workbench = await opening;
    editors.push(workbench);
    await workbench.context.addInitScript(startMarksScript);
    return workbench;
  };
  try {
    await sandbox.delay(delayMs);
    const vsix = (build: string): string => path.join(build, 'dist', 'livechat-desk.vsix');
    const other = await opened(startSignedIn({ vsix: vsix(builds.other), sandbox }));
    const here = await opened(startSignedIn({ vsix: vsix(builds.here), sandbox }));
    const fixed = await opened(startFixedRows(folder, false));
    const nested = await opened(startFixedRows(folder, true));
    const blank = await opened(startBlank(folder, builds.here));
    const found = await sideBySide<Reloaded, number>(runs, {
      other: () => reload(other, 'nested'),
      here: () => reload(here, 'nested'),
      fixed: () => reload(fixed, 'row'),
      nested: () => reload(nested, 'nested'),
      blank: () => reload(blank, 'nested'),
    });
    const over = (what: Reloaded, side: 'other' | 'here'): number[] =>
      found[side].map((ms, round) => ms - (found[what][round] ?? NaN));
    const overBoth = (what: Reloaded): BySide<number[]> => ({
      other: over(what, 'other'),
      here: over(what, 'here'),
    });
    return {
      title: 'Reload of a window with the Tickets view',
      runs,
      rows: [
        row('editor’s frame to first ticket', 'ms', found),
        row('over one that draws twenty fixed rows', 'ms', overBoth('fixed'), { atMost: 100 }),
        row('over one that draws them below a group', 'ms', overBoth('nested')),
        row('over one that also has this manifest', 'ms', overBoth('blank')),
      ],
      figures: [
        { what: 'twenty fixed rows', value: median(found.fixed), unit: 'ms' },
        { what: 'twenty fixed rows below a group', value: median(found.nested), unit: 'ms' },
        { what: 'the same with this manifest and empty handlers', value: median(found.blank), unit: 'ms' },
      ],
    };
  } finally {
    for (const workbench of editors) await workbench.dispose();
    await sandbox.stop();
    await stopChildren();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** @returns milliseconds from the window's first frame to the first row of this kind */
async function reload({ page }: Workbench, kind: 'row' | 'nested'): Promise<number> {
  await page.reload();
  let marks: StartMarks = {};
  await until(giveUpMs, 'a row was drawn', async () => {
    marks = await startMarks(page);
    return marks.frame !== undefined && marks[kind] !== undefined;
  });
  await new Promise((done) => setTimeout(done, settleMs));
  return (marks[kind] ?? NaN) - (marks.frame ?? NaN);
}

async function startFixedRows(parent: string, nested: boolean): Promise<Workbench> {
  const name = nested ? 'nestedRows' : 'rows';
  const dir = path.join(parent, name);
  mkdirSync(dir);
  const icon = 'rows.svg';
  const manifest = {
    ...{ name, publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.104.0' }, nested },
    main: './rows.cjs',
    contributes: {
      viewsContainers: { activitybar: [{ id: 'benchRows', title: 'Fixed Rows', icon }] },
      views: { benchRows: [{ id: 'benchRows.rows', name: 'Rows' }] },
    },
  };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(dir, icon), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>');
  copyFileSync(path.join(benchDir, 'editor', 'rows.cjs'), path.join(dir, 'rows.cjs'));
  return await startBeside(parent, dir, 'Fixed Rows');
}

async function startBlank(parent: string, build: string): Promise<Workbench> {
  return await startBeside(parent, writeBlankExtension(parent, build), 'LiveChat');
}

/** Shows the container of an unpacked extension. */
async function startBeside(parent: string, extensionDir: string, container: string): Promise<Workbench> {
  const folder = path.join(parent, `folder-${path.basename(extensionDir)}`);
  mkdirSync(folder);
  const workbench = await startWorkbench({
    vsix: false,
    builtIn: 'all',
    extensionDirs: [extensionDir],
    folder,
  });
  await workbench.openView(container);
  return workbench;
}
