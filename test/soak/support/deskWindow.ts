// A process that is one window with a desk behind a tunnel, on an account at a server of its own. It can be killed.
import {
  openProcessDesk,
  type DeskBirth,
  type ShownTale,
  type ViewTale,
} from '../../unit/relay/support/processDesk';

export type WindowTale =
  | ViewTale
  | ShownTale
  | { readonly tells: 'registered'; readonly url: string; readonly secret: string }
  | { readonly tells: 'rejection'; readonly what: string }
  | { readonly tells: 'size'; readonly heapBytes: number; readonly handles: number };

const birth = JSON.parse(process.argv[2] ?? '{}') as DeskBirth;
const tell = (tale: WindowTale): void => void process.send?.(tale);

async function begin(): Promise<void> {
  const registered = (url: string, secret: string): void => tell({ tells: 'registered', url, secret });
  const desk = await openProcessDesk(birth, { timeoutMs: 2_000, tell, registered });
  process.on('message', (order) => {
    if (order === 'size') {
      globalThis.gc?.();
      const handles = process.getActiveResourcesInfo().length;
      tell({ tells: 'size', heapBytes: process.memoryUsage().heapUsed, handles });
    } else void desk.start({ interactive: true }).catch(() => undefined);
  });
}

process.on('unhandledRejection', (what) => tell({ tells: 'rejection', what: String(what) }));
process.on('disconnect', () => process.exit());
void begin();
