import type { Log } from '../../../../../src/core/base/log';
import { systemClock } from '../../../../../src/core/base/clock';
import { classicDeliveries } from '../../../../../src/core/api/classic/deliveries';
import type { Arrival } from '../../../../../src/core/domain/arrival';
import { defaultLimits, type Limits } from '../../../../../src/core/events/receiver/receiver';
import type { Receiver, ReceiverOptions } from '../../../../../src/core/events/receiver/receiver';
import { startReceiver } from '../../../../../src/core/events/receiver/startReceiver';
import { exchange, requestText, type RawAnswer, type RequestParts } from './rawClient';

export const token = '5f0c1d2e3f405162738495a6b7c8d9e0';

/** A receiver that keeps what it accepts in memory. */
export interface ReceiverBench {
  readonly receiver: Receiver;
  readonly accepted: Arrival[];
  readonly probes: string[];
  readonly lines: string[];
  /** What stands in the answer to a request for the current path. */
  send(parts?: Partial<RequestParts>): Promise<RawAnswer>;
}

/** Times a tenth of the real ones, so that no test waits long for them. */
export const hasty: Limits = { ...defaultLimits, headersMs: 500, requestMs: 1_000, checkMs: 100 };

export async function receiverBench(
  more: Partial<ReceiverOptions> = {},
  bounds: Limits = defaultLimits,
): Promise<ReceiverBench> {
  const accepted: Arrival[] = [];
  const probes: string[] = [];
  const { log, lines } = notingLog();
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
  return { receiver, accepted, probes, lines, send };
}

export function notingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  return { log: { trace: note, debug: note, info: note, warn: note, error: note }, lines };
}

/** The body of a delivery as the classic API sends it. */
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
