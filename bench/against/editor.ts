import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopChildren } from '../../scripts/workbench/childProcesses.mjs';
import { blankId, writeBlankExtension } from '../support/blankExtension';
import { compare, row, type BySide, type Side } from '../support/comparison';
import { startEditor, type StartTimes } from '../support/editorStart';
import { sideBySide } from '../support/statistics';

const ours = 'livechat-desk.livechat-desk';

/** Of one start, in milliseconds. */
interface Start extends StartTimes {
  /** `activate` over that of an extension with the same manifest and empty handlers, in the same start. */
  readonly overBlank: number;
}

void compare(async ({ builds, quick }) => {
  const runs = quick ? 2 : 15;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-blank-'));
  const start = async (side: Side): Promise<Start> => {
    const [own, blank] = await startEditor({
      vsix: path.join(builds[side], 'dist', 'livechat-desk.vsix'),
      extensionDir: writeBlankExtension(path.join(folder, side), builds[side]),
      ids: [ours, blankId],
    });
    if (!own || !blank) throw new Error('The editor did not report both extensions.');
    return { ...own, overBlank: own.activate - blank.activate };
  };
  try {
    const found = await sideBySide<Side, Start>(runs, {
      other: () => start('other'),
      here: () => start('here'),
    });
    const each = (key: keyof Start): BySide<number[]> => ({
      other: found.other.map((one) => one[key]),
      here: found.here.map((one) => one[key]),
    });
    return {
      title: 'Activation in a real VS Code',
      runs,
      rows: [
        row('load', 'ms', each('load')),
        row('activate', 'ms', each('activate'), { ratioAtMost: 1 }),
        row('activate over one with empty handlers', 'ms', each('overBlank'), { atMost: 6 }),
      ],
    };
  } finally {
    await stopChildren();
    rmSync(folder, { recursive: true, force: true });
  }
});
