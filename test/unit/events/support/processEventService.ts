import { connect } from '../../../../src/core/api/connect';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { arrivalKinds } from '../../../../src/core/domain/arrival';
import type { EventService } from '../../../../src/core/events/service/eventService';
import { openEventService } from '../../../../src/core/events/service/openEventService';
import { manualProvider } from '../../../../src/core/tunnel/manual';
import { testDatabase } from '../../storage/support/testDatabase';
import { callsOf, noSecrets } from './connectionPorts';

/** The start parameters of a window in a process of its own. */
export interface WindowSpec {
  readonly dir: string;
  readonly installId: string;
  readonly apiUrl: string;
  readonly login: string;
  readonly secret: string;
  readonly port: number;
  /** The URL that the tunnel forwards to; default: the receiver. */
  readonly publicPort?: number;
}

export interface ViewMessage {
  readonly type: 'view';
  readonly role: string;
  readonly state: string;
}
export interface ShownMessage {
  readonly type: 'shown';
  readonly eventIds: readonly string[];
}

export interface ProcessEventServiceOptions {
  readonly timeoutMs: number;
  readonly notify: (message: ViewMessage | ShownMessage) => void;
  /** Called after a webhook was registered. */
  readonly registered?: (url: string, secret: string) => void;
}

/** The window of this process, on the account of its parent. */
export async function openProcessEventService(
  birth: WindowSpec,
  options: ProcessEventServiceOptions,
): Promise<EventService> {
  const { notify, timeoutMs, registered } = options;
  const account = { id: 'classic:owner', kind: 'classic', name: birth.login } as const;
  const connection = connect({
    credential: { account, secret: birth.secret },
    apiUrl: birth.apiUrl,
    callsPerMinute: 10_000,
    timeoutMs,
    onCall: () => undefined,
  });
  const calls = callsOf(connection);
  const publicUrl = `http://127.0.0.1:${birth.publicPort ?? birth.port}`;
  const provider = manualProvider({ clock: systemClock, publicUrl });
  const eventService = await openEventService({
    database: await testDatabase(birth.dir),
    clock: systemClock,
    log: silentLog,
    installId: birth.installId,
    dir: birth.dir,
    settings: () => ({ events: arrivalKinds, port: birth.port, autoStart: true }),
    account: () => account.id,
    ...calls,
    webhooks: {
      ...calls.webhooks,
      create: async (draft, call) => {
        const made = await calls.webhooks.create(draft, call);
        registered?.(draft.url, made.secret);
        return made;
      },
    },
    choose: () => Promise.resolve({ kind: 'provider', provider }),
    // Each process has a secret storage of its own: as in some editors, writes of other processes are not visible.
    secrets: noSecrets,
    surfaceOf: () => 'toast',
    isDoNotDisturb: () => false,
    answers: () => Promise.resolve(),
    show: (one) =>
      notify({
        type: 'shown',
        eventIds: 'eventIds' in one ? one.eventIds : 'arrival' in one ? [one.arrival.eventId] : [],
      }),
  });
  const report = (): void =>
    notify({ type: 'view', role: eventService.role, state: eventService.status().state });
  eventService.onDidChangeView(report);
  report();
  return eventService;
}
