import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { benchDir } from './children';

/** Title of the container of its view. */
export const bareTitle = 'Bare Rows';

/** Writes the extension of `bench/editor/bare.ts`, whose rows an arrow key shows. @returns its folder */
export function writeBareExtension(parent: string): string {
  const dir = path.join(parent, 'bare');
  mkdirSync(dir, { recursive: true });
  const icon = 'bare.svg';
  const manifest = {
    ...{ name: 'bare', publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.104.0' } },
    main: './bare.cjs',
    contributes: {
      viewsContainers: { activitybar: [{ id: 'benchBare', title: bareTitle, icon }] },
      views: { benchBare: [{ id: 'benchBare.rows', name: 'Rows' }] },
      keybindings: [
        {
          key: 'down',
          command: 'runCommands',
          args: { commands: ['list.focusDown', 'list.selectAndPreserveFocus'] },
          when: "listFocus && focusedView == 'benchBare.rows'",
        },
      ],
    },
  };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(dir, icon), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>');
  copyFileSync(path.join(benchDir, 'editor', 'bare.cjs'), path.join(dir, 'bare.cjs'));
  return dir;
}
