import type { ListenerRequest } from '../processes/teamListener';
import { AskedProcess } from './askedProcess';
import { monotonicMs } from './children';
import { median, percentile, sideBySide } from './statistics';
import type { TeamReceiver } from './teamReceiver';

export interface LatencyScale {
  /** Listeners that are measured, each in a process of its own. */
  readonly listeners: number;
  /** Processes of further bare subscribers, and how many in each. */
  readonly processes: number;
  readonly subscribers: number;
  readonly rounds: number;
  /** In each round and side. */
  readonly events: number;
}

interface Side {
  readonly p50: number;
  readonly p99: number;
}

export interface LatencyResult {
  readonly member: Side;
  readonly bare: Side;
  /** Medians of the ratios of each round. */
  readonly ratio: Side;
  /** Events that a listener did not have, which would make the others look faster. */
  readonly missing: number;
}

type Listener = AskedProcess<unknown, ListenerRequest>;
const betweenMs = 150;
const settleMs = 2_000;
const warmUp = 5;

/** Time from the POST at the receiver to what listeners do with the event, product and bare in turn. */
export async function teamLatency(receiver: TeamReceiver, scale: LatencyScale): Promise<LatencyResult> {
  const { listeners, processes, subscribers, rounds, events } = scale;
  const spec = JSON.stringify(receiver.spec);
  const all: Listener[] = [];
  const others: AskedProcess<unknown, never>[] = [];
  let missing = 0;
  let sent = 0;
  const measure = async (kind: 'member' | 'bare'): Promise<readonly number[]> => {
    await Promise.all(all.map((one) => one.ask({ kind })));
    const sender = await receiver.sender();
    const sentAt = new Map<string, number>();
    for (let index = 0; index < events + warmUp; index += 1) {
      sent += 1;
      const id = `${process.pid}-latency-${sent}`;
      const begun = monotonicMs();
      const eventId = await receiver.deliver(sender, id);
      if (index >= warmUp) sentAt.set(eventId, begun);
      await new Promise((done) => setTimeout(done, betweenMs));
    }
    sender.close();
    await new Promise((done) => setTimeout(done, settleMs));
    const noted = (await Promise.all(all.map((one) => one.ask({ kind: 'times' })))) as readonly Record<
      string,
      number
    >[];
    const times = noted.flatMap((one) =>
      [...sentAt].map(([id, begun]) => (one[id] ?? Number.POSITIVE_INFINITY) - begun),
    );
    missing += times.filter((ms) => ms === Number.POSITIVE_INFINITY).length;
    return times;
  };
  try {
    for (let index = 0; index < processes; index += 1) {
      others.push(await AskedProcess.start<unknown, never>('teamSubscribers', [spec, String(subscribers)]));
    }
    for (let index = 0; index < listeners; index += 1) {
      all.push(await AskedProcess.start<unknown, ListenerRequest>('teamListener', [spec]));
    }
    const found = await sideBySide(rounds, {
      member: () => measure('member'),
      bare: () => measure('bare'),
    });
    const side = (kind: 'member' | 'bare', share: number): readonly number[] =>
      found[kind].map((times) => percentile(times, share));
    const ratio = (share: number): number =>
      median(side('member', share).map((ms, round) => ms / (side('bare', share)[round] ?? NaN)));
    const middle = (kind: 'member' | 'bare'): Side => ({
      p50: median(side(kind, 50)),
      p99: median(side(kind, 99)),
    });
    return {
      member: middle('member'),
      bare: middle('bare'),
      ratio: { p50: ratio(50), p99: ratio(99) },
      missing,
    };
  } finally {
    await Promise.all([...all, ...others].map((one) => one.stop()));
  }
}
