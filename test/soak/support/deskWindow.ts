// A process that is one window with a desk behind a tunnel, on an account at a server of its own. It can be killed.
import { connect } from '../../../src/core/api/connect';
import { systemClock } from '../../../src/core/base/clock';
import { silentLog } from '../../../src/core/base/log';
import { arrivalKinds } from '../../../src/core/domain/arrival';
import { openDesk } from '../../../src/core/relay/openDesk';
import { manualProvider } from '../../../src/core/tunnel/manual';

export interface WindowBirth {
  readonly dir: string;
  readonly installId: string;
  readonly apiUrl: string;
  readonly login: string;
  readonly secret: string;
  readonly port: number;
  /** Where the tunnel comes out. */
  readonly publicPort: number;
}

export type WindowTale =
  | { readonly tells: 'view'; readonly role: string; readonly state: string }
  | { readonly tells: 'registered'; readonly url: string; readonly secret: string }
  | { readonly tells: 'shown'; readonly eventIds: readonly string[] }
  | { readonly tells: 'rejection'; readonly what: string }
  | { readonly tells: 'size'; readonly heapBytes: number; readonly handles: number };

const birth = JSON.parse(process.argv[2] ?? '{}') as WindowBirth;
const tell = (tale: WindowTale): void => void process.send?.(tale);

async function begin(): Promise<void> {
  const account = { id: 'classic:owner', kind: 'classic', name: birth.login } as const;
  const { webhooks, chats, tickets } = connect({
    credential: { account, secret: birth.secret },
    apiUrl: birth.apiUrl,
    callsPerMinute: 10_000,
    timeoutMs: 2_000,
    onCall: () => undefined,
  });
  const publicUrl = `http://127.0.0.1:${birth.publicPort}`;
  const provider = manualProvider({ clock: systemClock, publicUrl });
  const desk = await openDesk({
    clock: systemClock,
    log: silentLog,
    installId: birth.installId,
    dir: birth.dir,
    settings: () => ({ events: arrivalKinds, port: birth.port, autoStart: true }),
    account: () => account.id,
    webhooks: {
      list: (options) => webhooks.list(options),
      create: async (draft, options) => {
        const made = await webhooks.create(draft, options);
        tell({ tells: 'registered', url: draft.url, secret: made.secret });
        return made;
      },
      remove: (id, options) => webhooks.remove(id, options),
      deliveries: () => Promise.resolve(webhooks.deliveries),
    },
    listings: {
      chats: (query, options) => chats.list(query, undefined, options),
      tickets: (query, options) => tickets.list(query, undefined, options),
    },
    choose: () => Promise.resolve({ kind: 'provider', provider }),
    secrets: {
      get: () => Promise.resolve(undefined),
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    },
    surfaceOf: () => 'toast',
    isQuiet: () => false,
    answers: () => Promise.resolve(),
    show: (one) => tell({ tells: 'shown', eventIds: one.kind === 'one' ? [one.eventId] : one.eventIds }),
  });
  const report = (): void => tell({ tells: 'view', role: desk.role, state: desk.status().state });
  desk.onDidChangeView(report);
  process.on('message', (order) => {
    if (order === 'size') {
      globalThis.gc?.();
      const handles = process.getActiveResourcesInfo().length;
      tell({ tells: 'size', heapBytes: process.memoryUsage().heapUsed, handles });
    } else void desk.start({ interactive: true }).catch(() => undefined);
  });
  report();
}

process.on('unhandledRejection', (what) => tell({ tells: 'rejection', what: String(what) }));
process.on('disconnect', () => process.exit());
void begin();
