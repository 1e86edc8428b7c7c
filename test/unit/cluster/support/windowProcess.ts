// A process that takes part as one window and does what its parent says.
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { joinCluster } from '../../../../src/core/cluster/joinCluster';
import type { Timing } from '../../../../src/core/cluster/cluster';

export interface ProcessSpec {
  readonly installId: string;
  readonly key: string;
  readonly timing?: Partial<Timing>;
}

export type Order =
  | { readonly do: 'broadcast' | 'show' | 'request'; readonly what: unknown }
  | { readonly do: 'focus'; readonly focused: boolean }
  /** From now on the process lives on and its window does not answer. */
  | { readonly do: 'mute' }
  | { readonly do: 'leave' };

export type ProcessReport =
  | { readonly tells: 'role'; readonly role: string; readonly at: number }
  | { readonly tells: 'received' | 'shown' | 'served' | 'answered'; readonly what: unknown }
  | { readonly tells: 'asked-to-show'; readonly found: boolean }
  | { readonly tells: 'refused'; readonly code: string }
  | { readonly tells: 'released' };

const birth = JSON.parse(process.argv[2] ?? '{}') as ProcessSpec;
const notify = (tale: ProcessReport): void => void process.send?.(tale);
let isMute = false;

const windows = joinCluster({
  installId: birth.installId,
  key: Buffer.from(birth.key),
  clock: systemClock,
  log: silentLog,
  answers: () => (isMute ? new Promise(() => undefined) : Promise.resolve()),
  show: (what) => notify({ tells: 'shown', what }),
  serve: (what) => {
    notify({ tells: 'served', what });
    return what === 'fail' ? Promise.reject(new TypeError('told to')) : Promise.resolve({ echo: what });
  },
  release: () => {
    notify({ tells: 'released' });
    return Promise.resolve();
  },
  ...(birth.timing && { timing: birth.timing }),
});
windows.onDidChangeRole((role) => notify({ tells: 'role', role, at: Date.now() }));
windows.onDidReceive((what) => notify({ tells: 'received', what }));

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'broadcast':
      windows.broadcast(order.what);
      return;
    case 'show':
      notify({ tells: 'asked-to-show', found: await windows.show(order.what) });
      return;
    case 'request':
      await windows.request(order.what).then(
        (what) => notify({ tells: 'answered', what }),
        (error: unknown) => notify({ tells: 'refused', code: (error as { code: string }).code }),
      );
      return;
    case 'focus':
      windows.setFocused(order.focused);
      return;
    case 'mute':
      isMute = true;
      return;
    case 'leave':
      await windows.dispose();
      process.disconnect();
  }
}

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit());
