import type { Log } from '../../../../../src/core/base/log';
import { systemClock } from '../../../../../src/core/base/clock';
import { classicDeliveries } from '../../../../../src/core/api/classic/deliveries';
import type { Arrival } from '../../../../../src/core/domain/arrival';
import { defaultLimits, type ReceiverLimits } from '../../../../../src/core/events/receiver/receiver';
import type { Receiver, ReceiverOptions } from '../../../../../src/core/events/receiver/receiver';
import { startReceiver } from '../../../../../src/core/events/receiver/startReceiver';
import { exchange, requestText, type RawResponse, type RequestOptions } from './rawClient';

export const token = '5f0c1d2e3f405162738495a6b7c8d9e0';

/** A receiver that stores accepted events in memory. */
export interface ReceiverBench {
  readonly receiver: Receiver;
  readonly accepted: Arrival[];
  readonly probes: string[];
  readonly lines: string[];
  /** Number of deliveries refused for their size. */
  tooLarge: number;
  /** Sends a request to the current path. */
  send(parts?: Partial<RequestOptions>): Promise<RawResponse>;
}

/** Timeouts of a tenth of the defaults. */
export const shortTimeouts: ReceiverLimits = {
  ...defaultLimits,
  headersTimeoutMs: 500,
  requestTimeoutMs: 1_000,
  timeoutCheckIntervalMs: 100,
};

export async function receiverBench(
  more: Partial<ReceiverOptions> = {},
  bounds: ReceiverLimits = defaultLimits,
): Promise<ReceiverBench> {
  const accepted: Arrival[] = [];
  const probes: string[] = [];
  const { log, lines } = recordingLog();
  const bench = { accepted, probes, lines, tooLarge: 0 };
  const receiver = await startReceiver(
    {
      port: 0,
      installId: 'test-install',
      clock: systemClock,
      log,
      allowedHosts: () => ['Desk.example.test'],
      registration: () => ({ account: 'classic:ada', secrets: ['other', token], format: classicDeliveries }),
      accept: (arrival) => {
        accepted.push(arrival);
        return Promise.resolve();
      },
      onTooLarge: () => (bench.tooLarge += 1),
      onProbe: (nonce) => {
        probes.push(nonce);
        return nonce === 'mine';
      },
      ...more,
    },
    bounds,
  );
  const send: ReceiverBench['send'] = (parts = {}) =>
    exchange(receiver.port, requestText({ path: receiver.path(), ...parts }));
  return Object.assign(bench, { receiver, send });
}

export function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  return { log: { trace: note, debug: note, info: note, warn: note, error: note }, lines };
}

/** The body of a delivery of REST API v2. */
export function ticketBody(id: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    event_type: 'ticket_created',
    event_unique_id: `event-${id}`,
    token,
    license_id: '12345',
    ticket: {
      id,
      subject: `Ticket ${id}`,
      status: 'open',
      groups: [{ id: 0, name: 'All' }],
      tags: [],
      events: [],
    },
    ...more,
  });
}
