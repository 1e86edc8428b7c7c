import type { ListenerRequest } from '../processes/teamListener';
import type { SubscribersRequest } from '../processes/teamSubscribers';
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
  /** All bare subscribers of the rounds without members. */
  readonly bare: Side;
  /** Those of them that stand in the place of the members, each in a process of its own. */
  readonly instead: Side;
  /** Members to all bare subscribers: medians of the ratios of each round. */
  readonly ratio: Side;
  /** Members to those in their place. */
  readonly ratioInstead: Side;
  /** Events that a listener did not have, which would make the others look faster. */
  readonly missing: number;
}

interface Round {
  /** Times of the listeners that are measured, in milliseconds. */
  readonly own: readonly number[];
  /** Of all others. */
  readonly others: readonly number[];
}

type Listener = AskedProcess<unknown, ListenerRequest>;
type Subscribers = AskedProcess<unknown, SubscribersRequest>;
const betweenMs = 150;
const settleMs = 2_000;
const warmUp = 5;

/** Time from the POST at the receiver to what listeners do with the event, product and bare in turn. */
export async function teamLatency(receiver: TeamReceiver, scale: LatencyScale): Promise<LatencyResult> {
  const { listeners, processes, subscribers, rounds, events } = scale;
  const spec = JSON.stringify(receiver.spec);
  const all: Listener[] = [];
  const others: Subscribers[] = [];
  let sent = 0;
  let missing = 0;
  const measure = async (kind: 'member' | 'bare'): Promise<Round> => {
    await Promise.all(all.map((one) => one.ask({ kind })));
    const sentAt = new Map<string, number>();
    const sender = await receiver.sender();
    for (let index = 0; index < events + warmUp; index += 1) {
      sent += 1;
      const begun = monotonicMs();
      const eventId = await receiver.deliver(sender, `${process.pid}-latency-${sent}`);
      if (index >= warmUp) sentAt.set(eventId, begun);
      await new Promise((done) => setTimeout(done, betweenMs));
    }
    sender.close();
    await new Promise((done) => setTimeout(done, settleMs));
    const round = { own: await ownTimes(all, sentAt), others: await otherTimes(others, sentAt) };
    missing += (listeners + processes * subscribers) * events - round.own.length - round.others.length;
    return round;
  };
  try {
    for (let index = 0; index < processes; index += 1) {
      others.push(
        await AskedProcess.start<unknown, SubscribersRequest>('teamSubscribers', [spec, String(subscribers)]),
      );
    }
    for (let index = 0; index < listeners; index += 1) {
      all.push(await AskedProcess.start<unknown, ListenerRequest>('teamListener', [spec]));
    }
    const found = await sideBySide(rounds, {
      member: () => measure('member'),
      bare: () => measure('bare'),
    });
    return { ...compared(found), missing };
  } finally {
    await Promise.all([...all, ...others].map((one) => one.stop()));
  }
}

type Times = ReadonlyMap<string, number>;

async function ownTimes(all: readonly Listener[], sentAt: Times): Promise<readonly number[]> {
  const noted = await Promise.all(all.map((one) => one.ask({ kind: 'times' })));
  return (noted as readonly Readonly<Record<string, number>>[]).flatMap((one) =>
    [...sentAt].flatMap(([id, begun]) => (one[id] === undefined ? [] : [one[id] - begun])),
  );
}

async function otherTimes(others: readonly Subscribers[], sentAt: Times): Promise<readonly number[]> {
  const begun = [...sentAt.values()];
  const noted = await Promise.all(others.map((one) => one.ask([...sentAt.keys()])));
  return (noted as readonly (readonly (readonly number[])[])[]).flatMap((one) =>
    one.flatMap((times, index) => times.map((at) => at - (begun[index] ?? NaN))),
  );
}

function compared({
  member,
  bare,
}: Readonly<Record<'member' | 'bare', readonly Round[]>>): Omit<LatencyResult, 'missing'> {
  const sideOf = (times: readonly number[]): Side => ({
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  });
  const sides = {
    member: member.map(({ own }) => sideOf(own)),
    bare: bare.map(({ own, others }) => sideOf([...own, ...others])),
    instead: bare.map(({ own }) => sideOf(own)),
  };
  const middle = (of: readonly Side[]): Side => ({
    p50: median(of.map(({ p50 }) => p50)),
    p99: median(of.map(({ p99 }) => p99)),
  });
  const ratio = (to: readonly Side[]): Side =>
    middle(
      sides.member.map(({ p50, p99 }, index) => ({
        p50: p50 / (to[index]?.p50 ?? NaN),
        p99: p99 / (to[index]?.p99 ?? NaN),
      })),
    );
  return {
    member: middle(sides.member),
    bare: middle(sides.bare),
    instead: middle(sides.instead),
    ratio: ratio(sides.bare),
    ratioInstead: ratio(sides.instead),
  };
}
