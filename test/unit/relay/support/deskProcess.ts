// A process that is one window with a desk, on the account of its parent. It can be killed.
import { connect } from '../../../../src/core/api/connect';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { arrivalKinds } from '../../../../src/core/domain/arrival';
import { openDesk } from '../../../../src/core/relay/openDesk';
import { manualProvider } from '../../../../src/core/tunnel/manual';

export interface DeskBirth {
  readonly dir: string;
  readonly installId: string;
  readonly apiUrl: string;
  readonly login: string;
  readonly secret: string;
  readonly port: number;
}

export type DeskTale =
  | { readonly tells: 'view'; readonly role: string; readonly state: string }
  | { readonly tells: 'arrived'; readonly ticket: string }
  | { readonly tells: 'shown'; readonly eventIds: readonly string[] };

const birth = JSON.parse(process.argv[2] ?? '{}') as DeskBirth;
const tell = (tale: DeskTale): void => void process.send?.(tale);

async function begin(): Promise<void> {
  const account = { id: 'classic:owner', kind: 'classic', name: birth.login } as const;
  const { webhooks, chats, tickets } = connect({
    credential: { account, secret: birth.secret },
    apiUrl: birth.apiUrl,
    callsPerMinute: 10_000,
    timeoutMs: 5_000,
    onCall: () => undefined,
  });
  const provider = manualProvider({ clock: systemClock, publicUrl: `http://127.0.0.1:${birth.port}` });
  const desk = await openDesk({
    clock: systemClock,
    log: silentLog,
    installId: birth.installId,
    dir: birth.dir,
    settings: () => ({ events: arrivalKinds, port: birth.port, autoStart: true }),
    account: () => account.id,
    webhooks: {
      list: (options) => webhooks.list(options),
      create: (draft, options) => webhooks.create(draft, options),
      remove: (id, options) => webhooks.remove(id, options),
      deliveries: () => Promise.resolve(webhooks.deliveries),
    },
    listings: {
      chats: (query, options) => chats.list(query, undefined, options),
      tickets: (query, options) => tickets.list(query, undefined, options),
    },
    choose: () => Promise.resolve({ kind: 'provider', provider }),
    // Each process has a secret storage of its own: what others put there is not seen, as in some editors.
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
  desk.onDidArrive((arrival) => {
    if (arrival.kind === 'ticket_created') tell({ tells: 'arrived', ticket: arrival.ticket.id });
  });
  process.on('message', () => void desk.start({ interactive: true }));
  report();
}

process.on('disconnect', () => process.exit());
void begin();
