import type { App } from '../../shell/app';
import type { TreeAdditions, TreePorts } from '../treeAdditions';
import { WaitRows } from './waitRows';
import { WaitStatus } from './waitStatus';

/** How long customers wait, in rows and in the status bar. A bundle that loads with the first account. */
export function openViews(app: App, ports: TreePorts): TreeAdditions {
  const rows = new WaitRows(app.clock, ports);
  const status = new WaitStatus(app, ports.showWaiting);
  return {
    waitOf: (node) => rows.of(node),
    look: () => {
      rows.look();
      status.look();
    },
    dispose: () => {
      rows.dispose();
      status.dispose();
    },
  };
}
