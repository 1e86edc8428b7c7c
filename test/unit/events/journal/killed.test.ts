import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { systemClock } from '../../../../src/core/base/clock';
import { Poster } from '../receiver/support/poster';
import { ticketBody, token } from '../receiver/support/receiverBench';
import { allIds, JournalBench } from './support/journalBench';

const kills = 24;
const senders = 16;

/** Up to 3 KB, so that many kills interrupt a write. */
function ticketOf(id: string): object {
  const subject = 'x'.repeat(Math.random() * 3_000);
  return { id, subject, groups: [], tags: [], events: [] };
}

interface EventService {
  readonly child: ChildProcess;
  readonly poster: Poster;
}

describe('a window that is killed', () => {
  let bench: JournalBench;
  let program: string;
  before(async () => {
    bench = new JournalBench();
    program = path.join(bench.dir, 'child.cjs');
    const entryPoints = ['test/unit/events/journal/support/windowChild.ts'];
    await build({ entryPoints, bundle: true, platform: 'node', target: 'node22', outfile: program });
  });
  after(() => bench.dispose());

  const start = async (): Promise<EventService> => {
    const child = spawn(process.execPath, [program, bench.dir, token], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data))),
    );
    const place = JSON.parse(line) as { port: number; path: string };
    return { child, poster: new Poster(place.port, place.path, senders) };
  };
  const kill = async ({ child, poster }: EventService): Promise<void> => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    poster.end();
  };

  it('loses no acknowledged event and shows none twice', async function () {
    this.timeout(60_000);
    const sent: string[] = [];
    const acknowledged = new Set<string>();
    const unanswered = new Set<string>();
    const next = (): string => {
      const [retry] = unanswered;
      // LiveChat retries deliveries without a response, and sometimes others.
      const late =
        sent.length > 0 && Math.random() < 0.1 ? sent[Math.floor(Math.random() * sent.length)] : undefined;
      const id = retry ?? late ?? String(sent.length);
      if (id === String(sent.length)) sent.push(id);
      unanswered.delete(id);
      return id;
    };
    const post = async (poster: Poster, id: string): Promise<boolean> => {
      const status = await poster.post(ticketBody(id, { ticket: ticketOf(id) }));
      if (status === 200) acknowledged.add(id);
      else if (!acknowledged.has(id)) unanswered.add(id);
      return status === 200;
    };
    const reader = await bench.reader();
    for (let round = 0; round < kills; round++) {
      const eventService = await start();
      let left = Math.floor(Math.random() * 120);
      const sender = async (): Promise<void> => {
        while (left >= 0 && (await post(eventService.poster, next()))) left -= 1;
      };
      const all = Array.from({ length: senders }, sender);
      // The others are still working when the first has finished.
      await Promise.race(all);
      await kill(eventService);
      await Promise.all(all);
      const held = new Set(await allIds(reader));
      const lost = [...acknowledged].filter((id) => !held.has(`event-${id}`));
      assert.deepEqual(lost, [], `lost by kill ${round + 1}`);
    }
    const eventService = await start();
    for (const id of unanswered) assert.ok(await post(eventService.poster, id));
    await kill(eventService);
    assert.equal(acknowledged.size, sent.length);
    const journal = await bench.start({ clock: systemClock });
    const kept = await allIds(journal);
    assert.deepEqual([...kept].sort(), sent.map((id) => `event-${id}`).sort());
    const notifications = readFileSync(path.join(bench.dir, 'toasts.txt'), 'utf8').trimEnd().split('\n');
    assert.equal(new Set(notifications).size, notifications.length, 'shown twice');
    assert.ok(sent.length > kills * 10, `${sent.length} were sent`);
  });
});
