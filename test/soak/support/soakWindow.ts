// A process that is one window with a desk behind a tunnel, on an account at a server of its own. It can be killed.
import { existsSync, readdirSync } from 'node:fs';
import {
  openProcessEventService,
  type WindowSpec,
  type ShownTale,
  type ViewTale,
} from '../../unit/events/support/processEventService';

export type WindowTale =
  | ViewTale
  | ShownTale
  | { readonly tells: 'registered'; readonly url: string; readonly secret: string }
  | { readonly tells: 'rejection'; readonly what: string }
  | ({ readonly tells: 'size' } & WindowSize);

/** What may not grow while nothing but traffic happens. */
export interface WindowSize {
  readonly heapBytes: number;
  /** Sockets, timers and whatever else keeps a process alive. */
  readonly handles: number;
  /** Listeners of the process itself. */
  readonly listeners: number;
  /** Files that it has open; 0 where the system does not tell. */
  readonly openFiles: number;
  /** Files in the folder of the desk. */
  readonly files: number;
}

const birth = JSON.parse(process.argv[2] ?? '{}') as WindowSpec;
const tell = (tale: WindowTale): void => void process.send?.(tale);

async function begin(): Promise<void> {
  const registered = (url: string, secret: string): void => tell({ tells: 'registered', url, secret });
  const eventService = await openProcessEventService(birth, { timeoutMs: 2_000, tell, registered });
  process.on('message', (order) => {
    if (order === 'size') {
      globalThis.gc?.();
      tell({ tells: 'size', ...sizeNow() });
    } else void eventService.start({ interactive: true }).catch(() => undefined);
  });
}

function sizeNow(): WindowSize {
  const fds = '/proc/self/fd';
  return {
    heapBytes: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    openFiles: existsSync(fds) ? readdirSync(fds).length : 0,
    files: readdirSync(birth.dir, { recursive: true }).length,
  };
}

// Such as of an emitter that gathers listeners.
process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') tell({ tells: 'rejection', what: warning.message });
});
process.on('unhandledRejection', (what) => tell({ tells: 'rejection', what: String(what) }));
process.on('disconnect', () => process.exit());
void begin();
