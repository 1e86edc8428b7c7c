import FakeTimers from '@sinonjs/fake-timers';
import Bottleneck from 'bottleneck';
import { RateLimiter } from 'limiter';
import pThrottle from 'p-throttle';
import { Gate } from '../src/core/api/gate';
import { atLeast, report, type Figure } from './support/report';

const perWindow = 100;
const windowMs = 60_000;
const windows = 10;
/** A response takes some time, as that of the real service does. */
const answerMs = 120;

/** Tasks that still wait when the fake clock is removed never settle. */
const unexpected = (): void => undefined;

type Enqueue = (task: () => Promise<void>) => void;

const contenders = {
  ours: (): Enqueue => {
    const gate = new Gate(perWindow);
    let id = 0;
    return (task) => {
      id += 1;
      gate
        .run(task, { id: String(id), priority: 'background' }, new AbortController().signal)
        .catch(unexpected);
    };
  },
  bottleneckReservoir: (): Enqueue => {
    const limiter = new Bottleneck({
      maxConcurrent: 6,
      reservoir: perWindow,
      reservoirRefreshAmount: perWindow,
      reservoirRefreshInterval: windowMs,
    });
    return (task) => void limiter.schedule(task).catch(unexpected);
  },
  bottleneckMinTime: (): Enqueue => {
    const limiter = new Bottleneck({ maxConcurrent: 6, minTime: windowMs / perWindow });
    return (task) => void limiter.schedule(task).catch(unexpected);
  },
  pThrottle: (): Enqueue => {
    const throttled = pThrottle({ limit: perWindow, interval: windowMs })((task: () => Promise<void>) =>
      task(),
    );
    return (task) => void throttled(task).catch(unexpected);
  },
  pThrottleStrict: (): Enqueue => {
    const options = { limit: perWindow, interval: windowMs, strict: true };
    const throttled = pThrottle(options)((task: () => Promise<void>) => task());
    return (task) => void throttled(task).catch(unexpected);
  },
  limiter: (): Enqueue => {
    const limiter = new RateLimiter({ tokensPerInterval: perWindow, interval: 'minute' });
    return (task) => void limiter.removeTokens(1).then(task).catch(unexpected);
  },
};

const names: Readonly<Record<keyof typeof contenders, string>> = {
  ours: 'the gate',
  bottleneckReservoir: 'Bottleneck, reservoir',
  bottleneckMinTime: 'Bottleneck, minTime',
  pThrottle: 'p-throttle',
  pThrottleStrict: 'p-throttle, strict',
  limiter: 'limiter',
};

interface Outcome {
  /** Calls in each of the whole windows, on average. */
  readonly perWindow: number;
  /** The most calls in any 60 seconds. */
  readonly most: number;
}

void report(async () => {
  const found: Partial<Record<keyof typeof contenders, Outcome>> = {};
  for (const name of Object.keys(contenders) as (keyof typeof contenders)[]) {
    found[name] = await simulate(contenders[name]);
  }
  const figures = Object.entries(found).flatMap(([name, { perWindow: mean, most }]): Figure[] => [
    { what: names[name as keyof typeof contenders], value: mean, unit: 'calls in 60 s' },
    { what: `${names[name as keyof typeof contenders]}, worst 60 s`, value: most, unit: 'calls' },
  ]);
  const ours = found.ours ?? { perWindow: 0, most: Infinity };
  return {
    title: `Calls under a ceiling of ${perWindow} in any 60 s, ${windows} simulated minutes`,
    runs: 1,
    figures,
    verdicts: [
      atLeast('at least 99 calls a window', ours.perWindow, 99, 'calls'),
      { target: 'never 101 in any 60 s', measured: `${ours.most} calls`, met: ours.most <= perWindow },
    ],
  };
});

/**
 * Runs on a fake clock. The first burst comes after half a minute without calls, as when a person opens the editor and
 * then a long list: it shows whether a limiter that refills at intervals allows two bursts in one minute.
 */
async function simulate(make: () => Enqueue): Promise<Outcome> {
  const clock = FakeTimers.install();
  try {
    const starts: number[] = [];
    const enqueue = make();
    await clock.tickAsync(30_000);
    const begun = Date.now();
    for (let i = 0; i < perWindow * (windows + 2); i += 1) {
      enqueue(async () => {
        starts.push(Date.now() - begun);
        await new Promise((done) => setTimeout(done, answerMs));
      });
    }
    // What waits for the end of the last window starts right after it.
    await clock.tickAsync(windows * windowMs);
    return {
      perWindow: starts.filter((at) => at < windows * windowMs).length / windows,
      most: mostIn(starts),
    };
  } finally {
    clock.uninstall();
  }
}

function mostIn(starts: readonly number[]): number {
  const counts = starts.map((from) => starts.filter((at) => at >= from && at < from + windowMs).length);
  return Math.max(0, ...counts);
}
