import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeBlankExtension } from '../support/blankExtension';
import { compare, ofBoth, row, type BySide, type Side } from '../support/comparison';
import { ExtensionHost } from '../support/extensionHost';
import { sideBySide } from '../support/statistics';

const kB = 1_000;
/** Everything that a start does later is done by then. */
const settleMs = 2_000;

interface Start {
  readonly load: number;
  readonly activate: number;
  /** Bundles that are loaded some time after the start. */
  readonly loadedKb: number;
}

/** Each start is a new process with a new profile, in which nobody is signed in. */
void compare(async ({ builds, quick }) => {
  const runs = quick ? 3 : 15;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-start-'));
  let starts = 0;
  const start = async (extensionDir: string): Promise<Start> => {
    starts += 1;
    const storageDir = path.join(folder, String(starts));
    const host = await ExtensionHost.start({ extensionDir, storageDir, settings: {} });
    await new Promise((done) => setTimeout(done, settleMs));
    const { loadMs: load, activateMs: activate } = host.ready;
    const loadedKb = (await host.loadedBytes()) / kB;
    await host.close();
    return { load, activate, loadedKb };
  };
  try {
    const blank = await ofBoth((side) => writeBlankExtension(path.join(folder, side), builds[side]));
    const found = await sideBySide<Side | 'otherBlank' | 'hereBlank', Start>(runs, {
      other: () => start(builds.other),
      otherBlank: () => start(blank.other),
      here: () => start(builds.here),
      hereBlank: () => start(blank.here),
    });
    const each = (key: keyof Start): BySide<number[]> => ({
      other: found.other.map((one) => one[key]),
      here: found.here.map((one) => one[key]),
    });
    const overBlank = (side: Side): number[] =>
      found[side].map(({ activate }, round) => activate - (found[`${side}Blank`][round]?.activate ?? NaN));
    return {
      title: 'Start in plain Node over the stand-in for vscode',
      runs,
      rows: [
        row('load', 'ms', each('load')),
        row('activate', 'ms', each('activate'), { ratioAtMost: 1 }),
        row(
          'activate over one with empty handlers',
          'ms',
          { other: overBlank('other'), here: overBlank('here') },
          { atMost: 6 },
        ),
        row(`bundles loaded ${settleMs / 1_000} s after the start`, 'kB', each('loadedKb'), {
          ratioAtMost: 0.75,
        }),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
