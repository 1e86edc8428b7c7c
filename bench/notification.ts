import { request } from 'node:http';
import type { Clock } from '../src/core/base/clock';
import { systemClock } from '../src/core/base/clock';
import { EventServiceBench } from '../test/unit/events/support/eventServiceBench';
import { deliveryBody, token } from './support/deliveries';
import { atMost, report } from './support/report';
import { percentile } from './support/statistics';

/** What the announcer waits before it tells of the next: left out, so that each event is told of alone. */
const calmMs = 4_000;
const uncalm: Clock = {
  now: () => systemClock.now(),
  after: (ms, callback) => systemClock.after(ms === calmMs ? 0 : ms, callback),
};

void report(async ({ quick }) => {
  const count = quick ? 60 : 600;
  const bench = await EventServiceBench.open();
  const address = { url: '', secret: '' };
  let shown = (): void => undefined;
  const { webhooks } = bench.account.connection;
  const { eventService } = await bench.window({
    clock: uncalm,
    webhooks: {
      list: (options) => webhooks.list(options),
      create: async (draft, options) => {
        const made = await webhooks.create(draft, options);
        Object.assign(address, { url: draft.url, secret: made.secret });
        return made;
      },
      remove: (id, options) => webhooks.remove(id, options),
      deliveries: () => Promise.resolve(webhooks.deliveries),
    },
    show: () => shown(),
  });
  await eventService.start({ interactive: true });
  const toShown: number[] = [];
  const toAnswer: number[] = [];
  const deliver = async (id: number): Promise<void> => {
    const body = deliveryBody(`A${id}`).replace(token, address.secret);
    const begun = performance.now();
    const isShown = new Promise<void>((resolve) => {
      shown = () => {
        toShown.push(performance.now() - begun);
        resolve();
      };
    });
    await post(address.url, body);
    toAnswer.push(performance.now() - begun);
    await isShown;
    // So that each comes alone, as they do.
    await new Promise((done) => setTimeout(done, 3));
  };
  for (let id = 0; id < 30; id += 1) await deliver(id);
  toShown.length = 0;
  toAnswer.length = 0;
  for (let id = 30; id < 30 + count; id += 1) await deliver(id);
  await bench.close();
  return {
    title: 'From POST to the call that shows the toast, one event at a time',
    runs: count,
    figures: [
      { what: 'POST to 200, p50', value: percentile(toAnswer, 50), unit: 'ms' },
      { what: 'POST to 200, p99', value: percentile(toAnswer, 99), unit: 'ms' },
      { what: 'POST to toast, p50', value: percentile(toShown, 50), unit: 'ms' },
      { what: 'POST to toast, p99', value: percentile(toShown, 99), unit: 'ms' },
    ],
    verdicts: [
      atMost('p50 at most 5 ms', percentile(toShown, 50), 5, 'ms'),
      atMost('p99 at most 25 ms', percentile(toShown, 99), 25, 'ms'),
    ],
  };
});

function post(url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      if (response.statusCode !== 200) reject(new Error(`answered with ${response.statusCode}`));
      response.on('end', resolve);
    })
      .on('error', reject)
      .end(body);
  });
}
