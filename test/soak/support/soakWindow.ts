// A process that is one window with an event service behind a tunnel, on an account of a separate server. It can be killed.
import { existsSync, readdirSync } from 'node:fs';
import {
  openProcessEventService,
  type WindowSpec,
  type ShownMessage,
  type ViewMessage,
} from '../../unit/events/support/processEventService';

export type WindowMessage =
  | ViewMessage
  | ShownMessage
  | { readonly type: 'registered'; readonly url: string; readonly secret: string }
  | { readonly type: 'rejection'; readonly what: string }
  | ({ readonly type: 'size' } & WindowSize);

/** Resources that must not grow while there is only traffic. */
export interface WindowSize {
  readonly heapBytes: number;
  /** Sockets, timers and other handles that keep a process running. */
  readonly handles: number;
  /** Listeners of the process itself. */
  readonly listeners: number;
  /** Open files; 0 where the system does not report them. */
  readonly openFiles: number;
  /** Files in the storage folder. */
  readonly files: number;
}

const birth = JSON.parse(process.argv[2] ?? '{}') as WindowSpec;
const notify = (report: WindowMessage): void => void process.send?.(report);

async function begin(): Promise<void> {
  const registered = (url: string, secret: string): void => notify({ type: 'registered', url, secret });
  const eventService = await openProcessEventService(birth, { timeoutMs: 2_000, notify, registered });
  process.on('message', (order) => {
    if (order === 'size') {
      globalThis.gc?.();
      notify({ type: 'size', ...sizeNow() });
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

// Such as a warning about too many listeners of an emitter.
process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') notify({ type: 'rejection', what: warning.message });
});
process.on('unhandledRejection', (what) => notify({ type: 'rejection', what: String(what) }));
process.on('disconnect', () => process.exit());
void begin();
