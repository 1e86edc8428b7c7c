import { EventServiceBench } from '../test/unit/events/support/eventServiceBench';
import { FakeClock } from '../test/unit/support/fakeClock';
import { heldBytes, startProcess, type Child } from './support/children';
import { atMost, report } from './support/report';

const second = 1_000;
const hourSeconds = 3_600;
const kilobyte = 1_000;

void report(async ({ quick }) => {
  const hour = await simulatedHour();
  const real = await realTime(quick ? 5 : 60);
  return {
    title: 'An idle hour with a healthy listener',
    runs: 1,
    figures: [
      { what: 'calls to LiveChat in a simulated hour', value: hour.calls, unit: '' },
      { what: 'memory held after the hour', value: hour.grownKb, unit: 'kB more' },
      { what: 'handles after the hour', value: hour.handles, unit: 'more' },
      { what: 'CPU in real time', value: real.cpuPercent, unit: '% of one core' },
      { what: 'CPU in real time', value: real.cpuMs, unit: `ms in ${real.seconds} s` },
      { what: 'calls in real time', value: real.calls, unit: '' },
    ],
    verdicts: [
      atMost('0 calls', hour.calls + real.calls, 0, 'calls'),
      atMost('CPU at most 0.1 %', real.cpuPercent, 0.1, '%'),
      atMost('no growth: less than 100 kB', hour.grownKb, 100, 'kB'),
      atMost('no growth: no handles', hour.handles, 0, 'handles'),
    ],
  };
});

/** The clock is moved second by second; probes and heartbeats use real sockets meanwhile. */
async function simulatedHour(): Promise<{ calls: number; grownKb: number; handles: number }> {
  const bench = await EventServiceBench.open();
  const clock = new FakeClock();
  // An election waits for some timers: the clock moves until it is over.
  const ticking = setInterval(() => clock.advance(20), 1);
  const { eventService } = await bench.window({ clock });
  await eventService.start({ interactive: true });
  clearInterval(ticking);
  const pass = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed += 1) {
      clock.advance(second);
      await new Promise((done) => setImmediate(done));
      // A probe is due once a minute and needs real time on the network.
      if (passed % 60 === 0) await new Promise((done) => setTimeout(done, 20));
    }
  };
  // The first hour fills what is filled only once: compiled code, pools, bounded lists.
  await pass(hourSeconds);
  const calls = bench.account.sandbox.calls.count;
  const held = heldBytes();
  const handles = process.getActiveResourcesInfo().length;
  await pass(hourSeconds);
  await new Promise((done) => setTimeout(done, 100));
  const found = {
    calls: bench.account.sandbox.calls.count - calls,
    handles: Math.max(0, process.getActiveResourcesInfo().length - handles),
    grownKb: (heldBytes() - held) / kilobyte,
  };
  if (eventService.view.state !== 'live')
    throw new Error(`The listener is ${eventService.view.state} after an hour.`);
  await bench.close();
  return found;
}

interface Cost {
  readonly cpuMs: number;
  readonly calls: number;
}

async function realTime(
  seconds: number,
): Promise<{ seconds: number; cpuMs: number; cpuPercent: number; calls: number }> {
  const child = await startProcess<{ readonly state: string }>('idleService');
  try {
    await new Promise((done) => setTimeout(done, 2_000));
    const before = await ask(child);
    await new Promise((done) => setTimeout(done, seconds * second));
    const after = await ask(child);
    const cpuMs = after.cpuMs - before.cpuMs;
    return {
      seconds,
      cpuMs,
      cpuPercent: (cpuMs / (seconds * second)) * 100,
      calls: after.calls - before.calls,
    };
  } finally {
    await child.stop();
  }
}

async function ask({ process: child }: Child<unknown>): Promise<Cost> {
  const cost = new Promise<Cost>((resolve) => child.once('message', (message) => resolve(message as Cost)));
  child.send('cost');
  return await cost;
}
