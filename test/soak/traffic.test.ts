import assert from 'node:assert/strict';
import { request } from 'node:http';
import path from 'node:path';
import { systemClock } from '../../src/core/base/clock';
import { silentLog } from '../../src/core/base/log';
import { readJournal } from '../../src/core/events/journal/journalRows';
import { testDatabase } from '../unit/storage/support/testDatabase';
import { openJournal } from '../../src/core/events/journal/openJournal';
import { largeArrival } from '../unit/events/journal/support/journalBench';
import { ticketBody } from '../unit/events/receiver/support/receiverBench';
import { SoakBench } from './support/soakBench';

const seconds = Number(process.env.LIVECHAT_SOAK_SECONDS ?? 120);
const calmMinutes = Number(process.env.LIVECHAT_SOAK_MINUTES ?? 0);
/** Deliveries per second: more than any account has for long. */
const perSecond = 5;
const seed = Number(process.env.LIVECHAT_SOAK_SEED ?? Date.now() % 1_000_000);

describe(`traffic (seed ${seed})`, function () {
  this.timeout((seconds + calmMinutes * 60 + 180) * 1_000);
  let bench: SoakBench;
  beforeEach(async () => {
    bench = await SoakBench.open();
  });
  afterEach(() => bench.close());

  const pause = (ms: number): Promise<unknown> => new Promise((done) => setTimeout(done, ms));
  const until = async (what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> => {
    const begun = Date.now();
    while (!(await isTrue())) {
      const states = bench.alive.map(({ role, state }) => `${role} ${state}`).join(', ');
      assert.ok(Date.now() - begun < 90_000, `${what} never came true: ${states}`);
      await pause(20);
    }
  };
  const isLive = (): boolean => bench.alive.some(({ role, state }) => role === 'leader' && state === 'live');

  /** Sends until it is accepted, as LiveChat does, but without its long waits. */
  const deliver = async (id: string): Promise<void> => {
    for (;;) {
      const { address } = bench;
      const body = ticketBody(id, { token: address?.secret });
      if (address && (await post(address.url, body)) === 200) return;
      await pause(100);
    }
  };
  const folder = (): string => path.join(bench.folder, 'desk');
  const kept = async (): Promise<string[]> => {
    const database = await testDatabase(folder());
    const { entries } = await readJournal({ database, clock: systemClock }).page({ limit: 1_000_000 });
    await database.close();
    return entries.map(({ arrival }) => arrival.eventId).filter((id) => id.startsWith('event-'));
  };

  it('loses nothing and shows nothing twice, whatever is killed meanwhile', async () => {
    const random = randomFrom(seed);
    for (let i = 0; i < 3; i += 1) bench.openWindow();
    await until('a leader', () => bench.alive.some(({ role }) => role === 'leader'));
    bench.alive[0]?.child.send('start');
    await until('listening', isLive);
    const accepted: string[] = [];
    const under: Promise<void>[] = [];
    let count = 0;
    const sending = setInterval(() => {
      count += 1;
      const id = `soak-${count}`;
      under.push(deliver(id).then(() => void accepted.push(`event-${id}`)));
    }, 1_000 / perSecond);
    const kills = { window: 0, tunnel: 0, livechat: 0 };
    const end = Date.now() + seconds * 1_000;
    while (Date.now() < end) {
      await pause(1_000 + random() * 4_000);
      const choice = random();
      if (choice < 0.5) {
        kills.window += 1;
        const leader = bench.alive.find(({ role }) => role === 'leader');
        const victim = random() < 0.7 && leader ? leader : bench.alive[0];
        if (victim) await bench.kill(victim);
        bench.openWindow();
      } else if (choice < 0.8) {
        kills.tunnel += 1;
        bench.tunnel.mode = random() < 0.5 ? 'refuse' : 'hold';
        await pause(200 + random() * 1_500);
        bench.tunnel.mode = 'pass';
      } else {
        kills.livechat += 1;
        await bench.restartLiveChat(random() * 1_000);
      }
    }
    clearInterval(sending);
    await until('listening again', isLive);
    await Promise.all(under);
    assert.equal(accepted.length, count);
    await until('all of it kept', async () => (await kept()).length >= count);
    assert.deepEqual((await kept()).sort(), [...accepted].sort());
    // Events that arrived within a few seconds are shown together.
    await pause(6_000);
    const twice = [...bench.shown].filter(([id, times]) => times > 1 && id.startsWith('event-'));
    assert.deepEqual(twice, []);
    const unseen = accepted.filter((id) => !bench.shown.has(id));
    // Marked before it is shown: if a window is killed in between, or before it reports, the event is not shown.
    // A digest may contain all events of a few seconds; most events must still be shown.
    const most = Math.min(kills.window * perSecond * 5, count / 4);
    const database = await testDatabase(folder());
    assert.deepEqual(await readJournal({ database, clock: systemClock }).unshown(), []);
    await database.close();
    assert.ok(unseen.length <= most, `${unseen.length} of ${count} were shown to nobody`);
    assert.deepEqual(bench.rejections, []);
    process.stdout.write(
      `      ${count} accepted, ${count} kept, ${count - unseen.length} shown once, 0 twice; killed ${JSON.stringify(kills)}\n`,
    );
  });

  if (calmMinutes === 0) return;
  it(`does not grow in ${calmMinutes} minutes of it`, async () => {
    await fillJournal(folder());
    const window = bench.openWindow();
    await until('a leader', () => window.role === 'leader');
    window.child.send('start');
    await until('listening', isLive);
    let count = 0;
    const traffic = async (ms: number): Promise<void> => {
      for (const end = Date.now() + ms; Date.now() < end;) {
        count += 1;
        await deliver(`calm-${count}`);
        await pause(100);
      }
      window.child.send('size');
    };
    for (let part = 0; part < 6; part += 1) await traffic(calmMinutes * 10_000);
    await until('sizes', () => bench.sizes.length === 6);
    const [, second, ...later] = bench.sizes;
    const last = later.at(-1);
    assert.ok(second && last);
    // Two duplicate keys per evicted event, up to a limit.
    const perEvent = 1_500;
    assert.ok(last.heapBytes - second.heapBytes < count * perEvent, JSON.stringify(bench.sizes));
    assert.ok(last.handles <= second.handles + 5, JSON.stringify(bench.sizes));
    assert.ok(last.openFiles <= second.openFiles + 5, JSON.stringify(bench.sizes));
    assert.equal(last.listeners, second.listeners, JSON.stringify(bench.sizes));
    // One more is allowed, such as the write-ahead log of the database.
    assert.ok(last.files <= second.files + 1, JSON.stringify(bench.sizes));
    assert.deepEqual(bench.rejections, []);
    process.stdout.write(`      ${count} in ${calmMinutes} minutes: ${JSON.stringify([second, last])}\n`);
  });
});

/** Fills the journal to its limit, so that later growth has another cause. */
async function fillJournal(dir: string): Promise<void> {
  const database = await testDatabase(dir);
  const journal = openJournal({ database, clock: systemClock, log: silentLog });
  for (let batch = 0; batch < 20; batch += 1) {
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => journal.accept(largeArrival(`before-${batch}-${i}`, 5_000))),
    );
  }
  await journal.dispose();
  await database.close();
}

/** The status of the response; `undefined` after a timeout. */
function post(url: string, body: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const asked = request(url, { method: 'POST', headers, timeout: 3_000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
      response.on('error', () => resolve(undefined));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end(body);
  });
}

/** The same seed kills the same windows in the same order. */
function randomFrom(start: number): () => number {
  let state = start + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
