import { liveFormat } from '../../../../src/core/api/platform/live';
import { silentLog } from '../../../../src/core/base/log';
import type { Page } from '../../../../src/core/domain/connection';
import type { TicketRow } from '../../../../src/core/domain/ticket';
import { Listener, type ListenerOptions } from '../../../../src/core/events/listener/listener';
import type {
  LivePort,
  SocketTransportOptions,
} from '../../../../src/core/events/transports/socket/socketPorts';
import { SocketTransport } from '../../../../src/core/events/transports/socket/socketTransport';
import { openSession } from '../../../../src/core/events/rtm/openSession';
import type { FakeRtm } from '../rtm/support/fakeRtm';

/** Parts that a test can replace. */
export type SocketParts = Partial<ListenerOptions & SocketTransportOptions>;

export const noTickets: Page<TicketRow> = { rows: [], total: 0, pages: 0, page: 1 };

export function livePort(parts: Partial<LivePort> = {}): LivePort {
  return {
    endpoint: () => Promise.resolve({ url: 'ws://127.0.0.1:1/', headers: {}, token: 't', version: '3.6' }),
    format: () => Promise.resolve(liveFormat),
    isAccepting: () => Promise.resolve(false),
    movedTo: () => Promise.resolve(),
    spent: () => Promise.resolve(),
    ...parts,
  };
}

/** A listener with a socket transport only. */
export function socketListener(
  options: Omit<ListenerOptions & SocketTransportOptions, 'transports' | 'transportKind'>,
): Listener {
  return new Listener({
    ...options,
    transportKind: () => 'socket',
    transports: { socket: (host) => new SocketTransport(options, host) },
  });
}

/** A listener whose socket is connected to a fake server; stores nothing unless the test provides a journal. */
export function listenerOver(rtm: FakeRtm, parts: SocketParts = {}): Listener {
  let stored: unknown;
  return socketListener({
    clock: rtm.clock,
    log: silentLog,
    random: () => 0.5,
    settings: () => ({ events: ['chat_started', 'chat_ended'], port: 0, autoStart: false }),
    account: () => 'platform:a',
    accept: () => Promise.resolve(),
    catchUp: () => Promise.resolve(),
    storage: {
      read: () => Promise.resolve(structuredClone(stored)),
      write: (value) => {
        stored = structuredClone(value);
        return Promise.resolve();
      },
    },
    live: livePort(),
    newTickets: () => Promise.resolve(noTickets),
    load: () => Promise.resolve({ openSession: (options) => openSession({ ...options, open: rtm.open }) }),
    application: { name: 'desk', version: '1' },
    ...parts,
  });
}
