// A process that takes part as one window and does what its parent says.
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { joinWindows } from '../../../../src/core/windows/joinWindows';
import type { Timing } from '../../../../src/core/windows/windows';

export interface Birth {
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

export type Tale =
  | { readonly tells: 'role'; readonly role: string; readonly at: number }
  | { readonly tells: 'received' | 'shown' | 'served' | 'answered'; readonly what: unknown }
  | { readonly tells: 'asked-to-show'; readonly found: boolean }
  | { readonly tells: 'refused'; readonly code: string }
  | { readonly tells: 'released' };

const birth = JSON.parse(process.argv[2] ?? '{}') as Birth;
const tell = (tale: Tale): void => void process.send?.(tale);
let isMute = false;

const windows = joinWindows({
  installId: birth.installId,
  key: Buffer.from(birth.key),
  clock: systemClock,
  log: silentLog,
  answers: () => (isMute ? new Promise(() => undefined) : Promise.resolve()),
  show: (what) => tell({ tells: 'shown', what }),
  serve: (what) => {
    tell({ tells: 'served', what });
    return what === 'fail' ? Promise.reject(new TypeError('told to')) : Promise.resolve({ echo: what });
  },
  release: () => {
    tell({ tells: 'released' });
    return Promise.resolve();
  },
  ...(birth.timing && { timing: birth.timing }),
});
windows.onDidChangeRole((role) => tell({ tells: 'role', role, at: Date.now() }));
windows.onDidReceive((what) => tell({ tells: 'received', what }));

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'broadcast':
      windows.broadcast(order.what);
      return;
    case 'show':
      tell({ tells: 'asked-to-show', found: await windows.show(order.what) });
      return;
    case 'request':
      await windows.request(order.what).then(
        (what) => tell({ tells: 'answered', what }),
        (error: unknown) => tell({ tells: 'refused', code: (error as { code: string }).code }),
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
