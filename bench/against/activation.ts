import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeBlankExtension } from '../support/blankExtension';
import { compare, ofBoth, row, type BySide, type Side } from '../support/comparison';
import { ExtensionHost } from '../support/extensionHost';
import { sideBySide } from '../support/statistics';

const kB = 1_000;
/** What a start does later is done by then. */
const settleMs = 3_000;

interface Start {
  readonly load: number;
  readonly activate: number;
  readonly loadedKb: number;
}

/** Each start is a new process with a new profile, without accounts. */
void compare(async ({ builds, quick }) => {
  const runs = quick ? 3 : 15;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-start-'));
  let starts = 0;
  const withStart = async <T>(
    extensionDir: string,
    work: (host: ExtensionHost) => Promise<T> | T,
  ): Promise<T> => {
    starts += 1;
    const storageDir = path.join(folder, String(starts));
    const host = await ExtensionHost.start({ extensionDir, storageDir, settings: {} });
    try {
      return await work(host);
    } finally {
      await host.close();
    }
  };
  const start = (extensionDir: string): Promise<Start> =>
    withStart(extensionDir, ({ ready: { loadMs: load, activateMs: activate, loadedByActivate } }) => ({
      load,
      activate,
      loadedKb: loadedByActivate / kB,
    }));
  const loadedLater = (side: Side): Promise<number> =>
    withStart(builds[side], async (host) => {
      await new Promise((done) => setTimeout(done, settleMs));
      return (await host.loadedBytes()) / kB;
    });
  try {
    const blank = await ofBoth((side) => writeBlankExtension(path.join(folder, side), builds[side]));
    const found = await sideBySide<Side | 'otherBlank' | 'hereBlank', Start>(runs, {
      other: () => start(builds.other),
      otherBlank: () => start(blank.other),
      here: () => start(builds.here),
      hereBlank: () => start(blank.here),
    });
    const later = await ofBoth(loadedLater);
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
        row('bundles loaded by the end of activate', 'kB', each('loadedKb'), { ratioAtMost: 0.75 }),
        row(`bundles loaded ${settleMs / 1_000} s later, signed out`, 'kB', {
          other: [later.other],
          here: [later.here],
        }),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
