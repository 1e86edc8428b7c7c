// A process that joins the cluster as one window and runs the commands of its parent.
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { joinCluster } from '../../../../src/core/cluster/joinCluster';
import type { ClusterTiming } from '../../../../src/core/cluster/cluster';

export interface ProcessSpec {
  readonly installId: string;
  readonly key: string;
  readonly timing?: Partial<ClusterTiming>;
}

export type Command =
  | { readonly do: 'broadcast' | 'show' | 'request'; readonly what: unknown }
  | { readonly do: 'focus'; readonly focused: boolean }
  /** The process keeps running, but its window no longer responds. */
  | { readonly do: 'hang' }
  | { readonly do: 'leave' };

export type ProcessReport =
  | { readonly type: 'role'; readonly role: string; readonly at: number }
  | { readonly type: 'received' | 'shown' | 'served' | 'answered'; readonly what: unknown }
  | { readonly type: 'asked-to-show'; readonly found: boolean }
  | { readonly type: 'refused'; readonly code: string }
  | { readonly type: 'released' };

const spec = JSON.parse(process.argv[2] ?? '{}') as ProcessSpec;
const report = (message: ProcessReport): void => void process.send?.(message);
let isUnresponsive = false;

const cluster = joinCluster({
  installId: spec.installId,
  key: Buffer.from(spec.key),
  clock: systemClock,
  log: silentLog,
  pingWindow: () => (isUnresponsive ? new Promise(() => undefined) : Promise.resolve()),
  show: (what) => report({ type: 'shown', what }),
  serve: (what) => {
    report({ type: 'served', what });
    return what === 'fail' ? Promise.reject(new TypeError('told to')) : Promise.resolve({ echo: what });
  },
  release: () => {
    report({ type: 'released' });
    return Promise.resolve();
  },
  ...(spec.timing && { timing: spec.timing }),
});
cluster.onDidChangeRole((role) => report({ type: 'role', role, at: Date.now() }));
cluster.onDidReceive((what) => report({ type: 'received', what }));

async function run(command: Command): Promise<void> {
  switch (command.do) {
    case 'broadcast':
      cluster.broadcast(command.what);
      return;
    case 'show':
      {
        const show = await cluster.find(command.what);
        show?.();
        report({ type: 'asked-to-show', found: show !== undefined });
      }
      return;
    case 'request':
      await cluster.request(command.what).then(
        (what) => report({ type: 'answered', what }),
        (error: unknown) => report({ type: 'refused', code: (error as { code: string }).code }),
      );
      return;
    case 'focus':
      cluster.setFocused(command.focused);
      return;
    case 'hang':
      isUnresponsive = true;
      return;
    case 'leave':
      await cluster.dispose();
      process.disconnect();
  }
}

process.on('message', (command: Command) => void run(command));
process.on('disconnect', () => process.exit());
